import type { KeyboardEvent } from 'react';

/** For a form's `onKeyDown`: Ctrl+Enter saves from any field. */
export function submitByKeyboard(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}
