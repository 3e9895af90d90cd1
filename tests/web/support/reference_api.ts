import type { AnyRecord } from '../../../web/src/types/index.js';
import {
  ok,
  refusal,
  type ScriptedAnswer,
  type SentRequest,
  type ScriptedServer,
} from './scripted_server.js';

/**
 * A small model of the reference API for one resource: rows in a map, ids and versions of its own.
 */
export class ReferenceApi {
  readonly rows = new Map<string, AnyRecord>();
  /** Keys of requests that were carried out. */
  readonly keys = new Set<string>();
  private count = 0;

  constructor(
    server: ScriptedServer,
    readonly endpoint: string,
    rows: readonly AnyRecord[] = [],
  ) {
    for (const row of rows) this.rows.set(String(row['id']), { version: 1, ...row });
    server.on(`GET ${endpoint}`, (request) => this.list(request));
    server.on(`HEAD ${endpoint}`, { status: 200 });
    server.on(`POST ${endpoint}`, (request) => this.create(request));
    server.onPrefix(`${endpoint}/`, (request) => this.one(request));
  }

  private list(request: SentRequest): ScriptedAnswer {
    const query = new URL(request.url, 'https://clinic.example').searchParams;
    const [limit, page] = [Number(query.get('limit') ?? 50), Number(query.get('page') ?? 1)];
    const all = [...this.rows.values()];
    const data = all.slice((page - 1) * limit, page * limit);
    return {
      status: 200,
      body: { success: true, data, pagination: { page, limit, total: all.length } },
    };
  }

  private create({ body, headers }: SentRequest): ScriptedAnswer {
    this.keys.add(headers['idempotency-key'] ?? '');
    const id = `s${(this.count += 1)}`;
    const row = { ...(body as AnyRecord), id, version: 1 };
    this.rows.set(id, row);
    return ok(row, 201);
  }

  private one({ method, url, body }: SentRequest): ScriptedAnswer {
    const id = decodeURIComponent(url.slice(this.endpoint.length + 1));
    const row = this.rows.get(id);
    if (!row) return refusal(404, 'NOT_FOUND', 'no such record');
    if (method === 'GET') return ok(row);
    if (method === 'DELETE') {
      this.rows.delete(id);
      return { status: 204 };
    }
    const next = { ...row, ...(body as AnyRecord), version: Number(row['version']) + 1 };
    this.rows.set(id, next);
    return ok(next);
  }
}
