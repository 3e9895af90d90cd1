// What the switches say, shared by the tabs of the playground through the storage.

/** `refuse`, `conflict` and `lose` are for the next change only. */
export interface Conditions {
  offline: boolean;
  slow: boolean;
  refuse: boolean;
  conflict: boolean;
  lose: boolean;
}
export type Condition = keyof Conditions;

const kKey = 'playground:conditions';
const kNone: Conditions = {
  offline: false,
  slow: false,
  refuse: false,
  conflict: false,
  lose: false,
};

const listeners = new Set<() => void>();
let current = stored();

function stored(): Conditions {
  return { ...kNone, ...(JSON.parse(localStorage.getItem(kKey) ?? '{}') as Partial<Conditions>) };
}

function changed(next: Conditions): void {
  const { offline } = current;
  current = next;
  // What a browser does when its network goes or comes.
  if (offline !== next.offline)
    window.dispatchEvent(new Event(next.offline ? 'offline' : 'online'));
  for (const listener of listeners) listener();
}

export const conditions = {
  get: (): Conditions => current,
  set(condition: Condition, on: boolean): void {
    const next = { ...current, [condition]: on };
    localStorage.setItem(kKey, JSON.stringify(next));
    changed(next);
  },
  /** Whether the switch is on; one for the next change only is off afterwards. */
  take(condition: Condition): boolean {
    const isOn = current[condition];
    if (isOn) conditions.set(condition, false);
    return isOn;
  },
  clear: (): void => {
    localStorage.removeItem(kKey);
    changed(kNone);
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

window.addEventListener('storage', ({ key }) => {
  if (key === kKey) changed(stored());
});
