import { useForm, type UseFormInput, type UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { fieldProblems } from '../attention/refusal-details.ts';
import type { FormStart } from '../dialogs/dialogs.tsx';

/**
 * A form whose values may have been typed before the session ended: those are not saved yet, and count as typed. Where a
 * refused change is corrected, each field of the name that the
 * server knows it by says what was found wrong in it.
 */
export function useTypedForm<Values extends Record<string, unknown>>(
  options: UseFormInput<Values>,
  { typed, correcting }: Pick<FormStart<unknown>, 'typed' | 'correcting'>,
): UseFormReturnType<Values> {
  const problems = correcting === undefined ? [] : fieldProblems(correcting);
  const initialErrors = Object.fromEntries(problems.map(({ field, message }) => [field, message]));
  const form = useForm<Values>({ ...options, initialErrors });
  const [isRestored, setRestored] = useState(typed === undefined);
  if (!isRestored) {
    setRestored(true);
    form.setValues(typed as Partial<Values>);
    form.setErrors(initialErrors); // new values take them away
  }
  return form;
}

/** What the person has changed and not saved; null: nothing. */
export function typedIn<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
): object | null {
  return form.isDirty() ? form.getValues() : null;
}
