import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';

/**
 * For functions that components call while they render: what a server has rendered has to be hydrated
 * as it came, and nothing is queued there.
 *
 * @returns says whether the page is live: false on the server and while hydrating; a function that was
 *   kept since says true afterwards
 */
export function useLiveness(): () => boolean {
  const isLive = useSyncExternalStore(never, yes, no);
  const isOver = useRef(false);
  useEffect(() => {
    isOver.current = true;
  }, []);
  return useCallback(() => isLive || isOver.current, [isLive]);
}

const never = (): (() => void) => () => undefined;
const yes = (): boolean => true;
const no = (): boolean => false;
