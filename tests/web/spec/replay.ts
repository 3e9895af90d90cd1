import { TestClient } from '../support/test_client.js';
import type {
  AnswerOutcome,
  AnyRecord,
  EndpointOptions,
  MutationEntry,
  MutationMethod,
  SyncUser,
  Verification,
} from '../../../web/src/types/index.js';
import { SyncMutationError } from '../../../web/src/types/errors.js';
import { FakeBrowser } from '../support/fake_page.js';
import { differs, differsIn, first } from './compare.js';
import { isBatch, OF, type Open, responseOf, SpecPage, type ScriptedReply } from './spec_page.js';

type Json = unknown;
type JsonObject = Record<string, Json>;

/** Options of an endpoint; `classify` as a table from status to outcome. */
type EndpointScript = JsonObject & { classify?: Record<string, AnswerOutcome> };

/** One scenario of tests/spec/scenarios; its format is in tests/spec/README.md. */
export interface Scenario {
  name: string;
  clauses: string[];
  given?: {
    online?: boolean;
    origins?: string[];
    user?: SyncUser;
    endpoints?: Record<string, EndpointScript>;
    rows?: Record<string, AnyRecord[]>;
  };
  script: JsonObject[];
}

interface Question {
  of: string;
  answer: (verification: Verification) => void;
}

interface ReadRecord {
  resource: string;
  id: string;
  record: AnyRecord | null;
}

/** Replays a scenario through the module and the client, and compares what it expects. */
export class Replay {
  private readonly browser = new FakeBrowser();
  private page!: SpecPage;
  private client!: TestClient;
  private online: boolean;
  private seen = 0;
  private requests: Open[] = [];
  private batches: Open[] = [];
  private probes: string[] = [];
  private reads: string[] = [];
  private events: string[] = [];
  private questions: Question[] = [];
  /** Requests of the client's own, which no scenario names. */
  private readonly sidelined = new Set<Open>();
  private readonly keys = new Map<string, string>();

  constructor(private readonly scenario: Scenario) {
    this.online = scenario.given?.online ?? true;
  }

  /** @throws Error the first expectation that is not met, with the step */
  async run(): Promise<void> {
    await this.openPage();
    await this.seed(this.scenario.given?.rows ?? {});
    for (const [index, step] of this.scenario.script.entries()) {
      const wrong = await this.step(step);
      if (wrong !== '') throw new Error(`step ${index + 1} ${JSON.stringify(step)}\n  ${wrong}`);
    }
  }

  private async openPage(): Promise<void> {
    const { given = {} } = this.scenario;
    this.page = new SpecPage(this.browser);
    this.page.online = this.online;
    this.client = new TestClient(this.page);
    this.seen = 0;
    this.questions = [];
    const endpoints: Record<string, EndpointOptions> = {};
    for (const [endpoint, options] of Object.entries(given.endpoints ?? {})) {
      endpoints[endpoint] = this.optionsOf(options);
    }
    this.client.queue.configure({
      endpoints,
      headers: (entry) => (entry ? { [OF]: entry.id } : {}),
      ...(given.origins ? { origins: given.origins } : {}),
    });
    this.listen();
    this.client.start();
    if (given.user) this.client.queue.setUser(given.user);
    await this.look();
  }

  private optionsOf(options: EndpointScript): EndpointOptions {
    const { classify, verify, ...plain } = options;
    const made = plain as EndpointOptions;
    if (classify) made.classify = ({ status }) => classify[String(status)];
    if (verify === true) {
      made.verify = (entry) =>
        new Promise((answer) => {
          this.questions.push({ of: entry.id, answer });
        });
    }
    return made;
  }

  private listen(): void {
    const { queue } = this.client;
    const note = (name: string) => this.events.push(name);
    queue.on('mutation:queued', ({ mutation }) => note(`queued ${mutation.id}`));
    queue.on('mutation:synced', ({ mutation }) => note(`synced ${mutation.id}`));
    queue.on('mutation:discarded', ({ mutation }) => note(`discarded ${mutation.id}`));
    queue.on('mutation:error', ({ mutation }) => note(`error ${mutation.id} ${mutation.kind}`));
    queue.on('sync:auth-required', () => note('auth-required'));
    queue.on('sync:diagnostic', ({ code }) => note(`diagnostic ${code}`));
  }

  private async seed(rows: Record<string, AnyRecord[]>): Promise<void> {
    for (const [endpoint, list] of Object.entries(rows))
      this.client.resource(endpoint).setConfirmed(list);
    await this.look();
  }

