// What a page is in, as its address asks for it: a service worker before it, another site's page around it.

/** ?worker= names a habit of `public/worker.js`. Resolves when the worker controls this page. */
export async function prepareWorker(): Promise<void> {
  const habit = new URLSearchParams(location.search).get('worker');
  if (habit === null) return;
  const { serviceWorker } = navigator;
  const controlled = new Promise((resolve) => {
    serviceWorker.addEventListener('controllerchange', resolve, { once: true });
  });
  await serviceWorker.register(`worker.js?habit=${encodeURIComponent(habit)}`);
  if (!serviceWorker.controller) await controlled;
}

/** ?framed: the page around this one, which may not look into it, has expressions evaluated here. */
export function answerParent(): void {
  if (!new URLSearchParams(location.search).has('framed')) return;
  addEventListener('message', ({ data, ports: [port] }) => {
    const evaluated = Promise.resolve().then(() => (0, eval)(data as string) as unknown);
    evaluated.then(
      (value) => port?.postMessage({ value }),
      (error: unknown) => port?.postMessage({ error: String(error) }),
    );
  });
}
