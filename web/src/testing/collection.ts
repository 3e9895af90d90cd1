import type { AnyRecord } from '../types/mutation.js';
import { isRecord } from '../host/http/envelope.js';
import type { PlainAnswer } from './plain_response.js';
import type { TestRequest } from './replies.js';

/** How a collection of the test server behaves. */
export interface CollectionOptions {
  /** Rows in a page of the list; the answer names the next one. Default: all rows, as an array. */
  pageSize?: number;
  /** The server takes the `id` of a create. Default: it gives its own, `s1`, `s2`, … */
  keepsIds?: boolean;
  /** A repeated `Idempotency-Key` gets the first answer again. Default: the server knows no keys. */
  honoursKeys?: boolean;
}

const NOT_FOUND: PlainAnswer = { status: 404, body: { error: { code: 'NOT_FOUND' } } };

/**
 * The rows of one resource on the test server, and the five routes of them. The `version` of a row is
 * counted up and compared with `If-Match`.
 */
export class TestCollection {
  private list: AnyRecord[];
  private made = 0;
  private readonly answered = new Map<string, PlainAnswer>();

  constructor(
    readonly path: string,
    rows: readonly object[],
    private readonly options: CollectionOptions,
  ) {
    this.list = rows.map((row) => ({ ...row }));
  }

  /** The rows as the server has them. */
  get rows(): readonly AnyRecord[] {
    return this.list;
  }

  /** A colleague changes a record. */
  change(id: string | number, changes: object): void {
    this.list = this.list.map((row) => (isOf(row, id) ? changed(row, changes) : row));
  }

  /** A colleague adds a record. */
  add(row: object): void {
    this.list = [...this.list, { ...row }];
  }

  /** A colleague deletes a record. */
  remove(id: string | number): void {
    this.list = this.list.filter((row) => !isOf(row, id));
  }

  /** The answer to a request; undefined: the route is not one of these. */
  answer(request: TestRequest): PlainAnswer | undefined {
    const rest = request.path.slice(this.path.length);
    const isHere = request.path.startsWith(this.path) && (rest === '' || rest.startsWith('/'));
    if (!isHere || rest.lastIndexOf('/') > 0) return undefined;
    const id = decodeURIComponent(rest.slice(1));
    const key = this.options.honoursKeys ? request.headers['idempotency-key'] : undefined;
    const before = key === undefined ? undefined : this.answered.get(key);
    if (before) return before;
    const answer = id === '' ? this.answerOfList(request) : this.answerOfRow(request, id);
    if (key !== undefined && answer && answer.status < 500) this.answered.set(key, answer);
    return answer;
  }

  private answerOfList({ method, query, body }: TestRequest): PlainAnswer | undefined {
    if (method === 'HEAD') return { status: 200 };
    if (method === 'GET') return { status: 200, body: this.pageOf(Number(query['page'] ?? 1)) };
    if (method !== 'POST' || !isRecord(body)) return undefined;
    this.made += 1;
    const isVersioned = this.list.some((row) => 'version' in row);
    const row = {
      ...body,
      ...(this.options.keepsIds && 'id' in body ? {} : { id: `s${this.made}` }),
      ...(isVersioned ? { version: 1 } : {}),
    };
    this.list = [...this.list, row];
    return { status: 201, body: row };
  }

  private pageOf(page: number): unknown {
    const { pageSize } = this.options;
    if (pageSize === undefined) return this.list;
    const data = this.list.slice((page - 1) * pageSize, page * pageSize);
    const isLast = page * pageSize >= this.list.length;
    const next = isLast ? null : `${this.path}?page=${page + 1}`;
    return { data, total: this.list.length, next };
  }

  private answerOfRow({ method, headers, body }: TestRequest, id: string): PlainAnswer | undefined {
    const row = this.list.find((one) => isOf(one, id));
    if (!row) return NOT_FOUND;
    if (method === 'HEAD') return { status: 200 };
    if (method === 'GET') return found(row);
    const expected = headers['if-match'];
    if (expected !== undefined && 'version' in row && expected !== tagOf(row)) {
      const error = { code: 'CONFLICT', message: 'Changed meanwhile.', details: { current: row } };
      return { status: 412, body: { success: false, error } };
    }
    if (method === 'DELETE') {
      this.remove(id);
      return { status: 204 };
    }
    if ((method !== 'PATCH' && method !== 'PUT') || !isRecord(body)) return undefined;
    this.change(id, body);
    return found(this.list.find((one) => isOf(one, id)) ?? row);
  }
}

const isOf = (row: AnyRecord, id: string | number): boolean => String(row['id']) === String(id);

const changed = (row: AnyRecord, changes: object): AnyRecord => {
  const { version } = row;
  const next = typeof version === 'number' ? { version: version + 1 } : {};
  return { ...row, ...changes, id: row['id'], ...next };
};

const tagOf = (row: AnyRecord): string => `"${String(row['version'])}"`;

const found = (row: AnyRecord): PlainAnswer => ({
  status: 200,
  body: row,
  headers: 'version' in row ? { etag: tagOf(row) } : {},
});
