/**
 * The no-break spaces of French: narrow before ; ! ? and », and after «; plain before a colon and
 * between a number and its unit or word.
 */
export function frenchSpaces(text: string): string {
  return text
    .replace(/ ([;!?»])/g, '\u202f$1')
    .replace(/« /g, '«\u202f')
    .replace(/ :/g, '\u00a0:')
    .replace(/(\d) (?=\d{3}\b|[\p{L}%])/gu, '$1\u00a0');
}
