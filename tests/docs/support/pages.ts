import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fillIn } from '../../../web/docs/.vitepress/fill.ts';

const folder = fileURLToPath(new URL('../../../web/docs/', import.meta.url));
const kApi = /^<!--@api \w+-->$/gm;

export interface Page {
  /** Such as "fr/guide/forms.md". */
  path: string;
  /** As it is shown, but for the reference that TypeDoc makes. */
  text: string;
}

/** Every page of the site. */
export function allPages(): Page[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .sort()
    .map((path) => {
      const source = readFileSync(folder + path, 'utf8').replace(kApi, '');
      return { path, text: fillIn(source, path) };
    });
}

/** Blocks of code in the languages that a compiler reads, in order. */
export function codeOf({ text }: Page): { kind: string; code: string }[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, kind = '', code = '']) => ({
    kind,
    code,
  }));
}
