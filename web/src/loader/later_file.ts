/** A file that takes longer counts as one that cannot be loaded: nothing may wait for it without end. */
const PATIENCE_MS = 15_000;

/**
 * A part of the library that is a file of its own.
 *
 * Loads it once; the promise never rejects, and is of undefined where the file cannot be loaded now: the
 * next call tries again.
 */
export interface LaterFile<File> {
  (): Promise<File | undefined>;
  /** Takes the file where it is in the bundle (`synchrone/whole`). */
  provide(file: File): void;
}

/** @param load imports it */
export function laterFile<File>(load: () => Promise<File>): LaterFile<File> {
  let begun: Promise<File> | null = null;
  const loaded = async (): Promise<File | undefined> => {
    let stop = (): void => undefined;
    const late = new Promise<undefined>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS);
      stop = () => clearTimeout(timer);
    });
    try {
      return await Promise.race([(begun ??= load()), late]);
    } catch {
      begun = null;
      return undefined;
    } finally {
      stop();
    }
  };
  const provide = (file: File): void => {
    begun = Promise.resolve(file);
  };
  return Object.assign(loaded, { provide });
}
