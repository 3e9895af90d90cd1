/** Texts that pages keep in a storage of the browser. */
export interface StoredTexts {
  /** null: there is none, or storage is denied. */
  read(key: string): string | null;
  /** null removes it. Where storage is denied or full nothing happens: it lives as long as the page. */
  write(key: string, value: string | null): void;
}

/** @param storage asked for at each use: where it is denied, asking throws */
function textsIn(storage: () => Storage): StoredTexts {
  return {
    read(key) {
      try {
        return storage().getItem(key);
      } catch {
        return null;
      }
    },
    write(key, value) {
      try {
        if (value === null) storage().removeItem(key);
        else storage().setItem(key, value);
      } catch {
        // Denied or full: see `StoredTexts`.
      }
    },
  };
}

/** Kept on this device, for all tabs. */
export const deviceTexts = textsIn(() => localStorage);
/** Kept in this tab, through its reloads. */
export const tabTexts = textsIn(() => sessionStorage);
