import { useForm, type UseFormInput, type UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import type { MutationEntry } from 'synchrone/streaming';
import { problemWords } from '../attention/field-words.ts';
import { refusedFields } from '../attention/refusal-details.ts';
import type { FormStart } from '../dialogs/dialogs.tsx';
import type { Messages } from '../i18n/fr.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';

type Start = Pick<FormStart<unknown>, 'typed' | 'correcting'>;

/** The control that shows a field of the server's, by the form's name; null: none does. Default: that of the same name. */
export type ShownBy<Values> = Readonly<Record<string, keyof Values | null>>;

/** The name of what the server found wrong in no control of the form. */
const elsewhere = 'elsewhere';

/**
 * A form whose values may have been typed before the session ended: those are not saved yet, and count as typed. Where a
 * refused change is corrected, each control says what the server has found wrong in it, and `problemOf(form)` the rest.
 */
export function useTypedForm<Values extends Record<string, unknown>>(
  options: UseFormInput<Values>,
  { typed, correcting }: Start,
  shownBy: ShownBy<Values> = {},
): UseFormReturnType<Values> {
  const messages = useMessages();
  const controls = { ...namesOf(options.initialValues ?? {}), ...shownBy };
  const initialErrors = correcting === undefined ? {} : errorsOf(correcting, controls, messages);
  const form = useForm<Values>({ ...options, initialErrors });
  const [isRestored, setRestored] = useState(typed === undefined);
  if (!isRestored) {
    setRestored(true);
    form.setValues(typed as Partial<Values>);
    form.setErrors(initialErrors); // new values take them away
  }
  return form;
}

function namesOf(values: object): Record<string, string> {
  return Object.fromEntries(Object.keys(values).map((name) => [name, name]));
}

function errorsOf(
  refused: MutationEntry,
  controls: Readonly<Record<string, PropertyKey | null>>,
  messages: Messages,
): Record<string, string> {
  const errors: Record<string, string> = {};
  const problems = refusedFields(refused);
  for (const problem of problems) {
    const control = Object.hasOwn(controls, problem.field) ? controls[problem.field] : null;
    if (control != null) errors[String(control)] ??= problem.message;
    else errors[elsewhere] = [errors[elsewhere], problemWords(problem, messages)].join(' ').trim();
  }
  if (problems.length === 0) errors[elsewhere] = refused.error?.message ?? '';
  return errors;
}

/** What the server has found wrong and no control shows; null: nothing. */
export function problemOf<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
): string | null {
  const problem = form.errors[elsewhere];
  return typeof problem === 'string' && problem !== '' ? problem : null;
}

/** What the person has changed and not saved; null: nothing. */
export function typedIn<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
): object | null {
  return form.isDirty() ? form.getValues() : null;
}
