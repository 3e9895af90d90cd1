import { useLayoutEffect, type RefCallback, type RefObject } from 'react';

interface AnchorProps {
  element: RefObject<HTMLElement | null>;
  /** Given by the library, which places the popup beside the element. */
  ref?: RefCallback<HTMLElement>;
}

/** Names an element that is drawn elsewhere as the one beside which a popup lies. */
export function Anchor({ element, ref }: AnchorProps) {
  useLayoutEffect(() => {
    ref?.(element.current);
    return () => void ref?.(null);
  }, [element, ref]);
  return null;
}
