import type { KeyboardEvent } from 'react';

/** For a form's `onKeyDown`: Ctrl+Enter saves from any field; as Enter, not while the button is disabled. */
export function submitByKeyboard(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  const { currentTarget: form } = event;
  if (form.querySelector('[type="submit"]:disabled') === null) form.requestSubmit();
}
