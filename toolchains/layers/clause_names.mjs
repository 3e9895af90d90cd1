// The rule for the comments of published declarations, which are C++ headers and the layers of web/src that
// applications import: they say in words what a clause of the contract says. Their readers have no contract.

/** `BEHAVIOUR`; in brackets: a number such as 3.12a first, or a section. */
const kClause = /\bBEHAVIOUR\b|\((?:section\b|(?:10|[1-9])\.[1-9]\d?[a-z]?[,)])/;
const kPublished =
  /^(?:core|wasm)\/.*\.h$|^web\/src\/(?:(?:types|react|query|ui|testing)\/.*|[^/]+)\.tsx?$/;

/** @param {string} text of a comment */
export const namesClause = (text) => kClause.test(text);

/**
 * @param {string} file relative to the checkout, such as "core/queue/queue.h"
 * @param {string} text
 * @returns {{ line: number, message: string }[]}
 */
export function checkClauses(file, text) {
  if (!kPublished.test(file)) return [];
  return text.split('\n').flatMap((line, index) => {
    const comment = /(?:\/\/|\/?\*)(.*)/.exec(line)?.[1] ?? '';
    if (!namesClause(comment)) return [];
    return [{ line: index + 1, message: 'a published comment says in words what a clause says' }];
  });
}
