import { createOffline } from '@redux-offline/redux-offline';
import { applyMiddleware, compose, legacy_createStore as createStore } from 'redux';

import { type Patient, kEndpoint } from '../../support/patients.mjs';
import { sendAll } from '../../page/floor_drain.js';
import { type Peer, Rows, Written } from './peer.js';

// What is used of the library; the type checker runs without it.
interface Store {
  dispatch(action: object): void;
  subscribe(listener: () => void): void;
  getState(): { offline: { outbox: { payload: Patient }[] } };
}
interface Action {
  type: string;
  payload: Patient;
}

/** redux-offline with its own outbox, which sends one action after the other. */
export class ReduxOffline implements Peer {
  private readonly rows = new Rows();
  private readonly written = new Written();
  private readonly changed = new Written();
  private store: Store | undefined;
  private setOnline: (online: boolean) => void = () => undefined;

  async start(confirmed: readonly Patient[]): Promise<void> {
    const restored = new Written();
    const ready = restored.next();
    const reducer = (state: object = { patients: this.rows.list }, action: Action) => {
      if (action.type === 'CREATE') this.rows.add(action.payload);
      else if (action.type === 'CREATED') this.rows.confirm(action.payload);
      else return state;
      return { ...state, patients: this.rows.list };
    };
    const { middleware, enhanceReducer, enhanceStore } = this.parts(() => restored.done());
    const store: Store = createStore(
      enhanceReducer(reducer),
      compose(enhanceStore, applyMiddleware(middleware)),
    );
    store.subscribe(() => this.changed.done());
    this.store = store;
    await ready;
    const left = this.outbox().map(({ payload }) => payload);
    this.rows.reset([...confirmed, ...left]);
  }

  private parts(restored: () => void) {
    return createOffline({
      persistCallback: restored,
      persistOptions: {
        whitelist: ['offline'], // rows come from the API again; with them every write holds them
        storage: this.storage(),
      },
      detectNetwork: (report: (online: boolean) => void) => {
        this.setOnline = report;
        report(false);
      },
      effect: async (record: Patient) => (await sendAll([entryOf(record)], false))[0],
      discard: () => false,
    });
  }

  async create(record: Patient): Promise<void> {
    const stored = this.written.next();
    const effect = { effect: record, commit: { type: 'CREATED' } };
    this.store?.dispatch({ type: 'CREATE', payload: record, meta: { offline: effect } });
    await stored;
  }

  shown(): number {
    return this.rows.list.length;
  }

  async drain(): Promise<void> {
    const stored = this.written.next();
    this.setOnline(true);
    while (this.outbox().length > 0) await this.changed.next();
    await stored;
    this.setOnline(false);
  }

  private outbox(): readonly { payload: Patient }[] {
    return this.store?.getState().offline.outbox ?? [];
  }

  private storage() {
    return {
      getItem: (key: string, done: (error: unknown, value: string | null) => void) =>
        setTimeout(() => done(null, localStorage.getItem(key))),
      setItem: (key: string, value: string, done: (error: unknown) => void) => {
        localStorage.setItem(key, value);
        done(null);
        this.written.done();
      },
      removeItem: (key: string, done: (error: unknown) => void) => {
        localStorage.removeItem(key);
        done(null);
      },
      getAllKeys: (done: (error: unknown, keys: string[]) => void) =>
        setTimeout(() => done(null, Object.keys(localStorage))),
    };
  }
}

const entryOf = (record: Patient) =>
  ({ id: record.id, type: 'POST', endpoint: kEndpoint, data: record }) as const;
