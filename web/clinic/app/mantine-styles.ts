import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin, Rolldown } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const styles = at('../../../node_modules/@mantine/core/styles');

/** The files of the build that are loaded until the first page is drawn, with all that they import. */
const firstFiles = /\/src\/(main|app\/Workplace)\.tsx$/;

/** The style sheet of what the first page needs, and of all else. */
const sheets = { first: 'src/app/mantine.css', late: 'src/parts/late.css' } as const;

type Chunks = ReadonlyMap<string, Rolldown.OutputChunk>;

/**
 * Mantine's style sheet of everything weighs four times what the clinic's components need: two sheets name theirs.
 * Fails the build when one names too few, or too many.
 */
export function mantineStyles(): Plugin {
  return {
    name: 'clinic-mantine-styles',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks: Chunks = new Map(
        Object.values(bundle).flatMap((file) =>
          file.type === 'chunk' ? [[file.fileName, file] as const] : [],
        ),
      );
      const first = new Set<string>();
      for (const { fileName, moduleIds } of chunks.values())
        if (moduleIds.some((id) => firstFiles.test(id))) addWithImports(fileName, chunks, first);
      const needed = stylesOf([...first], chunks);
      const others = stylesOf([...chunks.keys()], chunks).filter((name) => !needed.includes(name));
      for (const [sheet, used] of [
        [sheets.first, needed],
        [sheets.late, others],
      ] as const) {
        const named = namesIn(sheet);
        const missing = used.filter((name) => !named.includes(name));
        const unused = named.filter((name) => !used.includes(name));
        if (missing.length > 0) this.error(`${sheet} lacks ${missing.join(', ')}.`);
        if (unused.length > 0) this.error(`${sheet} has no use for ${unused.join(', ')}.`);
      }
    },
  };
}

function addWithImports(file: string, chunks: Chunks, all: Set<string>): void {
  if (all.has(file)) return;
  all.add(file);
  for (const other of chunks.get(file)?.imports ?? []) addWithImports(other, chunks, all);
}

/** The components in these files that have styles. */
function stylesOf(files: readonly string[], chunks: Chunks): string[] {
  const names = files
    .flatMap((file) => chunks.get(file)?.moduleIds ?? [])
    .flatMap((id) => /@mantine\/core\/.*\/(\w+)\.module\.mjs$/.exec(id)?.[1] ?? []);
  return [...new Set(names)].filter((name) => existsSync(`${styles}/${name}.css`));
}

function namesIn(sheet: string): string[] {
  const text = readFileSync(at(sheet), 'utf8');
  return [...text.matchAll(/styles\/([A-Z]\w+)\.layer\.css/g)].map(([, name = '']) => name);
}
