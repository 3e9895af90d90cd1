import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** What a test's cell is in: annotations of the test, beside `gives` for what is in it. */
const kRow = 'row';
const kColumn = 'column';

/** The annotations by which a test gets its cell. */
export const cell = (row: string, column: string): { type: string; description: string }[] => [
  { type: kRow, description: row },
  { type: kColumn, description: column },
];

/** Prints a table in Markdown of what each test gives, and keeps it in a file. */
export default class Table implements Reporter {
  private readonly rows = new Map<string, Map<string, string>>();
  private readonly columns = new Set<string>();

  constructor(private readonly options: { file: string }) {}

  onTestEnd(test: TestCase, result: TestResult): void {
    const named = (type: string): string | undefined =>
      result.annotations.find((annotation) => annotation.type === type)?.description;
    const column = named(kColumn) ?? test.parent.project()?.name ?? '';
    const name = named(kRow);
    if (name === undefined) return;
    const row = this.rows.get(name) ?? new Map<string, string>();
    row.set(column, result.status === 'passed' ? (named('gives') ?? 'works') : 'FAILS');
    this.rows.set(name, row);
    this.columns.add(column);
  }

  onEnd(): void {
    if (this.rows.size === 0) return;
    const columns = [...this.columns];
    const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    const lines = [
      line(['', ...columns]),
      line(['---', ...columns.map(() => '---')]),
      ...[...this.rows].map(([name, row]) =>
        line([name, ...columns.map((column) => row.get(column) ?? '–')]),
      ),
    ];
    const { file } = this.options;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${lines.join('\n')}\n`);
    process.stdout.write(`\n${lines.join('\n')}\n`);
  }
}
