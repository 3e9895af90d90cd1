import { hasId } from './row_edits.js';
import type { ContextDriver, OwnId } from './methods_by_name.js';

/** What a context value has to look records up in. */
type Looked = Pick<ContextDriver, 'items' | 'hasKey'>;

/** A change of id that was asked of a context. */
interface Rename {
  readonly from: string;
  /** The context value that was asked. It shows the new id only from its next value on. */
  readonly asked: unknown;
}

/**
 * Ids as the context has them: a number where it uses numbers, the former id where it did not
 * change it when asked.
 */
export class ContextIds {
  private readonly numbers = new Map<string, number>();
  private readonly renames = new Map<string, Rename>();

  /** Remembers that the context uses a number. Anything else: nothing to remember. */
  note(id: unknown): void {
    if (typeof id === 'number') this.numbers.set(String(id), id);
  }

  /** Remembers that a context value was asked to change an id. */
  renamed(from: string, to: string, asked: unknown): void {
    this.renames.set(to, { from, asked });
  }

  /**
   * The id to call the context with.
   * @param context its newest value.
   */
  own(id: string, context: unknown, { items, hasKey }: Looked): OwnId {
    const shown = items?.find((row) => hasId(row, id))?.['id'];
    if (typeof shown === 'number' || typeof shown === 'string') return shown;
    return this.keptId(id, context, { items, hasKey }) ?? this.numbers.get(id) ?? id;
  }

  private keptId(id: string, context: unknown, { items, hasKey }: Looked): string | undefined {
    const rename = this.renames.get(id);
    if (rename === undefined || rename.asked === context || hasKey(id)) return undefined;
    const isKept = hasKey(rename.from) || items?.some((row) => hasId(row, rename.from));
    return isKept ? rename.from : undefined;
  }
}
