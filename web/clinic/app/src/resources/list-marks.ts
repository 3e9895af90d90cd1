/** Where each list of this page stands in the feed of changes, since it was read last. */
export class ListMarks {
  private readonly marks = new Map<string, string>();
  private readonly waiting = new Set<() => void>();

  /** @param mark undefined: the answer names none */
  note(list: string, mark: string | undefined): void {
    if (mark === undefined) return;
    this.marks.set(list, mark);
    for (const look of [...this.waiting]) look();
  }

  /** What was read before does not count any more: it was another person's, or the server has forgotten it. */
  forget(): void {
    this.marks.clear();
  }

  /** The marks of these lists; null: one of them has not been read yet. */
  of(lists: readonly string[]): readonly string[] | null {
    const marks = lists.flatMap((list) => this.marks.get(list) ?? []);
    return marks.length === lists.length ? marks : null;
  }

  /** Calls `go` once, when these lists have been read or after `patience` milliseconds. Returns what cancels that. */
  whenRead(lists: readonly string[], patience: number, go: () => void): () => void {
    const end = (): void => {
      window.clearTimeout(timer);
      this.waiting.delete(look);
    };
    const goNow = (): void => {
      end();
      go();
    };
    const look = (): void => {
      if (this.of(lists) !== null) goNow();
    };
    const timer = window.setTimeout(goNow, patience);
    this.waiting.add(look);
    look();
    return end;
  }
}

/** The marks of this page. */
export const listMarks = new ListMarks();
