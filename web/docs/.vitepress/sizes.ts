import { readFileSync } from 'node:fs';
import type { DocsLanguage } from './errors.ts';

const words = {
  en: ['What an application imports', 'brotli'],
  fr: ['Ce qu’une application importe', 'brotli'],
};

/** What an application ships, from the budget that a test holds the package to. */
export function sizeTable(language: DocsLanguage): string {
  const file = new URL('../../../toolchains/size/budget.json', import.meta.url);
  const { brotli } = JSON.parse(readFileSync(file, 'utf8')) as { brotli: Record<string, number> };
  const unit = language === 'fr' ? 'ko' : 'kB';
  const rows = Object.entries(brotli)
    .filter(([, bytes]) => bytes > 100)
    .map(([name, bytes]) => `| ${name} | ${(bytes / 1000).toFixed(0)} ${unit} |`);
  return [`| ${words[language].join(' | ')} |`, '|---|---:|', ...rows].join('\n');
}
