type Row = Record<string, unknown> & { id: string };

/**
 * An API over the requests of a test page: lists with filters and pages, reads of one record, writes
 * with versions. Other people's reads come through `read`, as an application's own `fetch` would.
 */
export class ClinicApi {
  rows: Row[] = [];
  readonly requests: string[] = [];
  online = true;
  versions = true;
  /** Reads wait here while it is set. */
  gate: Promise<void> | undefined;
  /** Answers every change with 412 and this body while it is set. */
  conflict: object | undefined;
  private made = 0;

  constructor(rows: readonly object[]) {
    this.rows = rows.map((row) => ({ ...row }) as Row);
  }

  get reads(): string[] {
    return this.requests.filter((one) => one.startsWith('GET'));
  }
  get writes(): string[] {
    return this.requests.filter((one) => !one.startsWith('GET') && !one.startsWith('HEAD'));
  }

  /** A read by the application's own code. */
  async read(path: string): Promise<unknown> {
    const seen = this.answer('GET', path, {});
    await this.gate;
    if (!this.online) throw new TypeError('Failed to fetch');
    if (seen.status >= 400) throw new Error(`HTTP ${seen.status}`);
    return structuredClone(seen.body);
  }

  async fetch(url: string, init: RequestInit): Promise<Response> {
    const path = url.replace(/^https:\/\/clinic\.example/, '');
    await Promise.resolve();
    if (!this.online) throw new TypeError('Failed to fetch');
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as object) : {};
    const { status, body: answer } = this.answer(
      init.method ?? 'GET',
      path,
      body,
      new Headers(init.headers).get('If-Match'),
    );
    const text = answer === null ? null : JSON.stringify(answer);
    return new Response(text, { status, headers: { 'Content-Type': 'application/json' } });
  }

  /** What the API does and answers; for a server in front of it. */
  answer(
    method: string,
    path: string,
    body: object,
    match: string | null = null,
  ): { status: number; body: unknown } {
    this.requests.push(`${method} ${path}${match === null ? '' : ` ${match}`}`);
    const url = new URL(path, 'https://clinic.example');
    const id = /\/patients\/([^/]+)$/.exec(url.pathname)?.[1];
    if (method === 'HEAD') return { status: 200, body: null };
    if (id === undefined) return method === 'POST' ? this.create(body) : this.list(url);
    const index = this.rows.findIndex((row) => String(row.id) === id);
    const row = this.rows[index];
    if (!row) return { status: 404, body: { error: 'not found' } };
    if (method === 'DELETE') {
      this.rows.splice(index, 1);
      return { status: 204, body: null };
    }
    if (method === 'GET') return { status: 200, body: row };
    if (this.conflict) return { status: 412, body: this.conflict };
    if ((body as { name?: string }).name === 'refuse')
      return { status: 422, body: { error: { code: 'NO', message: 'Non' } } };
    const changed = { ...row, ...body, ...this.next(row) };
    this.rows[index] = changed;
    return { status: 200, body: changed };
  }

  private next(row: Row): object {
    return this.versions ? { version: Number(row['version'] ?? 0) + 1 } : {};
  }

  private create(body: object): { status: number; body: unknown } {
    this.made += 1;
    const row = { ...body, id: `s${this.made}`, ...(this.versions && { version: 1 }) } as Row;
    this.rows.push(row);
    return { status: 201, body: row };
  }

  private list(url: URL): { status: number; body: unknown } {
    const city = url.searchParams.get('city');
    const search = url.searchParams.get('search');
    const page = url.searchParams.get('page');
    let rows = this.rows.filter(
      (row) =>
        (city === null || row['city'] === city) &&
        (search === null || String(row['name']).includes(search)),
    );
    if (page === null) return { status: 200, body: rows };
    const size = 5;
    const start = (Number(page) - 1) * size;
    const next = start + size < rows.length ? Number(page) + 1 : null;
    rows = rows.slice(start, start + size);
    return { status: 200, body: { data: rows, next } };
  }
}
