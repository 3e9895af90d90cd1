import { useDeferredValue, type ReactNode } from 'react';

/**
 * What is long to render comes after the paint of the page around it, in slices that let a key or a click through. When
 * the page itself is rendered so, it comes with it.
 */
export function Later({ children }: { children: ReactNode }) {
  const isTime = useDeferredValue(true, false);
  return isTime ? children : null;
}
