import { useDeferredValue, type ReactNode } from 'react';

interface LaterProps {
  children: ReactNode;
  /** What was there before, and stays until then. */
  meanwhile?: ReactNode;
  /** It is what the page has been waiting for. */
  atOnce?: boolean;
}

/**
 * What is long to render comes after the paint of the page around it, in slices that let a key or a click through. When
 * the page itself is rendered so, it comes with it.
 */
export function Later({ children, meanwhile = null, atOnce = false }: LaterProps) {
  const isTime = useDeferredValue(true, atOnce);
  return isTime ? children : meanwhile;
}
