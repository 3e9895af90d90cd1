import { laterFile } from './later_file.js';

/** How long until a file that could not be loaded is tried again. */
const AGAIN_MS = 5_000;

/** A part of the library that is a file of its own, and what waits for it. */
export interface LaterPart<Part> {
  /** Loads it; undefined where it cannot be loaded now. */
  load(): Promise<Part | undefined>;
  /** Calls `run` with it: inside the call where it is loaded, otherwise as soon as it is. */
  use(run: (part: Part) => void): void;
  /** Resolves once what `use` waits for is loaded, or cannot be now; at once where nothing waits. */
  arrives(): Promise<unknown>;
  /** Takes the part where it is in the bundle (`synchrone/whole`). */
  provide(part: Part): void;
}

/** @param load imports the file */
export function laterPart<Part>(load: () => Promise<Part>): LaterPart<Part> {
  const file = laterFile(load);
  let here: Part | undefined;
  let isWanted = false;
  const loaded = async (): Promise<Part | undefined> => (here ??= await file());
  const use = (run: (part: Part) => void): void => {
    isWanted = true;
    if (here) return run(here);
    void loaded().then((part) => {
      if (part) run(part);
      else setTimeout(() => use(run), AGAIN_MS);
    });
  };
  const provide = (part: Part): void => {
    here = part;
  };
  return { load: loaded, use, arrives: async () => (isWanted ? loaded() : undefined), provide };
}
