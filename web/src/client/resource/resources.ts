import { parseJson } from '../../host/http/json_text.js';
import type { ViewText } from 'synchrone-module';
import type { EngineConnection } from '../engine/engine_connection.js';
import type { Resource } from './resource.js';

/** The resources that this page shows or has something queued for. */
export class Resources {
  private readonly spaces = new Map<string, Resource>();
  /** By row of a list that the application has given: the resource whose list showed it first. */
  private readonly rowOwners = new WeakMap<object, string>();
  /** Ids that nothing knows another name of. A page asks for those of deleted records at each render. */
  private readonly unknown = new Set<string>();

  constructor(
    private readonly session: EngineConnection,
    private readonly make: (resource: string) => Resource,
  ) {}

  /** The id that a record has now: as this page knows it, else as storage remembers it (3.5). */
  canonical(resource: string, id: string): string {
    const space = this.of(resource);
    const name = space.book.ids.canonical(id);
    if (name !== id || space.book.get(id) || space.hasListed(id)) return name;
    if (this.unknown.has(id)) return id;
    const resolved = this.session.ask((engine) => engine.resolveId(id), '');
    if (resolved === '' || resolved === id) {
      if (this.session.running) this.unknown.add(id);
      return id;
    }
    space.book.ids.rename(id, resolved);
    return resolved;
  }

  of(resource: string): Resource {
    let space = this.spaces.get(resource);
    if (!space) {
      space = this.make(resource);
      this.spaces.set(resource, space);
    }
    return space;
  }

  /**
   * A list of the resource shows the row.
   *
   * @returns false: a list of another one has shown it
   */
  claims(row: object, resource: string): boolean {
    const owner = this.rowOwners.get(row);
    if (owner === undefined) this.rowOwners.set(row, resource);
    return owner === undefined || owner === resource;
  }

  /** The engine has had a turn: ids may have other names now. */
  forgetUnknown(): void {
    this.unknown.clear();
  }

  /** Notifies the lists whose rows have changed. */
  flush(): void {
    for (const space of this.spaces.values()) {
      space.tidy();
      space.flush();
    }
  }

  /** Queued changes that mounted lists do not show. */
  get notShown(): number {
    return [...this.spaces.values()].reduce((sum, space) => sum + space.notShown, 0);
  }

  /** Lists whose last read failed: what they show may be old. */
  staleLists(): number {
    let count = 0;
    for (const { stores } of this.spaces.values())
      count += stores.filter(({ lastReadFailed }) => lastReadFailed).length;
    return count;
  }

  /** The API may be reached again: reads that failed are tried again. */
  retryReads(): void {
    for (const space of this.spaces.values()) for (const store of space.stores) store.retryRead();
  }

  /** The lists may be old. */
  readAgain(): void {
    for (const space of this.spaces.values()) for (const store of space.stores) store.readAgain();
  }

  /**
   * Takes all views anew from the engine.
   * @param newcomer the user has changed, or signed out: rows are cleared, and read again for
   *     a user
   */
  rebuild(newcomer: 'none' | 'user' | null): void {
    for (const space of this.spaces.values()) {
      space.forgetViews();
      if (newcomer !== null) for (const store of space.stores) store.restart(newcomer === 'user');
      const texts = this.session.ask((engine) => engine.views(space.resource), '[]');
      for (const text of parseJson(texts) as ViewText[]) space.book.applyText(text);
      for (const store of space.stores) store.showAll();
      space.flush();
    }
  }
}
