import type { FormErrors } from '@mantine/form';
import { firstWrong } from '../keyboard/focus.ts';

/**
 * For the second argument of a form's `onSubmit`: brings the person to the first field that is wrong.
 * The fields are marked after React's next flush, hence the frame.
 */
export function focusFirstError(_: FormErrors): void {
  requestAnimationFrame(() => {
    firstWrong(document.querySelector('[role="dialog"]'))?.focus();
  });
}
