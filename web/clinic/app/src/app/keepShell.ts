/** Milliseconds after the start. */
const quiet = 3_000;

/**
 * Keeps the page and its files in the browser, so that the clinic opens without a network. Where service workers
 * are denied the clinic still works, as long as the page stays open.
 */
export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  // It loads what the page has not needed yet: when the page has what it needs.
  window.setTimeout(() => void serviceWorker.register('/sw.js').catch(() => undefined), quiet);
}
