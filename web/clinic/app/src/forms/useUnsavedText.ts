import { useEffect, useRef } from 'react';
import { useDialogs } from '../dialogs/dialogs.tsx';

/**
 * What is typed in a form and not saved is never thrown away without a question: windows ask before they replace it,
 * `useDialogs().leave` before it closes the form, and the browser before it leaves the page.
 */
export function useUnsavedText(typed: object | null): void {
  const { watch, typed: hasTyped } = useDialogs();
  const latest = useRef(typed);
  useEffect(() => {
    latest.current = typed;
  });
  const text = JSON.stringify(typed);
  useEffect(() => hasTyped(), [hasTyped, text]);
  useEffect(() => watch(() => latest.current), [watch]);
  const isTyped = typed !== null;
  useEffect(() => {
    if (!isTyped) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isTyped]);
}
