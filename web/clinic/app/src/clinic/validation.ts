import dayjs from 'dayjs';
import type { Messages } from '../i18n/fr.ts';
import { isDay } from './dates.ts';
import { plainText } from './form-values.ts';

/** A check of one form field: the sentence to show, or null. */
export type Check = (value: string) => string | null;

/** The checks of the clinic's forms, in the chosen language. An empty optional field is always right. */
export function checks(words: Messages['validation']) {
  const pattern =
    (expected: RegExp, sentence: string, without = /[^\s\S]/g): Check =>
    (value) => {
      const text = plainText(value.replace(without, ''));
      return text === '' || expected.test(text) ? null : sentence;
    };
  return {
    required: ((value) => (plainText(value) === '' ? words.required : null)) satisfies Check,
    email: pattern(/^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/, words.email),
    phone: pattern(/^\+?\d{6,15}$/, words.phone, /[\s.()-]/g),
    postalCode: pattern(/^\d{5}$/, words.postalCode),
    insuranceNumber: pattern(
      /^[1-8]\d{4}(?:\d{2}|2[AB])\d{6}\d{2}$/i,
      words.insuranceNumber,
      /[\s.]/g,
    ),
    rpps: pattern(/^\d{11}$/, words.rpps, /\s/g),
    day: ((value) => (value === '' || isDay(value) ? null : words.date)) satisfies Check,
    requiredDay: ((value) => {
      if (value === '') return words.required;
      return isDay(value) ? null : words.date;
    }) satisfies Check,
    birthDate: ((value) => {
      if (value !== '' && !isDay(value)) return words.date;
      return value !== '' && Date.parse(value) > Date.now() ? words.futureBirth : null;
    }) satisfies Check,
    /** A day that is still to come, or today. */
    comingDay: ((value) => {
      if (value !== '' && !isDay(value)) return words.date;
      return value !== '' && dayjs(value).isBefore(dayjs(), 'day') ? words.past : null;
    }) satisfies Check,
  };
}
