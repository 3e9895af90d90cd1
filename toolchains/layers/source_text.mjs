// Source text with everything that is not code blanked out, so that a rule can look for names.

// An apostrophe of JSX text has no partner on its line, or blanks a few words too many: a rule may
// miss something there, never invent it.
const kComment = String.raw`\/\/[^\n]*|\/\*[\s\S]*?\*\/`;
const kTemplate = '`(?:[^`\\\\]|\\\\[\\s\\S])*`';
const kString = String.raw`'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"`;
const kNotCode = new RegExp(`${kComment}|${kTemplate}|${kString}`, 'g');

const blank = (text) => text.replace(/[^\n]/g, ' ');

/** @param {string} text TypeScript or JavaScript @returns {string} the same lines, code only */
export function stripCommentsAndStrings(text) {
  return text.replace(kNotCode, (match) => {
    if (match.startsWith('`')) return keepSubstitutions(match);
    return blank(match);
  });
}

/** Of a template, only the code inside ${…} stays. */
function keepSubstitutions(template) {
  return template
    .split(/(\$\{[^}]*\})/)
    .map((piece) => (piece.startsWith('${') ? piece : blank(piece)))
    .join('');
}