  private async step(step: JsonObject): Promise<string> {
    const [verb = '', what] = Object.entries(step)[0] ?? [];
    if (verb === 'expect') return this.check(what as JsonObject);
    let wrong = '';
    if (verb === 'advance') await this.page.advance(what as number);
    else wrong = await this.act(verb, what, step);
    await this.look();
    return wrong;
  }

  private async act(verb: string, what: Json, step: JsonObject): Promise<string> {
    switch (verb) {
      case 'enqueue':
        return this.refusal(step, () => this.enqueue(what as JsonObject));
      case 'answer':
        return this.answer(what as ScriptedReply);
      case 'fail':
        return this.fail(what as { to: string; how: string });
      case 'probe':
        return this.answerProbe(what as ScriptedReply);
      case 'answerBatch':
        return this.answerBatch(what as ScriptedReply);
      case 'read':
        return this.answerRead(what as { path: string; record: AnyRecord | null });
      case 'lookUp':
        return this.answerList(what as { list: AnyRecord[] });
      case 'verified':
        return this.verified(what as { of: string; verdict: string; record?: AnyRecord });
      default:
        return this.refusal(step, () => this.command(verb, what, step));
    }
  }

  /** The code that the step is refused with is the one that it names. */
  private async refusal(step: JsonObject, run: () => unknown): Promise<string> {
    let code = '';
    try {
      await run();
    } catch (error) {
      if (!(error instanceof SyncMutationError)) throw error;
      code = error.code;
    }
    const expected = (step['refused'] as string | undefined) ?? '';
    return code === expected ? '' : `it was answered '${code}', expected '${expected}'`;
  }

  private enqueue(order: JsonObject): Promise<string> {
    const { notAfterIn, ...rest } = order;
    const now = this.page.now();
    return this.client.queue.enqueue({
      ...(rest as unknown as { id: string; type: MutationMethod; endpoint: string }),
      ...(typeof notAfterIn === 'number' ? { notAfter: now + notAfterIn } : {}),
    });
  }

  private async command(verb: string, what: Json, step: JsonObject): Promise<void> {
    const { queue } = this.client;
    const id = what as string;
    switch (verb) {
      case 'retry':
        return queue.retry(id, 'data' in step ? { data: step['data'] } : undefined);
      case 'discard':
        return queue.discard(id);
      case 'keepOffline':
        return queue.keepOffline(id);
      case 'resolve':
        return queue.resolveConflict(id, step['with'] as 'mine' | 'server' | object);
      case 'observe':
        return this.observe(what as ReadRecord);
      case 'online':
        this.online = what as boolean;
        return this.page.goOnline(this.online);
      case 'pause':
        return what === true ? queue.pause() : queue.resume();
      case 'offlineMode':
        return queue.setOfflineMode(what as boolean);
      case 'process':
        return queue.process();
      case 'clear':
        return queue.clear();
      case 'setUser':
        return queue.setUser(what as SyncUser);
      case 'logout':
        await queue.logout();
        return;
      case 'reload':
        this.page.end();
        await this.openPage();
        return this.seed((what as { rows?: Record<string, AnyRecord[]> }).rows ?? {});
      default:
        throw new Error(`unknown step '${verb}'`);
    }
  }

  /** The application has read the record and replaces its row. */
  private observe({ resource, id, record }: ReadRecord): void {
    const store = this.client.resource(resource);
    const others = store.getRows().filter((row) => row['id'] !== id);
    store.setConfirmed(record ? [...others, record] : others);
  }

  private openOf(mutation: string | undefined): Open | undefined {
    return this.page.open.find(({ headers }) => headers[OF] === mutation);
  }

  private answer(reply: ScriptedReply): string {
    const request = this.openOf(reply.to);
    if (!request) return 'no request of it is open';
    this.page.take(request);
    request.resolve(responseOf(reply, request.url));
    return '';
  }

  private async fail({ to, how }: { to: string; how: string }): Promise<string> {
    const request = this.openOf(to);
    if (!request) return 'no request of it is open';
    if (how === 'timeout') {
      await this.page.advance(request.sentAt + 30_000 - this.page.now());
      return '';
    }
    if (how === 'blocked')
      this.page.signal('document', 'securitypolicyviolation', {
        effectiveDirective: 'connect-src',
        blockedURI: request.url,
      });
    const before = new Set(this.page.seen);
    this.page.take(request);
    request.reject(new TypeError('Failed to fetch'));
    await this.page.settle();
    await this.failPreflights(before);
    return '';
  }

