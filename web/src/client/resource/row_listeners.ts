import { Listeners } from '../base/listeners.js';

/** In the place of an id: the listeners of all records. */
const EVERYTHING = '';

/** Listeners of one resource, each called for changes of its own record alone. */
export class RowListeners {
  private readonly byId = new Map<string, Listeners>();
  private readonly touched = new Set<string>();
  private readonly all = new Listeners();

  /** @param id of the record, in any form that it ever had */
  add(id: string, listener: () => void): () => void {
    const listeners = this.byId.get(id) ?? new Listeners();
    this.byId.set(id, listeners);
    const end = listeners.add(listener);
    return () => {
      end();
      if (listeners.isEmpty) this.byId.delete(id);
    };
  }

  /** Adds a listener that is called for every record. */
  addForAll(listener: () => void): () => void {
    return this.all.add(listener);
  }

  /** Something of the record has changed. */
  touch(...names: readonly string[]): void {
    if (this.byId.size === 0 && this.all.isEmpty) return;
    for (const name of names) this.touched.add(name);
  }

  /** @param canonical the id that a record has now */
  flush(canonical: (id: string) => string): void {
    if (this.touched.size === 0) return;
    const touched = new Set(this.touched);
    this.touched.clear();
    for (const [id, listeners] of [...this.byId])
      if (touched.has(id) || touched.has(canonical(id))) listeners.notify();
    this.all.notify();
  }

  /** Everything may have changed. */
  touchAll(): void {
    this.touch(EVERYTHING, ...this.byId.keys());
  }
}
