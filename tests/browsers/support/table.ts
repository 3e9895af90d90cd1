import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

const kFolder = fileURLToPath(new URL('../../../build/browsers', import.meta.url));
const kTitles: Record<string, string> = {
  chromium: 'Chromium',
  firefox: 'Firefox ESR',
  webkitgtk: 'WebKitGTK',
};

/** Prints the table case × browser in Markdown, and keeps it in build/browsers/table.md. */
export default class Table implements Reporter {
  private readonly cells = new Map<string, Map<string, string>>();

  onTestEnd(test: TestCase, result: TestResult): void {
    const browser = test.parent.project()?.name ?? '';
    const row = this.cells.get(test.title) ?? new Map<string, string>();
    const gives = result.annotations.find(({ type }) => type === 'gives')?.description;
    row.set(browser, result.status === 'passed' ? (gives ?? 'works') : 'FAILS');
    this.cells.set(test.title, row);
  }

  onEnd(): void {
    const browsers = Object.keys(kTitles).filter((name) =>
      [...this.cells.values()].some((row) => row.has(name)),
    );
    const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    const lines = [
      line(['', ...browsers.map((name) => kTitles[name]!)]),
      line(['---', ...browsers.map(() => '---')]),
      ...[...this.cells].map(([title, row]) =>
        line([title, ...browsers.map((name) => row.get(name) ?? 'not run')]),
      ),
    ];
    mkdirSync(kFolder, { recursive: true });
    writeFileSync(`${kFolder}/table.md`, `${lines.join('\n')}\n`);
    process.stdout.write(`\n${lines.join('\n')}\n`);
  }
}
