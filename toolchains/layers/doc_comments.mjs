// The rule for doc comments in web/src: each exported declaration has one, and so has each member that
// applications or other layers call. A member needs none where its type has the same name, or where its class
// implements an interface, which has the comment.

import ts from 'typescript';

/** Layers whose members applications see: their fields need a comment, too. */
const kPublished = /^web\/src\/(types|react|query|ui|testing)\//;

/**
 * @param {string} file relative to the checkout, such as "web/src/client/client.ts"
 * @param {string} text
 * @returns {{ line: number, message: string }[]}
 */
export function checkDocComments(file, text) {
  if (!/^web\/src\/.*\.tsx?$/.test(file)) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const overloaded = new Set();
  const bare = source.statements.filter(isExported).flatMap((statement) => {
    const name = nameOf(statement);
    const isLater = ts.isFunctionDeclaration(statement) && overloaded.has(name);
    overloaded.add(name);
    const own = isLater || hasDoc(statement) ? [] : [{ node: statement, name }];
    const members = membersOf(statement).filter((member) => needsDoc(member, file));
    return [...own, ...members.map((node) => ({ node, name: `${name}.${nameOf(node)}` }))];
  });
  return bare.map(({ node, name }) => ({
    line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
    message: `${name} has no doc comment`,
  }));
}

const isExported = (statement) =>
  !ts.isExportDeclaration(statement) &&
  (statement.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

const hasDoc = (node) => ts.getJSDocCommentsAndTags(node).length > 0;

const nameOf = (node) =>
  (node.name ?? node.declarationList?.declarations[0]?.name)?.getText() ?? 'the default export';

/** The members of an interface, and the public ones of a class that has no interface of its own. */
function membersOf(node) {
  if (ts.isInterfaceDeclaration(node)) return node.members.filter(({ name }) => name);
  if (!ts.isClassDeclaration(node) || node.heritageClauses) return [];
  const isHidden = ({ kind }) =>
    kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword;
  return node.members.filter(({ name, modifiers = [] }) => name && !modifiers.some(isHidden));
}

function needsDoc(member, file) {
  if (hasDoc(member) || ts.isSetAccessor(member)) return false;
  const isField = ts.isPropertyDeclaration(member) || ts.isPropertySignature(member);
  const isCalled =
    (member.type && ts.isFunctionTypeNode(member.type)) ||
    (member.initializer && ts.isArrowFunction(member.initializer));
  if (isField && !isCalled && !kPublished.test(file)) return false;
  return member.type?.getText().toLowerCase() !== nameOf(member).toLowerCase();
}