  /** Another origin is asked whether it would have let the request in; no answer comes, either. */
  private async failPreflights(before: ReadonlySet<Open>): Promise<void> {
    const isPreflight = (request: Open): boolean =>
      request.method === 'HEAD' && !before.has(request);
    for (let one = this.page.open.find(isPreflight); one; one = this.page.open.find(isPreflight)) {
      this.sidelined.add(one);
      this.page.take(one);
      one.reject(new TypeError('Failed to fetch'));
      await this.page.settle();
    }
  }

  /** HEAD, or GET by turns where HEAD had no answer. */
  private isProbe({ method, url }: Open): boolean {
    const heads = this.page.seen.filter((one) => one.method === 'HEAD' && one.url === url);
    return method === 'HEAD' || (method === 'GET' && heads.length > 0);
  }

  private answerProbe(reply: ScriptedReply): string {
    const request = this.page.open.find((one) => this.isProbe(one));
    if (!request) return 'no probe is open';
    this.page.take(request);
    if (!reply.status) request.reject(new TypeError('Failed to fetch'));
    else request.resolve(responseOf(reply, request.url));
    return '';
  }

  private answerBatch(reply: ScriptedReply): string {
    const request = this.page.open.find(isBatch);
    if (!request) return 'no batch is open';
    this.page.take(request);
    const { items } = reply;
    const data =
      items &&
      Object.entries(items).map(([id, item]) => ({ ...item, id, body: item.body ?? null }));
    const body = data ? { success: true, data } : reply.body;
    request.resolve(responseOf({ ...reply, body }, request.url));
    return '';
  }

  private async answerRead(read: { path: string; record: AnyRecord | null }): Promise<string> {
    const { path, record } = read;
    const request = this.page.open.find(({ method, url }) => method === 'GET' && url === path);
    if (!request) return 'no such read is open';
    const before = new Set(this.page.seen);
    this.answerWith(request, record);
    if (record) return '';
    await this.page.settle();
    // The client reads another record, to see whether the API can read any. It can.
    for (const one of this.page.open.filter((open) => open.method === 'GET' && !before.has(open))) {
      this.sidelined.add(one);
      this.answerWith(one, { id: decodeURIComponent(one.url.slice(one.url.lastIndexOf('/') + 1)) });
    }
    return '';
  }

  private answerWith(request: Open, record: AnyRecord | null): void {
    this.page.take(request);
    const reply: ScriptedReply = record
      ? { status: 200, body: { success: true, data: record } }
      : { status: 404, body: { success: false } };
    request.resolve(responseOf(reply, request.url));
  }

  /** The whole list, in the answer to the read of its first page; an empty one is read without a page as well. */
  private async answerList({ list }: { list: AnyRecord[] }): Promise<string> {
    const request = this.page.open.find(({ method, url }) => method === 'GET' && url.includes('?'));
    if (!request) return 'no list is read';
    this.answerListRead(request, list);
    await this.page.settle();
    const path = request.url.split('?')[0];
    const plain = this.page.open.find(({ method, url }) => method === 'GET' && url === path);
    if (plain) this.answerListRead(plain, list);
    return '';
  }

  private answerListRead(request: Open, list: AnyRecord[]): void {
    this.page.take(request);
    const body = { success: true, data: list, pagination: { total: list.length } };
    const reply = { status: 200, body, date: new Date(this.page.now()).toUTCString() };
    request.resolve(responseOf(reply, request.url));
  }

  private verified(reply: { of: string; verdict: string; record?: AnyRecord }): string {
    const question = this.questions.shift();
    if (!question) return 'nothing is asked';
    if (question.of !== reply.of) return 'another one is asked about';
    question.answer(reply.record ? { applied: reply.record } : (reply.verdict as Verification));
    return '';
  }

  /** Lets everything happen that happens now, and takes in what has left. */
  private async look(): Promise<void> {
    await this.page.settle();
    for (; this.seen < this.page.seen.length; this.seen += 1) {
      const request = this.page.seen[this.seen]!;
      if (this.sidelined.has(request)) continue;
      if (this.isProbe(request)) this.probes.push(request.url);
      else if (request.method === 'GET') this.reads.push(request.url);
      else if (isBatch(request)) this.batches.push(request);
      else this.requests.push(request);
    }
  }

  // ---- expectations

  private check(expected: JsonObject): string {
    for (const [what, value] of Object.entries(expected)) {
      const wrong = this.checkOne(what, value);
      if (wrong !== '') return wrong;
    }
    return '';
  }

