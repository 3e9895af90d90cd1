/** What was written to localStorage while `run` ran. */
export interface Written {
  /** Calls of setItem. */
  calls: number;
  /** Characters of their keys and values. */
  characters: number;
}

/** Counts every setItem from the start of `run` to its end. */
export async function countWritten(run: () => unknown): Promise<Written> {
  const written: Written = { calls: 0, characters: 0 };
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function counted(key: string, value: string): void {
    written.calls += 1;
    written.characters += key.length + value.length;
    setItem.call(this, key, value);
  };
  try {
    await run();
  } finally {
    Storage.prototype.setItem = setItem;
  }
  return written;
}
