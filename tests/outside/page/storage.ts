// ?storage=denied makes a browser that lets a site store nothing, in the way that browsers do it.
function deny(name: string): void {
  Object.defineProperty(window, name, {
    configurable: true,
    get: () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    },
  });
}

export function prepareStorage(): void {
  if (new URLSearchParams(location.search).get('storage') !== 'denied') return;
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) deny(name);
}
