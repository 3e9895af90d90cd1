import { Suspense, type ReactNode } from 'react';
import type { Popup } from './usePopup.ts';

/** What is open over a button, as soon as its code is loaded. */
export function WhileOpen({ popup, children }: { popup: Popup; children: ReactNode }) {
  return popup.opened && <Suspense>{children}</Suspense>;
}
