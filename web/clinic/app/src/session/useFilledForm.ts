import { useState, type SubmitEvent } from 'react';
import { useMessages } from '../i18n/LanguageProvider.tsx';

/**
 * A form whose fields must all be filled, without the library of the other forms: the first page does not load it. The
 * first field that is empty gets the focus.
 * @param onFilled the fields' texts, in the order of `names`
 */
export function useFilledForm<const Names extends readonly string[]>(
  names: Names,
  onFilled: (texts: { [Index in keyof Names]: string }) => unknown,
) {
  const { session: words } = useMessages();
  const [empty, setEmpty] = useState<readonly string[]>([]);
  const onSubmit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const texts = names.map((name) => {
      const text = form.get(name);
      return typeof text === 'string' ? text : '';
    });
    const missing = names.filter((_, index) => texts[index]?.trim() === '');
    setEmpty(missing);
    const [first] = missing;
    if (first === undefined) onFilled(texts as { [Index in keyof Names]: string });
    else event.currentTarget.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  };
  return {
    form: { noValidate: true, onSubmit },
    field: (name: Names[number]) => ({
      name,
      error: empty.includes(name) ? words.required : undefined,
      onChange: () => setEmpty((before) => before.filter((other) => other !== name)),
    }),
  };
}
