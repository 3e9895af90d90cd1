import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FullConfig, Reporter, Suite, TestCase, TestResult } from '@playwright/test/reporter';

/** What a test's cell is in: annotations of the test, beside `gives` for what is in it. */
const kRow = 'row';
const kColumn = 'column';

/** The annotations by which a test gets its cell. */
export const cell = (row: string, column: string): { type: string; description: string }[] => [
  { type: kRow, description: row },
  { type: kColumn, description: column },
];

const named = (annotations: TestCase['annotations'], type: string): string | undefined =>
  annotations.find((annotation) => annotation.type === type)?.description;

const placeOf = (test: TestCase): { row: string | undefined; column: string } => ({
  row: named(test.annotations, kRow),
  column: named(test.annotations, kColumn) ?? test.parent.project()?.name ?? '',
});

/** Prints a table in Markdown of what each test gives, and keeps it in a file. */
export default class Table implements Reporter {
  private readonly rows = new Map<string, Map<string, string>>();
  private readonly columns = new Set<string>();

  constructor(private readonly options: { file: string }) {}

  /** Rows and columns are in the order in which the tests are written, whichever ends first. */
  onBegin(_config: FullConfig, suite: Suite): void {
    for (const test of suite.allTests()) {
      const { row, column } = placeOf(test);
      if (row === undefined) continue;
      this.rows.set(row, new Map());
      this.columns.add(column);
    }
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const { row, column } = placeOf(test);
    if (row === undefined) return;
    const gives = named(result.annotations, 'gives') ?? 'works';
    this.rows.get(row)?.set(column, result.status === 'passed' ? gives : 'FAILS');
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
