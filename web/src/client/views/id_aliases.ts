/**
 * The ids that one record of a resource has had (BEHAVIOUR 3.5): the id it has now, the local id it
 * had, the id that the application's context gave it. For the life of the page; the core's
 * `resolveId` knows those of earlier pages.
 */
export class IdAliases {
  private readonly current = new Map<string, string>();
  private readonly keys = new Map<string, string>();

  /** The id that the record has now; `id` itself when it has no other. */
  canonical(id: string): string {
    let name = id;
    for (let next = this.current.get(name); next !== undefined; next = this.current.get(name))
      name = next;
    return name;
  }

  /** The record with the id `former`, here or elsewhere, has the id `id` from now on. */
  rename(former: string, id: string): void {
    const name = this.canonical(former);
    if (name === id) return;
    // A former name that is the current one again leads nowhere, so that no chain of names forms a circle.
    if (this.canonical(id) === name) this.current.delete(id);
    this.current.set(name, id);
    this.keys.set(id, this.key(name));
  }

  /** Every name that the record of that id has had here, its own included. */
  names(id: string): string[] {
    const name = this.canonical(id);
    const former = [...this.current.keys()].filter((key) => this.canonical(key) === name);
    return [...new Set([id, name, ...former])];
  }

  /** The first name that the record had here: its key for React. */
  key(id: string): string {
    return this.keys.get(id) ?? id;
  }

  /** The first name of the record is not this one. */
  hasOtherKey(id: string): boolean {
    return this.keys.has(id);
  }

  /** No record has had another name. */
  get isEmpty(): boolean {
    return this.keys.size === 0;
  }

  /** Forgets every name. */
  clear(): void {
    this.current.clear();
    this.keys.clear();
  }
}
