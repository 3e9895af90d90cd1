import type { AnyRecord } from '../../../web/src/types/index.js';
import type { ScriptedAnswer, ScriptedServer, SentRequest } from './scripted_server.js';

/** What becomes of one request of an unreliable network. */
export type Fate =
  | 'answered'
  /** The request never arrives. */
  | 'lost'
  /** It arrives and is carried out; the answer is lost, by a reset, a time limit or a gateway. */
  | 'reset'
  | 'timeout'
  | 'gateway'
  /** It is answered so, and nothing is done. */
  | { status: number };

/** A pure random number generator: the same seed gives the same numbers in [0, 1). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * An API of other people: ids of its own, bare records, pages of 25, no versions, and no eye for an
 * idempotency key. Each POST that arrives makes a record.
 */
export class KeylessApi {
  readonly rows: AnyRecord[] = [];
  posts = 0;
  /** What becomes of the next requests; the default answers them all. */
  fate: (request: SentRequest) => Fate = () => 'answered';
  /** What the API makes of a record that it stores. */
  stored: (record: AnyRecord) => AnyRecord = (record) => record;
  private count = 100;

  constructor(
    server: ScriptedServer,
    readonly endpoint: string,
  ) {
    const carried = (request: SentRequest): ScriptedAnswer => this.carry(request);
    server.on(`HEAD ${endpoint}`, carried);
    server.on(`GET ${endpoint}`, carried);
    server.on(`POST ${endpoint}`, carried);
    server.onPrefix(`${endpoint}/`, carried);
  }

  /** A record that another user has made. */
  add(record: AnyRecord): AnyRecord {
    const row = { id: (this.count += 1), ...record };
    this.rows.push(row);
    return row;
  }

  private carry(request: SentRequest): ScriptedAnswer {
    const fate = this.fate(request);
    if (fate === 'lost') return 'network-error';
    if (typeof fate === 'object') return fate;
    const answer = this.answer(request);
    if (fate === 'reset') return 'network-error';
    if (fate === 'timeout') return 'never';
    return fate === 'gateway' ? { status: 504, body: 'upstream timed out' } : answer;
  }

  private answer({ method, url, body }: SentRequest): ScriptedAnswer {
    const { pathname, searchParams } = new URL(url, 'https://clinic.example');
    const id = decodeURIComponent(
      pathname.slice(new URL(this.endpoint, 'https://clinic.example').pathname.length + 1),
    );
    const place = this.rows.findIndex((row) => String(row['id']) === id);
    if (method === 'HEAD') return { status: 200 };
    if (method === 'GET' && id === '') return this.page(Number(searchParams.get('page') ?? 1));
    if (method === 'POST' && id === '') {
      this.posts += 1;
      const { id: _, ...record } = body as AnyRecord;
      return { status: 201, body: this.add(this.stored(record)) };
    }
    const row = this.rows[place];
    if (!row) return { status: 404, body: { message: 'not found' } };
    if (method === 'GET') return { status: 200, body: row };
    if (method === 'DELETE') {
      this.rows.splice(place, 1);
      return { status: 204 };
    }
    this.rows[place] = { ...row, ...this.stored(body as AnyRecord), id: row['id'] };
    return { status: 200, body: this.rows[place] };
  }

  private page(page: number): ScriptedAnswer {
    const items = this.rows.slice((page - 1) * 25, page * 25);
    const total_pages = Math.ceil(this.rows.length / 25);
    return { status: 200, body: { items, meta: { total_pages } } };
  }
}
