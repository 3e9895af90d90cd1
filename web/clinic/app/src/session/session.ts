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
import { sealedDay, sealingKeys, type SealingKeys } from './sealed-text.ts';
import { renew, SignInError, signIn, signOut, type Credentials } from './sign-in-api.ts';
import { dropWrapped, keepWrapped, unwrapped } from './wrapped-key.ts';

/** What the next person at this device sees of the one who has signed out. */
export interface Farewell {
  readonly name: string;
  /** The sign-in has ended by itself. */
  readonly expired: boolean;
}

export type SessionState =
  | { readonly status: 'signed-in'; readonly person: Person }
  /** This device remembers the person, and what it keeps for them is sealed. `isAsking`: the server is asked for the key. */
  | { readonly status: 'locked'; readonly person: Person; readonly isAsking: boolean }
  /** The policy demands a second factor of this person: nothing else is open yet. */
  | { readonly status: 'second-factor-due'; readonly person: Person }
  | { readonly status: 'signed-out'; readonly farewell: Farewell | null };

/** How long before its end a token is renewed, in milliseconds. */
const margin = 30_000;
/** How long the server may take to give the key before the password is asked for, in milliseconds. */
const patience = 3_000;
/** How long until it is asked again, in milliseconds. */
const pause = 5_000;
/** No token: the server answers 401, and never takes the request for another person's. */
const noToken = 'none';

/**
 * Who works here. What this device keeps is sealed with a key that a sign-in brings, or its renewal by a cookie that
 * scripts cannot read; without a network the person's password opens it. All tabs follow a sign-in or a sign-out in one
 * of them.
 */
class Session {
  private state: SessionState = { status: 'signed-out', farewell: null };
  private credentials: Credentials | null = null;
  private deviceKey: Uint8Array<ArrayBuffer> | null = null;
  /** Grows when a person comes or leaves: answers to earlier requests are not used then. */
  private era = 0;
  private renewal: Promise<Credentials> | null = null;
  /** The first exchange, asked for before the page was loaded. */
  private early: Promise<Credentials> | null = null;
  /** A sign-out is on its way to the server, whose answer clears the cookie. */
  private parting: Promise<void> = Promise.resolve();
  private readonly listeners = new Set<() => void>();

  /**
   * Asks for the key of the person whom this device remembers: the answer is on its way while the page loads.
   * @returns whether there is one
   */
  askEarly(): boolean {
    if (rememberedPerson() === null || isSignOutOwed()) return false;
    this.early = renew();
    this.early.catch(() => undefined); // for the one who takes it
    return true;
  }

  /** To be called once, before the first render. */
  open(): void {
    configure({ headers: () => this.authorization() });
    onRememberedElsewhere(() => this.follow(rememberedPerson()));
    getMutationQueue().on('sync:auth-required', () => void this.renewAndGoOn());
    if (isSignOutOwed()) this.parting = this.sendSignOut();
    this.follow(rememberedPerson());
    this.early = null; // another tab has signed them out meanwhile
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
    this.era += 1;
    const { era } = this;
    const { person, deviceKey } = credentials;
    await this.makeRoomFor(person);
    if (this.era !== era) return;
    this.credentials = credentials;
    if (deviceKey === null) return this.demandSecondFactor(person);
    remember(person);
    this.enter(person, deviceKey);
    this.opensWith(password);
  }

  /** From now on this password opens what this device keeps, without the server. */
  opensWith(password: string): void {
    const { state, deviceKey, era } = this;
    if (state.status !== 'signed-in' || deviceKey === null) return;
    const isHere = () => era === this.era;
    // Behind the page: it takes the processor some time, on purpose.
    void keepWrapped(state.person.id, password, deviceKey, isHere).catch(() => undefined);
  }

  /** Opens what this device keeps, without the server. @throws SignInError */
  async unlock(password: string): Promise<void> {
    const { state, era } = this;
    if (state.status !== 'locked') return;
    const key = await unwrapped(state.person.id, password);
    if (era !== this.era) return;
    if (key === null) throw new SignInError('notThisPassword');
    this.enter(state.person, key);
  }

