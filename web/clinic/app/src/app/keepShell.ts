/** How long the page may take until it has what it needs, in milliseconds. */
const patience = 3_000;

let isAsked = false;

/**
 * Keeps the page and its files in the browser, so that the clinic opens without a network. Called when the page has what
 * it needs: what it has loaded is in the browser already, and nothing has to share the network with the rest. Where
 * service workers are denied the clinic still works, as long as the page stays open.
 */
export function keepShell(): void {
  if (isAsked || !import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  isAsked = true;
  void navigator.serviceWorker.register('/sw.js').catch(() => undefined);
}

/** Also where the page goes on waiting, for a server that does not answer. */
export function keepShellAtLast(): void {
  window.setTimeout(keepShell, patience);
}
