// Tables of text for a terminal.

/**
 * @param {string} title
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows as many cells each as `head`
 * @returns {string} the first column to the left, the others to the right
 */
export function table(title, head, rows) {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  /** @param {readonly string[]} cells */
  const line = (cells) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [
    '',
    title,
    line(head),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
  ].join('\n');
}

/** @param {import('./statistics.mjs').Quartiles} quartiles @returns {string} "1.62 (1.50-1.81)" */
export const spread = ({ q1, median, q3 }) =>
  `${median.toFixed(2)} (${q1.toFixed(2)}-${q3.toFixed(2)})`;

/** @param {number} share @returns {string} "37 %" */
export const percent = (share) => `${Math.round(100 * share)} %`;

/** @param {number} count @returns {string} "10 000" */
export const grouped = (count) => String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ' ');
