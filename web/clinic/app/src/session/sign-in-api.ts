import { personIn, type Person } from './person.ts';
import { deviceKey } from './wrapped-key.ts';

/** Why a sign-in failed. */
export type SignInFault =
  'credentials' | 'code' | 'wrongCode' | 'attempts' | 'ended' | 'unreachable' | 'notThisPassword';

export class SignInError extends Error {
  constructor(readonly fault: SignInFault) {
    super(`Sign-in: ${fault}`);
  }
}

/** What a sign-in brings. The token is valid for some minutes and is kept in memory only. */
export interface Credentials {
  readonly token: string;
  /** Milliseconds since 1970, by this device's clock. */
  readonly expiresAt: number;
  readonly person: Person;
  /** A second factor is to be set up before anything else is open. */
  readonly secondFactorDue: boolean;
  /** Seals and opens what this device keeps for the person; null: nothing is open yet. In memory only. */
  readonly deviceKey: Uint8Array<ArrayBuffer> | null;
}

/** A person of the demonstration, who signs in with one click. */
export interface DemoPerson {
  readonly name: string;
  readonly role: Person['role'];
  readonly email: string;
  readonly password: string;
}

const url = (path: string): string => `/api/v1/auth/${path}`;

/** How long without an answer until the page says so, in milliseconds. */
const patience = 15_000;

/**
 * @param code of the second factor, where the API has asked for one
 * @throws SignInError
 */
export async function signIn(email: string, password: string, code?: string): Promise<Credentials> {
  const second = code === undefined ? {} : { code };
  return credentialsOf(await post('sign-in', { email, password, ...second }));
}

/**
 * New credentials for the owner of this browser's cookie. One tab at a time: the server takes a cookie that
 * comes back again and again for a copied one.
 * @throws SignInError
 */
export async function renew(): Promise<Credentials> {
  const locks = (navigator as { locks?: LockManager }).locks;
  const exchange = () => post('refresh');
  const answer = await (locks === undefined ? exchange() : locks.request('clinic:renew', exchange));
  return credentialsOf(answer);
}

/** Ends the sign-in of this browser. @throws SignInError when it does not reach the server */
export async function signOut(): Promise<void> {
  await post('sign-out');
}

/** None, where the server is not a demonstration. */
export async function demoPeople(): Promise<readonly DemoPerson[]> {
  const answer = await fetch('/demo/people').catch(() => null);
  if (answer === null || !answer.ok) return [];
  const { data } = (await answer.json()) as { data: readonly DemoPerson[] };
  return data;
}

async function post(path: string, body?: object): Promise<unknown> {
  const answer = await fetch(url(path), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body ?? {}),
    signal: AbortSignal.timeout(patience),
  }).catch(() => null);
  if (answer === null) throw new SignInError('unreachable');
  if (answer.ok) return answer.json().catch(() => null);
  const refusal = (await answer.json().catch(() => null)) as { error?: { code?: string } } | null;
  throw new SignInError(faultOf(answer.status, refusal?.error?.code, body !== undefined));
}

/** Only the API's own word ends a session or calls a password wrong; a proxy may say anything else. */
function faultOf(status: number, code: string | undefined, hasPassword: boolean): SignInFault {
  if (code === 'SECOND_FACTOR_REQUIRED') return 'code';
  if (code === 'BAD_SECOND_FACTOR') return 'wrongCode';
  if (status === 429) return 'attempts';
  if (status === 400 && hasPassword) return 'credentials';
  if (status !== 401) return 'unreachable';
  return hasPassword ? 'credentials' : 'ended';
}

function credentialsOf(answer: unknown): Credentials {
  const data = (answer as { data?: Record<string, unknown> } | null)?.data ?? {};
  const { access_token: token, expires_in: seconds, device_key: key } = data;
  const person = personIn(data['user']);
  const secondFactorDue = data['second_factor_due'] === true;
  const opens = deviceKey(key);
  if (person === null || typeof token !== 'string' || typeof seconds !== 'number') {
    throw new SignInError('unreachable'); // a page of some proxy
  }
  if (opens === null && !secondFactorDue) throw new SignInError('unreachable');
  return {
    token,
    expiresAt: Date.now() + seconds * 1000,
    person,
    secondFactorDue,
    deviceKey: opens,
  };
}
