import type { Language } from '../types/index.js';

/**
 * A moment whose month is a word. In French the first day of a month is an ordinal there: "1er déc.".
 */
export function momentInWords(at: number, language: Language, format: Intl.DateTimeFormat): string {
  const isFirst = (part: Intl.DateTimeFormatPart) => part.type === 'day' && part.value === '1';
  return format
    .formatToParts(at)
    .map((part) => (language === 'fr' && isFirst(part) ? '1er' : part.value))
    .join('');
}
