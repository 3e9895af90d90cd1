import { laterFile } from '../../loader/later_file.js';
import type { KeptList, RowCache as Whole } from './row_cache.js';
import { eraseRows } from './row_database.js';

type Parts = ConstructorParameters<typeof Whole>;

/** Loads the cache before rows are read or kept. */
export const loadRowCache = /* @__PURE__ */ laterFile(() => import('./row_cache.js'));

/**
 * Takes the place of `row_cache.ts` where it is a file of its own. Where that
 * cannot be loaded, no rows are read or kept, and what would be forgotten of one person is erased with
 * all the rest.
 */
export class RowCache {
  private readonly parts: Parts;
  private whole: Whole | undefined;

  constructor(...parts: Parts) {
    this.parts = parts;
  }

  /** As `RowCache.read`; null where the file cannot be loaded. */
  async read(...args: Parameters<Whole['read']>): Promise<KeptList | null> {
    return (await this.arrival())?.read(...args) ?? null;
  }

  /** As `RowCache.keep`; nothing is kept where the file cannot be loaded. */
  keep(...args: Parameters<Whole['keep']>): void {
    if (this.whole) this.whole.keep(...args);
    else void this.arrival().then((whole) => whole?.keep(...args));
  }

  /** As `RowCache.reset`. */
  reset(): void {
    if (this.whole) this.whole.reset();
    else void this.arrival().then((whole) => whole?.reset());
  }

  /** As `RowCache.forget`; erases the rows of all where the file cannot be loaded. */
  async forget(person: string): Promise<void> {
    const whole = await this.arrival();
    if (whole) return whole.forget(person);
    const [globals, , , , scope, vault] = this.parts;
    eraseRows(globals, scope, vault !== null);
  }

  /** As `RowCache.end`. */
  end(): void {
    if (this.whole) this.whole.end();
    else void this.arrival().then((whole) => whole?.end());
  }

  private async arrival(): Promise<Whole | undefined> {
    const file = await loadRowCache();
    if (file) this.whole ??= new file.RowCache(...this.parts);
    return this.whole;
  }
}
