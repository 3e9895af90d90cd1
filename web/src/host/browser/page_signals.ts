import type { BrowserGlobals } from './browser_globals.js';

/** What the page reports about itself. */
export interface PageSignals {
  /** The network came or went, or the person came back to the page. */
  connectivity(online: boolean): void;
  /** Another tab wrote this key of localStorage. '': all of it was cleared, or keys may be missing. */
  storageChanged(key: string): void;
  /** Other code may have removed what is stored. */
  storageTouched(): void;
  /** The page is shown again as it was left: what others did meanwhile was announced to no listener. */
  returned(): void;
  /** Leaving now would lose work that is in memory only (BEHAVIOUR 5.4). */
  wouldLoseWork(): boolean;
}

/** Keys of localStorage that belong to the journal. */
export const OWN_KEYS = 'synchrone:';

/** Listens until the document ends. @param nameOf the journal's name of a key */
export function listenToPage(
  globals: BrowserGlobals,
  signals: PageSignals,
  nameOf: (key: string) => string | undefined = (key) => key,
): void {
  const report = (): void => signals.connectivity(globals.onLine());
  const notifyWhenShown = (): void => {
    if (globals.visible()) report();
  };
  globals.listen('window', 'online', report);
  globals.listen('window', 'offline', report);
  globals.listen('window', 'focus', notifyWhenShown);
  globals.listen('document', 'visibilitychange', notifyWhenShown);
  globals.listen('window', 'storage', (event) => {
    const { key } = event as StorageEvent;
    // null: everything was removed.
    if (key === null) return signals.storageTouched();
    const name = nameOf(key);
    if (name?.startsWith(OWN_KEYS)) signals.storageChanged(name);
  });
  globals.listen('document', 'visibilitychange', () => signals.storageTouched());
  globals.listen('window', 'pagehide', () => signals.storageTouched());
  globals.listen('window', 'pageshow', (event) => {
    if ((event as PageTransitionEvent).persisted) signals.returned();
  });
  // Until it is shown, a page that is made in advance receives nothing from other tabs.
  globals.listen('document', 'prerenderingchange', () => signals.returned());
  globals.listen('window', 'beforeunload', (event) => {
    if (signals.wouldLoseWork()) event.preventDefault();
  });
}
