import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
const guides = ['README.md', 'DATA_LAYERS.md'];

/** The code of the guides, by the path of a file that nobody writes. */
const blocks = new Map(guides.flatMap(blocksOf));

function blocksOf(guide: string): [path: string, code: string][] {
  const text = readFileSync(new URL(`../../../web/${guide}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^```(tsx?)\n(.*?)^```$/gms)].map(([, kind, code], index) => [
    `${here}${guide}-${index}.${kind}`,
    code ?? '',
  ]);
}

/** What the compiler says of the blocks, each with the first line of its code. */
function complaints(): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    `${here}tsconfig.json`,
    { noEmit: true },
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => undefined,
    },
  );
  if (!config) throw new Error('tests/web/react/tsconfig.json cannot be read');
  const host = ts.createCompilerHost(config.options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => blocks.has(path) || fileExists(path);
  host.readFile = (path) => blocks.get(path) ?? readFile(path);
  host.getSourceFile = (path, language, ...rest) => {
    const code = blocks.get(path);
    return code === undefined
      ? getSourceFile.call(host, path, language, ...rest)
      : ts.createSourceFile(path, code, language, true);
  };
  const program = ts.createProgram([...blocks.keys()], config.options, host);
  return [...blocks.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    const found = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ];
    return found.map(({ messageText }) => {
      const message = ts.flattenDiagnosticMessageText(messageText, ' ');
      return `${path.slice(here.length)}: ${message}`;
    });
  });
}

describe('2.5b the guides for existing applications', () => {
  it('have code that compiles against the library', () => {
    expect(blocks.size).toBeGreaterThan(10);
    expect(complaints()).toEqual([]);
  });
});
