/** A file that takes longer is as one that cannot be loaded: nothing may wait for it without end. */
const PATIENCE_MS = 15_000;

/**
 * A part of the library that is a file of its own in `synchrone/streaming`.
 *
 * @param load imports it
 * @returns loads it once; the promise never rejects, and is of undefined where the file cannot be loaded
 *   now: the next call tries again
 */
export function laterFile<File>(load: () => Promise<File>): () => Promise<File | undefined> {
  let begun: Promise<File> | null = null;
  return async () => {
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
}
