import { configure, getMutationQueue, type LogoutOptions } from 'synchrone/streaming';
import { listMarks } from '../resources/list-marks.ts';
import type { Person } from './person.ts';
import {
  forget,
  isSignOutOwed,
  onRememberedElsewhere,
  oweSignOut,
  remember,
  rememberedPerson,
} from './remembered.ts';
import { renew, SignInError, signIn, signOut, type Credentials } from './sign-in-api.ts';

/** What the next person at this device sees of the one who has signed out. */
export interface Farewell {
  readonly name: string;
  /** The sign-in has ended by itself. */
  readonly expired: boolean;
}

export type SessionState =
  | { readonly status: 'signed-in'; readonly person: Person }
  /** The policy demands a second factor of this person: nothing else is open yet. */
  | { readonly status: 'second-factor-due'; readonly person: Person }
  | { readonly status: 'signed-out'; readonly farewell: Farewell | null };

/** A token is renewed so long before its end, in milliseconds. */
const margin = 30_000;
/** No token: the server answers 401, and never takes the request for another person's. */
const noToken = 'none';

/**
 * Who works here. The person that this device remembers goes on at once, also without a network; their credentials
 * are renewed behind it by a cookie that scripts cannot read. All tabs follow a sign-in or a sign-out in one of them.
 */
class Session {
  private state: SessionState = { status: 'signed-out', farewell: null };
  private credentials: Credentials | null = null;
  private renewal: Promise<Credentials> | null = null;
  /** A sign-out is on its way to the server, whose answer clears the cookie. */
  private parting: Promise<void> = Promise.resolve();
  private readonly listeners = new Set<() => void>();
  /** Those who wait for credentials. */
  private readonly arrivals = new Set<() => void>();

  /** To be called once, before the first render. */
  open(): void {
    configure({ headers: () => this.authorization() });
    onRememberedElsewhere(() => this.follow(rememberedPerson()));
    getMutationQueue().on('sync:auth-required', () => void this.renewAndGoOn());
    if (isSignOutOwed()) this.parting = this.tellSignOut();
    this.follow(rememberedPerson());
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getState = (): SessionState => this.state;

  /** @throws SignInError */
  async signIn(email: string, password: string, code?: string): Promise<void> {
    await this.parting;
    const credentials = await signIn(email, password, code);
    oweSignOut(false); // the cookie of the former person is gone
    this.credentials = credentials;
    if (credentials.secondFactorDue) return this.demandSecondFactor(credentials.person);
    remember(credentials.person);
    this.enter(credentials.person);
  }

  /** The second factor is set up: what was closed is open, and what was held is sent. */
  async complete(): Promise<void> {
    try {
      await this.renew();
      getMutationQueue().resume();
    } catch {
      // Unreachable: the page stays, and asks again. Ended: the sign-in page is open.
    }
  }

  /**
   * The person leaves. Never fails: what the server has not heard stays sealed here, and the end of the sign-in is
   * sent to the server as soon as it can be.
   * @returns the exported changes, when they were asked for
   */
  async signOut(options: LogoutOptions = {}): Promise<string | undefined> {
    const { state } = this;
    if (state.status === 'signed-out') return undefined;
    const { exported } = await getMutationQueue().logout(options);
    // Another person has signed in while it was sending: they stay.
    if (this.state !== state) return exported;
    oweSignOut(true);
    this.leave({ name: state.person.name, expired: false });
    this.parting = this.tellSignOut();
    return exported;
  }

  /** The key of this person's drafts, once the server has answered: after a start without a network that is later. */
  draftKey(personId: string): Promise<CryptoKey | null> {
    const { credentials } = this;
    if (credentials?.person.id === personId) return credentials.draftKey;
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.credentials?.person.id !== personId) return;
        this.arrivals.delete(look);
        resolve(this.credentials.draftKey);
      };
      this.arrivals.add(look);
      void this.freshToken().catch(() => undefined);
    });
  }

  /** Headers of a request to the API: asked for when it is sent, never stored. */
  async authorization(): Promise<{ Authorization: string }> {
    const token = await this.freshToken().catch(() => noToken);
    return { Authorization: `Bearer ${token}` };
  }

  private async freshToken(): Promise<string> {
    const { credentials, state } = this;
    if (state.status === 'signed-out') return noToken;
    if (credentials !== null && credentials.expiresAt - margin > Date.now())
      return credentials.token;
    const renewed = await this.renew();
    return renewed.person.id === state.person.id ? renewed.token : noToken;
  }

  /** One exchange at a time. */
  private renew(): Promise<Credentials> {
    this.renewal ??= this.exchange().finally(() => {
      this.renewal = null;
    });
    return this.renewal;
  }

  private async exchange(): Promise<Credentials> {
    const asked = this.state;
    try {
      const credentials = await renew();
      if (this.state !== asked) return credentials; // the person has changed meanwhile
      this.credentials = credentials;
      if (credentials.secondFactorDue) {
        this.demandSecondFactor(credentials.person);
        return credentials;
      }
      remember(credentials.person);
      this.follow(credentials.person);
      for (const look of [...this.arrivals]) look();
      return credentials;
    } catch (error) {
      const ended = error instanceof SignInError && error.fault === 'ended';
      if (ended && this.state === asked) await this.expire();
      throw error;
    }
  }

  /** The API wants new credentials: then the queue goes on. */
  private async renewAndGoOn(): Promise<void> {
    // A sign-out that the server has not got yet is not undone by its cookie.
    if (this.state.status === 'signed-out') return;
    this.credentials = null;
    try {
      const { secondFactorDue } = await this.renew();
      if (!secondFactorDue) getMutationQueue().resume();
    } catch {
      // Unreachable: asked again with the next request. Ended: the sign-in page is open.
    }
  }

  private async expire(): Promise<void> {
    const { state } = this;
    if (state.status === 'signed-out') return;
    await getMutationQueue().logout({ unsynced: 'keep' });
    if (this.state === state) this.leave({ name: state.person.name, expired: true });
  }

  /** Follows who works on this device now. */
  private follow(person: Person | null): void {
    const { state } = this;
    const known = state.status === 'signed-in' ? state.person : null;
    if (person === null && known !== null) {
      // The other tab's logout has reached the queue.
      this.credentials = null;
      this.show({ status: 'signed-out', farewell: null });
    } else if (person !== null && JSON.stringify(person) !== JSON.stringify(known)) {
      if (person.id !== this.credentials?.person.id) this.credentials = null;
      this.enter(person);
    }
  }

  private demandSecondFactor(person: Person): void {
    this.show({ status: 'second-factor-due', person });
  }

  private enter(person: Person): void {
    this.state = { status: 'signed-in', person };
    listMarks.forget();
    // Reads what was wanted before, with this person's credentials; nothing was read without one (7.1).
    getMutationQueue().setUser({ id: person.id, companyId: person.companyId, name: person.name });
    this.show(this.state);
  }

  private leave(farewell: Farewell): void {
    this.credentials = null;
    forget();
    this.show({ status: 'signed-out', farewell });
  }

  private async tellSignOut(): Promise<void> {
    try {
      await signOut();
      oweSignOut(false);
    } catch {
      // No network: sent at the next start.
    }
  }

  private show(state: SessionState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

/** The session of this page. */
export const session = new Session();
