// Finds an exact piece of a source file, whatever a formatter has done to its white space, and puts
// another in its place.

/** White space says nothing, and neither does a comma that a formatter adds before a bracket. */
function lettersOf(text) {
  const letters = [];
  for (let at = 0; at < text.length; at += 1) {
    const added = text[at] === ',' && /^,\s*[)\]}]/.test(text.slice(at, at + 200));
    if (!/\s/.test(text[at]) && !added) letters.push({ letter: text[at], at });
  }
  return letters;
}

/**
 * @param {string} source
 * @param {string} is what stands in it, exactly once
 * @param {string} becomes
 * @returns {string | null} null when it does not stand there, or more than once
 */
export function replaced(source, is, becomes) {
  const letters = lettersOf(source);
  const text = letters.map(({ letter }) => letter).join('');
  const wanted = lettersOf(is)
    .map(({ letter }) => letter)
    .join('');
  const found = text.indexOf(wanted);
  if (wanted === '' || found < 0 || text.indexOf(wanted, found + 1) >= 0) return null;
  const [first, last] = [letters[found].at, letters[found + wanted.length - 1].at];
  return source.slice(0, first) + becomes + source.slice(last + 1);
}
