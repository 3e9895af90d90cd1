/**
 * Keeps the page and its files in the browser, so that the clinic opens without a network. Where service workers
 * are denied the clinic still works, as long as the page stays open.
 */
export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register('/sw.js').catch(() => undefined);
}
