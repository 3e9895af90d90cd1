import { parseJson } from '../../host/http/json_text.js';
import type { ViewText } from 'synchrone-module';
import type { EngineConnection } from '../engine/engine_connection.js';
import type { Resource } from './resource.js';

/** The resources that this page shows or has something queued for. */
export class Resources {
  private readonly resources = new Map<string, Resource>();
  /** By row of a list that the application has given: the resource whose list showed it first. */
  private readonly rowOwners = new WeakMap<object, string>();
  /** Ids that nothing knows another name of. A page asks for those of deleted records at each render. */
  private readonly unknown = new Set<string>();

  constructor(
    private readonly connection: EngineConnection,
    private readonly make: (resource: string) => Resource,
  ) {}

  /** The id that a record has now: as this page knows it, else as storage remembers it (3.5). */
  canonical(resource: string, id: string): string {
    const shownResource = this.of(resource);
    const name = shownResource.pendingViews.ids.canonical(id);
    if (name !== id || shownResource.pendingViews.get(id) || shownResource.hasListed(id))
      return name;
    if (this.unknown.has(id)) return id;
    const resolved = this.connection.ask((engine) => engine.resolveId(id), '');
    if (resolved === '' || resolved === id) {
      if (this.connection.running) this.unknown.add(id);
      return id;
    }
    shownResource.pendingViews.ids.rename(id, resolved);
    return resolved;
  }

  /** The resource of that path, made where it is asked for first. */
  of(resource: string): Resource {
    let shownResource = this.resources.get(resource);
    if (!shownResource) {
      shownResource = this.make(resource);
      this.resources.set(resource, shownResource);
    }
    return shownResource;
  }

  /**
   * A list of the resource shows the row.
   *
   * @returns false: a list of another resource has shown it
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
    for (const shownResource of this.resources.values()) {
      shownResource.tidy();
      shownResource.flush();
    }
  }

  /** Queued changes that mounted lists do not show. */
  get notShown(): number {
    return [...this.resources.values()].reduce((sum, { bindings }) => sum + bindings.notShown, 0);
  }

  /** Lists whose last read failed: what they show may be old. */
  staleLists(): number {
    let count = 0;
    for (const { stores } of this.resources.values())
      count += stores.filter(({ lastReadFailed }) => lastReadFailed).length;
    return count;
  }

  /** The API may be reached again: reads that failed are tried again. */
  retryReads(): void {
    for (const shownResource of this.resources.values())
      for (const store of shownResource.stores) store.retryRead();
  }

  /** The lists may be old. */
  readAgain(): void {
    for (const shownResource of this.resources.values())
      for (const store of shownResource.stores) store.readAgain();
  }

  /**
   * Takes all views again from the engine.
   * @param newcomer the user has changed, or signed out: rows are cleared, and read again for
   *     a user
   */
  rebuild(newcomer: 'none' | 'user' | null): void {
    for (const shownResource of this.resources.values()) {
      shownResource.forgetViews();
      for (const store of shownResource.stores)
        if (newcomer === null) store.showKept();
        else store.restart(newcomer === 'user');
      const texts = this.connection.ask((engine) => engine.views(shownResource.path), '[]');
      for (const text of parseJson(texts) as ViewText[]) shownResource.pendingViews.applyText(text);
      for (const store of shownResource.stores) store.showAll();
      shownResource.flush();
    }
  }
}