  private checkOne(what: string, value: Json): string {
    const { queue } = this.client;
    switch (what) {
      case 'requests':
        return this.checkRequests(value as JsonObject[]);
      case 'batches':
        return this.checkBatches(value as { url: string; entries: JsonObject[] }[]);
      case 'probes':
        return differs(what, this.probes.splice(0), value);
      case 'reads':
        return differs(what, this.reads.splice(0), value);
      case 'events':
        return differs(what, this.events.splice(0), value);
      case 'entries':
        return first(value, (id, entry) => differsIn(id, this.entry(id), entry));
      case 'views':
        return first(value, (resource, rows) =>
          first(rows, (id, row) => differs(`view of ${id}`, this.rowOf(resource, id), row)),
        );
      case 'snapshot':
        return differsIn(what, queue.getSnapshot(), value);
      case 'all':
        return differs(
          what,
          queue.getAll().map(({ id }) => id),
          value,
        );
      case 'resolveId':
        return first(value, (id, now) =>
          differs(`resolveId ${id}`, queue.resolveId(id) ?? null, now),
        );
      case 'audit':
        return first(value, (id, record) => differsIn(`audit of ${id}`, this.audited(id), record));
      case 'projection':
        return first(value, (id, entry) =>
          differsIn(`projection ${id}`, this.projected(id), entry),
        );
      default:
        return `unknown expectation '${what}'`;
    }
  }

  private entry(id: string): Json {
    const entry: MutationEntry | undefined = this.client.queue.getEntry(id);
    if (!entry) return null;
    return { ...entry, waiting: this.client.queue.explain(id)?.waiting ?? '' };
  }

  private rowOf(resource: string, id: string): Json {
    return (
      this.client
        .resource(resource)
        .getRows()
        .find((row) => String(row['id']) === id) ?? null
    );
  }

  private audited(id: string): Json {
    const lines = this.client.queue.exportAudit().split('\n').filter(Boolean);
    const records = lines.map((line) => JSON.parse(line) as { id: string });
    return records.find((record) => record.id === id) ?? null;
  }

  private projected(id: string): Json {
    const text = this.page.storage()?.getItem('medicalPro_mutation_queue') ?? '[]';
    return (JSON.parse(text) as { id: string }[]).find((entry) => entry.id === id) ?? null;
  }

  private checkRequests(expected: JsonObject[]): string {
    const sent = this.requests.splice(0);
    if (sent.length !== expected.length) {
      const paths = sent.map(({ method, url }) => `${method} ${url}`).join(', ');
      return `${sent.length} requests left: ${paths}`;
    }
    for (const [i, request] of sent.entries()) {
      const wrong = this.checkRequest(expected[i]!, {
        of: request.headers[OF],
        method: request.method,
        path: request.url,
        body: request.body,
        ifMatch: request.headers['if-match'] ?? null,
        key: request.headers['idempotency-key'] ?? null,
      });
      if (wrong !== '') return `request ${i + 1}: ${wrong}`;
    }
    return '';
  }

  private checkRequest(expected: JsonObject, is: JsonObject): string {
    const { key: label, ...plain } = expected;
    const wrong = Object.entries(plain)
      .map(([name, value]) => differs(name, is[name] ?? null, value))
      .find((text) => text !== '');
    if (wrong !== undefined) return wrong;
    if (label === undefined) return '';
    return this.checkKey(label as string | null, is['key'] as string | null);
  }

  private checkKey(label: string | null, key: string | null): string {
    if (label === null || key === null) return label === key ? '' : `the key is '${key}'`;
    for (const [other, known] of this.keys)
      if ((other === label) !== (known === key)) return `the key is that of ${other}`;
    this.keys.set(label, key);
    return '';
  }

  private checkBatches(expected: { url: string; entries: JsonObject[] }[]): string {
    const sent = this.batches.splice(0);
    if (sent.length !== expected.length) return `${sent.length} batches left`;
    for (const [i, request] of sent.entries()) {
      const { url, entries } = expected[i]!;
      const { mutations } = request.body as { mutations: JsonObject[] };
      const wrong = [
        differs('url', request.url, url),
        differs('entries', mutations.length, entries.length),
        ...mutations.map((one, j) =>
          this.checkRequest(entries[j] ?? {}, { ...one, of: one['id'], body: one['body'] ?? null }),
        ),
      ].find((text) => text !== '');
      if (wrong !== undefined) return `batch ${i + 1}: ${wrong}`;
    }
    return '';
  }
}
