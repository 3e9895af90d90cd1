type Json = Record<string, unknown>;

/** A request that left, with the means to answer it. */
export interface SentRequest {
  readonly method: string;
  /** Path with its query, e.g. "/api/v1/patients/p1". */
  readonly path: string;
  readonly body: Json;
  readonly headers: Headers;
  /** Answers with an envelope: `{ success, data }`, or `{ success: false, error }` from status 400 on. */
  answer(status: number, body?: unknown): void;
  /** The connection breaks. */
  fail(): void;
}

/**
 * The API as a test scripts it. Reads of a list are answered at once from `lists`, reads of a record
 * from `records`, probes with 200; writes wait in `writes` until the test answers them.
 */
export class ScriptedApi {
  readonly writes: SentRequest[] = [];
  readonly reads: string[] = [];
  /** Rows by path of the list. */
  lists: Record<string, readonly Json[]> = {};
  /** While false, every request fails as without a network. */
  isReachable = true;
  /** Reads of lists wait until `releaseReads`. */
  holdReads = false;
  private held: (() => void)[] = [];
  private changed = false;

  /** Something was sent or answered since the last time this was asked. */
  hasNews(): boolean {
    const { changed } = this;
    this.changed = false;
    return changed;
  }

  /** The newest write; there must be one. */
  get last(): SentRequest {
    const last = this.writes.at(-1);
    if (last === undefined) throw new Error('no write has left');
    return last;
  }

  releaseReads(): void {
    this.holdReads = false;
    for (const release of this.held.splice(0)) release();
  }

  readonly fetch = (url: string, init: RequestInit): Promise<Response> => {
    this.changed = true;
    const path = url.replace(/^https:\/\/clinic\.example/, '');
    const method = init.method ?? 'GET';
    if (!this.isReachable) return Promise.reject(new TypeError('Failed to fetch'));
    if (method === 'HEAD') return Promise.resolve(new Response(null, { status: 200 }));
    if (method === 'GET') return this.read(path);
    return new Promise((resolve, reject) => {
      this.writes.push({
        method,
        path,
        headers: new Headers(init.headers),
        body: typeof init.body === 'string' ? (JSON.parse(init.body) as Json) : {},
        answer: (status, body) => {
          this.changed = true;
          resolve(envelope(status, body));
        },
        fail: () => {
          this.changed = true;
          reject(new TypeError('Failed to fetch'));
        },
      });
    });
  };

  private async read(path: string): Promise<Response> {
    this.reads.push(path);
    const [resource = '', query] = path.split('?');
    // A read shows the list as it is when it leaves, however late it arrives.
    const rows = this.lists[resource];
    const answer =
      query === undefined && rows === undefined
        ? this.readRecord(resource)
        : envelope(200, rows ?? []);
    if (this.holdReads)
      await new Promise<void>((resolve) => {
        this.held.push(resolve);
      });
    return answer;
  }

  private readRecord(path: string): Response {
    const at = path.lastIndexOf('/');
    const found = this.lists[path.slice(0, at)]?.find(
      (row) => String(row['id']) === path.slice(at + 1),
    );
    return found === undefined
      ? envelope(404, { code: 'NOT_FOUND', message: 'Introuvable' })
      : envelope(200, found);
  }
}

function envelope(status: number, body: unknown): Response {
  if (status === 204) return new Response(null, { status });
  const content = status < 400 ? { success: true, data: body } : { success: false, error: body };
  return new Response(JSON.stringify(content), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}
