import { useForm, type UseFormInput, type UseFormReturnType } from '@mantine/form';
import { useState } from 'react';

/** A form whose values may have been typed before the session ended: those are not saved yet, and count as typed. */
export function useTypedForm<Values extends Record<string, unknown>>(
  options: UseFormInput<Values>,
  typed: object | undefined,
): UseFormReturnType<Values> {
  const form = useForm<Values>(options);
  const [isRestored, setRestored] = useState(typed === undefined);
  if (!isRestored) {
    setRestored(true);
    form.setValues(typed as Partial<Values>);
  }
  return form;
}

/** What the person has changed and not saved; null: nothing. */
export function typedIn<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
): object | null {
  return form.isDirty() ? form.getValues() : null;
}