  /** The management has named the clinic, or said when it is closed. */
  clinicIs(clinic: Pick<Person, 'companyName' | 'closing'>): void {
    const { state } = this;
    if (state.status !== 'signed-in') return;
    const person = { ...state.person, ...clinic };
    remember(person);
    this.show({ status: 'signed-in', person });
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
   * The person leaves. Never fails: what has not reached the server stays sealed here, and the end of the
   * sign-in is sent to the server as soon as it can be.
   * @returns the exported changes, when they were asked for
   */
  async signOut(options: LogoutOptions = {}): Promise<string | undefined> {
    const { state, era } = this;
    if (state.status === 'signed-out') return undefined;
    const { exported } = await getMutationQueue().logout(options);
    // Another person has signed in while it was sending: they stay.
    if (this.era !== era) return exported;
    oweSignOut(true);
    this.leave({ name: state.person.name, expired: false }, state.person.id);
    this.parting = this.sendSignOut();
    return exported;
  }

  /** What this tab keeps for this person is sealed with. */
  async sealingKeys(personId: string): Promise<SealingKeys | null> {
    const { state, deviceKey } = this;
    const isTheirs = state.status === 'signed-in' && state.person.id === personId;
    return isTheirs && deviceKey !== null ? sealingKeys(deviceKey) : null;
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
    const { era, early } = this;
    this.early = null;
    try {
      const credentials = await (early ?? renew());
      if (this.era === era) await this.makeRoomFor(credentials.person);
      if (this.era !== era) return credentials; // the person has changed meanwhile
      this.credentials = credentials;
      const { person, deviceKey } = credentials;
      if (deviceKey === null) {
        this.demandSecondFactor(person);
        return credentials;
      }
      remember(person);
      this.enter(person, deviceKey);
      return credentials;
    } catch (error) {
      const ended = error instanceof SignInError && error.fault === 'ended';
      if (ended && this.era === era) await this.expire();
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
    const { state, era } = this;
    if (state.status === 'signed-out') return;
    await getMutationQueue().logout({ unsynced: 'keep' });
    if (this.era === era) this.leave({ name: state.person.name, expired: true }, state.person.id);
  }

  /** Follows who works on this device now. */
  private follow(person: Person | null): void {
    const { state } = this;
    const known = state.status === 'signed-in' || state.status === 'locked' ? state.person : null;
    if (JSON.stringify(person) === JSON.stringify(known)) return;
    if (person?.id === known?.id && person !== null && this.deviceKey !== null)
      return this.enter(person, this.deviceKey); // another name or role
    this.era += 1;
    this.credentials = null;
    this.deviceKey = null;
    // The other tab's logout has reached the queue.
    getMutationQueue().lock();
    if (person === null) return this.show({ status: 'signed-out', farewell: null });
    this.show({ status: 'locked', person, isAsking: navigator.onLine });
    void this.askForKey(this.era);
  }

  /** The server gives the key to the owner of this browser's cookie; until it does, their password opens the device. */
  private async askForKey(era: number): Promise<void> {
    const isLocked = (): boolean => this.era === era && this.state.status === 'locked';
    const giveUp = (): void => {
      const { state } = this;
      if (isLocked() && state.status === 'locked' && state.isAsking)
        this.show({ ...state, isAsking: false });
    };
    setTimeout(giveUp, patience);
    while (isLocked()) {
      await this.renew().catch(giveUp);
      if (isLocked()) await networkOrPause();
    }
  }

  private demandSecondFactor(person: Person): void {
    this.show({ status: 'second-factor-due', person });
  }

  /**
   * The cookie is another person's than the page: its screens go first, since what they read is not for that person to
   * see, and nothing is read with the former key.
   */
  private async makeRoomFor(person: Person): Promise<void> {
    const { state } = this;
    if (state.status !== 'signed-in' || state.person.id === person.id) return;
    this.credentials = null;
    this.deviceKey = null;
    this.show({ status: 'locked', person, isAsking: true });
    await screensAreGone();
    getMutationQueue().lock();
  }

  private enter(person: Person, key: Uint8Array<ArrayBuffer>): void {
    const { state } = this;
    const known = state.status === 'signed-in' ? state.person : null;
    const isKnown = JSON.stringify(person) === JSON.stringify(known);
    this.deviceKey = key;
    if (!isKnown) {
      this.state = { status: 'signed-in', person };
      if (known?.id !== person.id) listMarks.forget();
      // Reads what was wanted before, with this person's credentials; nothing was read without one (7.1).
      getMutationQueue().setUser({ id: person.id, companyId: person.companyId, name: person.name });
    }
    configure({ encryption: { key } });
    if (!isKnown) this.show(this.state);
  }

  private leave(farewell: Farewell, personId: string): void {
    this.era += 1;
    this.credentials = null;
    this.deviceKey = null;
    getMutationQueue().lock();
    dropWrapped(personId);
    sealedDay.drop(personId);
    forget();
    this.show({ status: 'signed-out', farewell });
  }

  private async sendSignOut(): Promise<void> {
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

/** React takes away what is shown no more before the next task. */
const screensAreGone = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Resolves when the browser has a network again, or after a while. */
function networkOrPause(): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      window.removeEventListener('online', go);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(go, pause);
    window.addEventListener('online', go);
  });
}

/** The session of this page. */
export const session = new Session();
