import type { ContextSink, SyncClient } from '../../types/index.js';
import type { ContextAdapter } from './adapter.js';
import { contextDriver, type ContextDriver, type ContextOperation } from './methods_by_name.js';
import { ContextIds } from './context_ids.js';
import { contextSink } from './context_writer.js';
import type { ReactDiagnostic } from '../../client/base/diagnostics.js';
import { reportOnce } from './diagnostics.js';
import { hasId } from './row_edits.js';
import { resourceNouns } from './nouns.js';
import { ShownList, type SlotSurroundings } from './shown_list.js';
import { idOf } from '../../client/base/rows.js';

/**
 * One existing context of an endpoint, by its newest value, however many hooks use it: calls
 * go there, also when the component that made the change is gone or shows older values.
 */
export class EndpointContext {
  /** Drives the newest value. The same object for the life of the page. */
  readonly sink: ContextSink;
  /** The ids of records as the context has them. */
  readonly ids = new ContextIds();
  /** The mounted hook instances that were given this context. */
  readonly members = new Set<object>();
  /** Its list, with what is queued. */
  readonly list: ShownList;
  private context: unknown;
  private adapter: ContextAdapter | undefined;
  private adapterOf: object | undefined;
  private found: ContextDriver | undefined;

  constructor(
    private readonly client: SyncClient,
    readonly endpoint: string,
    surroundings: SlotSurroundings,
  ) {
    this.list = new ShownList(client, this, surroundings);
    this.sink = contextSink(this);
  }

  /** A hook has committed with a value of this context. An adapter stays while its giver does. */
  see(context: unknown, adapter: ContextAdapter | undefined, giver: object): void {
    if (adapter !== undefined || this.adapterOf === giver) {
      this.adapter = adapter;
      this.adapterOf = adapter && giver;
    }
    if (context !== undefined && context !== null) this.context = context;
    this.found = undefined;
    this.list.check(adapter?.items);
  }

  /**
   * A hook is mounted, perhaps again, with what it was given before: StrictMode and Activity end and
   * begin its effects without a commit.
   */
  join(member: object, adapter: ContextAdapter | undefined): void {
    this.members.add(member);
    if (adapter === undefined || this.adapter !== undefined) return;
    this.adapter = adapter;
    this.adapterOf = member;
    this.found = undefined;
  }

  /** A hook is unmounted. The context keeps its rows: another component may still show it. */
  leave(member: object): void {
    this.members.delete(member);
    if (this.adapterOf !== member || this.members.size === 0) return;
    this.adapter = undefined;
    this.adapterOf = undefined;
    this.found = undefined;
  }

  /** The newest context value. */
  value(): unknown {
    return this.context;
  }

  /** How to drive it; looked up once per value. */
  driver(): ContextDriver {
    this.found ??= contextDriver(this.context, this.adapter, resourceNouns(this.endpoint));
    return this.found;
  }

  /** The adapter changes an id by itself, and nothing else of the record. */
  adapterRenames(): boolean {
    return this.adapter?.replaceId !== undefined;
  }

  /** A value with that driver is one of this context: it has the same functions, or setter. */
  hasFunctionsOf({ functions }: ContextDriver): boolean {
    const own = this.driver().functions;
    if (functions.length === 0 || own.length === 0) return false;
    const shared = functions.filter((member) => own.includes(member)).length;
    return shared === Math.min(functions.length, own.length);
  }

  /** A hook may be given that value next, and it still counts as the same context. */
  mayBecome(next: ContextDriver): boolean {
    const { items, functions } = this.driver();
    if (!items?.length || !next.items?.length) return true;
    if (functions.some((member) => next.functions.includes(member))) return true;
    return items.some((row) => next.items?.some((other) => hasId(other, idOf(row))));
  }

  /** Both lists hold the same object. */
  sharesRows({ items }: ContextDriver): boolean {
    const own = new Set<object>(this.driver().items ?? []);
    return items?.some((row) => own.has(row)) ?? false;
  }

  /** Reports once that a reload will not show what is changed by name. */
  warnUnlessRecovered(operation: ContextOperation): void {
    const { byName, setNamed } = this.driver();
    if (byName.has(operation) && setNamed === undefined && !this.list.isOverlaid())
      this.reportOnce('CONTEXT_NOT_RECOVERED');
  }

  /** Emits a diagnostic about this endpoint, the first time that it is needed. */
  reportOnce(code: ReactDiagnostic): void {
    reportOnce(this.client, code, this.endpoint);
  }
}
