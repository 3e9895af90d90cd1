// The rule for titles of TypeScript tests: each, behind its `describe`, is a sentence of its own. One that
// goes on from the title before it says nothing where it is reported alone.

import ts from 'typescript';

const kGoesOn = String.raw`(?:\d[\d., L]*[a-z]?: )?(?:also|and|but|nor|or|so|unless|yet)\b`;
const kTitle = new RegExp(`^${kGoesOn}`);
/** Most files have no such text, and need not be parsed. */
const kAnyText = new RegExp(`['"\`]${kGoesOn}`);

/**
 * @param {string} file relative to the checkout, such as "tests/web/client/context.test.ts"
 * @param {string} text
 * @returns {{ line: number, message: string }[]}
 */
export function checkTestTitles(file, text) {
  if (!/^tests\/.*\.tsx?$/.test(file) || !kAnyText.test(text)) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const breaches = [];
  const visit = (node) => {
    const title = ts.isCallExpression(node) && isTest(node.expression) && node.arguments[0];
    if (title && ts.isStringLiteralLike(title) && kTitle.test(title.text)) {
      const { line } = source.getLineAndCharacterOfPosition(title.getStart(source));
      breaches.push({ line: line + 1, message: `"${title.text}" goes on from another title` });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return breaches;
}

/** `it`, `test`, `it.skipIf(…)`, `it.each(…)` and the like. */
function isTest(callee) {
  let at = callee;
  while (!ts.isIdentifier(at)) {
    if (ts.isCallExpression(at)) at = at.expression;
    else if (ts.isTaggedTemplateExpression(at)) at = at.tag;
    else if (ts.isPropertyAccessExpression(at)) at = at.expression;
    else return false;
  }
  return at.text === 'it' || at.text === 'test';
}
