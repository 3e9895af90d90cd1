// Source text with everything that is not code blanked out, so that a rule can look for names.

// In order: comments, template text, strings on one line. An apostrophe of JSX text has no partner on
// its line, or blanks a few words too many: a rule may miss something there, never invent it.
const kNotCode = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|`(?:[^`\\]|\\[\s\S])*`|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;

/** @param {string} text TypeScript or JavaScript @returns {string} the same lines, code only */
export function stripCommentsAndStrings(text) {
  return text.replace(kNotCode, (match) => {
    if (match.startsWith('`')) return keepSubstitutions(match);
    return match.replace(/[^\n]/g, ' ');
  });
}

/** Of a template, only the code inside ${…} stays. */
function keepSubstitutions(template) {
  const blank = (piece) => piece.replace(/[^\n]/g, ' ');
  return template.split(/(\$\{[^}]*\})/).map((piece) => (piece.startsWith('${') ? piece : blank(piece))).join('');
}
