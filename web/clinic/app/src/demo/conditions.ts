/** How the demonstration server behaves (see the API's `/demo/conditions`). */
export type DemoMode = 'normal' | 'slow' | 'down' | 'refuse';

export const demoModes: readonly DemoMode[] = ['normal', 'slow', 'down', 'refuse'];

const address = '/demo/conditions';

async function exchange(request?: RequestInit): Promise<DemoMode | null> {
  const response = await fetch(address, request);
  const body: unknown = response.ok ? await response.json() : null;
  return modeOf(body);
}

function modeOf(body: unknown): DemoMode | null {
  if (typeof body !== 'object' || body === null || !('data' in body)) return null;
  const { data } = body;
  const mode = typeof data === 'object' && data !== null && 'mode' in data ? data.mode : null;
  return demoModes.find((known) => known === mode) ?? null;
}

/** The mode in force; null when the server has no demonstration controls or does not answer. */
export function readDemoMode(): Promise<DemoMode | null> {
  return exchange().catch(() => null);
}

/** Sets the mode; resolves with the one in force, or null when that failed. */
export function writeDemoMode(mode: DemoMode): Promise<DemoMode | null> {
  const body = JSON.stringify({ mode });
  return exchange({ method: 'PUT', headers: { 'Content-Type': 'application/json' }, body }).catch(
    () => null,
  );
}
