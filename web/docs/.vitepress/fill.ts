// Fills a page with what has its home elsewhere, so that nothing is copied and nothing goes stale. A
// line of its own in a page:
//   <!--@section web/README.md | Testing-->      the text under that heading, one level up or down
//   <!--@block web/README.md | Testing | 2-->    the second block of code under that heading
//   <!--@code apis/django.ts-->                  a file of web/docs/code
//   <!--@errors en--> <!--@own-errors en--> <!--@sizes en--> <!--@api core-->
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorTable, type DocsLanguage } from './errors.ts';
import { sizeTable } from './sizes.ts';

const root = join(fileURLToPath(new URL('.', import.meta.url)), '../../..');
const kDirective = /^<!--@(\w+) (.+?)-->$/gm;

/**
 * @param source the page as it is written
 * @param page its path, for the messages
 * @returns the page as it is shown
 * @throws Error where a directive names what does not exist
 */
export function fillIn(source: string, page: string): string {
  return source.replace(kDirective, (_, kind: string, rest: string) => {
    const args = rest.split('|').map((arg) => arg.trim());
    try {
      return contentOf(kind, args, page);
    } catch (error) {
      const said = (error as Error).message;
      throw new Error(`${page}: <!--@${kind} ${rest}-->: ${said}`, { cause: error });
    }
  });
}

function contentOf(kind: string, [first = '', heading = '', nth = '1']: string[], page: string) {
  switch (kind) {
    case 'section':
      return withLinksOf(first, page, raised(sectionOf(read(first), heading)));
    case 'block':
      return blockOf(sectionOf(read(first), heading), Number(nth));
    case 'code':
      return `\`\`\`${posix.extname(first).slice(1)}\n${read(`web/docs/code/${first}`)}\`\`\``;
    case 'errors':
      return errorTable(first as DocsLanguage);
    case 'sizes':
      return sizeTable(first as DocsLanguage);
    case 'api':
      return apiOf(first);
    default:
      throw new Error('there is no such directive');
  }
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

interface Heading {
  level: number;
  text: string;
  start: number;
  end: number;
}

/** Headings outside blocks of code. */
function headingsOf(text: string): Heading[] {
  const blank = text.replace(/^```.*?^```$/gms, (block) => block.replace(/[^\n]/g, ' '));
  return [...blank.matchAll(/^(#+) (.+)$/gm)].map((match) => ({
    level: match[1]?.length ?? 0,
    text: match[2] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** What is under a heading, up to the next of its level. */
function sectionOf(text: string, heading: string): string {
  const headings = headingsOf(text);
  const at = headings.findIndex((candidate) => candidate.text === heading);
  const found = headings[at];
  if (found === undefined) throw new Error(`there is no heading "${heading}"`);
  const next = headings.slice(at + 1).find(({ level }) => level <= found.level);
  return text.slice(found.end, next?.start).trim();
}

/** The highest headings of a section become `##`. */
function raised(section: string): string {
  const headings = headingsOf(section);
  const shift = Math.min(...headings.map(({ level }) => level)) - 2;
  return headings.reduceRight(
    (text, { level, start }) =>
      text.slice(0, start) + '#'.repeat(level - shift) + text.slice(start + level),
    section,
  );
}

function blockOf(section: string, nth: number): string {
  const block = [...section.matchAll(/^```\w+\n.*?^```$/gms)][nth - 1];
  if (block === undefined) throw new Error(`there are not ${nth} blocks of code`);
  return block[0];
}

/** Pages of this site for the documents that the repository's own guides link to. */
const kPages: Record<string, string> = { 'DATA_LAYERS.md': '/guide/data-layers' };

/** A link of a document leads to its page here; where there is none, the words stay. */
function withLinksOf(file: string, page: string, text: string): string {
  return text.replace(/\[([^\]]+)\]\(([^)#]+\.md)[^)]*\)/g, (_, words: string, target: string) => {
    const found = kPages[posix.basename(target)];
    if (found === undefined) return words.replace(posix.basename(target), file);
    const language = page.startsWith('fr/') ? '/fr' : '';
    return `[${words.replace('DATA_LAYERS.md', 'Data layers')}](${language}${found})`;
  });
}

/** The reference that TypeDoc has made of an entry point (`npm run docs`). */
function apiOf(entry: string): string {
  const made = join(root, 'build/docs-api', `${entry}.md`);
  if (!existsSync(made)) throw new Error('the reference is not made yet: run `npm run docs`');
  return readFileSync(made, 'utf8');
}
