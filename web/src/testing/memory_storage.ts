/** What the tabs of one origin share: localStorage without a browser. */
export class MemoryStorage {
  /** What is stored, by key. */
  readonly values = new Map<string, string>();
  /** Every write, in order: `set key` or `remove key`. */
  readonly writes: string[] = [];
  /** Characters (keys and values) that fit; more is refused as browsers do. */
  quota = Infinity;
  /** Storage is denied: each access throws. */
  denied = false;
  private readonly views: { notify(key: string): void }[] = [];

  /** localStorage of one tab; `onForeignWrite` is called for what other tabs write. */
  viewFor(onForeignWrite: (key: string) => void): Storage {
    const view = { notify: onForeignWrite };
    this.views.push(view);
    return this.storageOf(view);
  }

  /** Number of setItem calls so far. */
  get setItemCount(): number {
    return this.writes.filter((write) => write.startsWith('set ')).length;
  }

  private storageOf(own: { notify(key: string): void }): Storage {
    const tellOthers = (key: string): void => {
      for (const view of this.views) if (view !== own) view.notify(key);
    };
    const values = this.values;
    const check = (): void => {
      if (this.denied) throw new DOMException('denied', 'SecurityError');
    };
    return {
      get length() {
        check();
        return values.size;
      },
      key: (index) => {
        check();
        return [...values.keys()][index] ?? null;
      },
      getItem: (key) => {
        check();
        return values.get(key) ?? null;
      },
      setItem: (key, value) => {
        check();
        if (this.sizeWith(key, value) > this.quota)
          throw new DOMException('full', 'QuotaExceededError');
        values.set(key, value);
        this.writes.push(`set ${key}`);
        tellOthers(key);
      },
      removeItem: (key) => {
        check();
        values.delete(key);
        this.writes.push(`remove ${key}`);
        tellOthers(key);
      },
      clear: () => {
        check();
        values.clear();
      },
    };
  }

  private sizeWith(key: string, value: string): number {
    let size = key.length + value.length;
    for (const [other, held] of this.values) if (other !== key) size += other.length + held.length;
    return size;
  }
}
