/**
 * Whether a text can hold a number that JSON.parse would change: looked at before the slow way. A UUID
 * may hold sixteen digits or an exponent, and has a quotation mark or a letter before them.
 */
const MAY_CHANGE = /(?:^|[[:,\s])-?\d(?:\d{15}|[\d.]*[eE]\+?\d{3})|"id"\s*:\s*-?\d+[.eE]/;
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const ID_BEFORE = /"id"\s*:\s*$/;
/** Far enough back to see `"id":` with white space. */
const BEFORE = 24;

/**
 * Whole numbers that a double does not hold as they are written, numbers beyond a double (1e400), and
 * ids that would be spelled in another way (12.0), as text: an id that is off by one is another
 * patient's. What JSON.stringify has written of a number is read as that number.
 */
function withExactNumbers(text: string): string {
  return text.replace(STRING_OR_NUMBER, (token, offset: number) => {
    if (token.startsWith('"')) return token;
    const number = Number(token);
    const isWhole = /^-?\d+$/.test(token);
    const isId = ID_BEFORE.test(text.slice(Math.max(0, offset - BEFORE), offset));
    const isExact = Number.isFinite(number) && ((!isWhole && !isId) || String(number) === token);
    return isExact ? token : `"${token}"`;
  });
}

/**
 * The value of JSON text of the API or the core, with and without a byte order mark; undefined when
 * it is not JSON. Ids and large whole numbers that a JavaScript number would change are text.
 */
export function parseJson(text: string): unknown {
  try {
    const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
    return JSON.parse(MAY_CHANGE.test(plain) ? withExactNumbers(plain) : plain);
  } catch {
    return undefined;
  }
}
