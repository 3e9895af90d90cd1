// The results as a Markdown table: multiples of the floor of the same run, and counts.

import { kPeers } from './plan.mjs';

/** @typedef {import('./measures.mjs').Figure} Figure */

/**
 * @typedef {object} Results
 * @property {{ chromium: string, node: string, cpus: number, load: number, isQuick: boolean, date: string }} run
 * @property {{ rows: number, pending: number, figures: Figure[] }[]} [calls]
 * @property {{ batchSize: number, mutations: number, figures: Figure[], mainThread: Figure[] }[]} [drain]
 * @property {{ pending: number, figures: Figure[], mainThread: Figure[] }} [reload]
 * @property {{ death: string, creates: number, figures: Figure[] }[]} [survival]
 * @property {{ figures: Figure[] }} [bytes]
 */

/** @param {Results} results @returns {string} */
export function markdownOf({ run, calls, drain, reload, survival, bytes }) {
  /** @type {[string, Figure[], (figure: Figure) => string][]} */
  const rows = [
    ...(calls ?? []).map(
      ({ rows: n, pending, figures }) =>
        /** @type {[string, Figure[], typeof times]} */ ([
          `one create, ${n} rows, ${pending} pending`,
          figures,
          times,
        ]),
    ),
  ];
  for (const { batchSize, mutations, figures, mainThread } of drain ?? []) {
    const what = `drain of ${mutations}, ${batchSize === 1 ? 'one by one' : `by ${batchSize}`}`;
    rows.push([`${what}, until all is confirmed`, figures, times]);
    rows.push([`${what}, main thread`, mainThread, times]);
  }
  if (reload) {
    const what = `reload with ${reload.pending} pending`;
    rows.push([`${what}, until shown`, reload.figures, times]);
    rows.push([`${what}, main thread`, reload.mainThread, times]);
  }
  for (const { death, creates, figures } of survival ?? [])
    rows.push([`left of ${creates}: ${death}`, figures, count]);
  if (bytes) rows.push(['bytes, brotli', bytes.figures, count]);
  return [
    `Chromium ${run.chromium}, Node ${run.node}, ${run.cpus} cores, load ${run.load} at the start, ` +
      `${run.isQuick ? 'quick run' : 'whole run'} of ${run.date}. ` +
      '× is a multiple of the bare floor of the same run.',
    '',
    line(['', ...kPeers.map(({ label }) => label)]),
    line(['---', ...kPeers.map(() => '---:')]),
    ...rows.map(([title, figures, shown]) =>
      line([
        title,
        ...kPeers.map(({ name }) => {
          const figure = figures.find(({ peer }) => peer === name);
          return figure ? shown(figure) : '–';
        }),
      ]),
    ),
    '',
  ].join('\n');
}

/** @param {Figure} figure */
const times = ({ value, ratio }) =>
  value === null || ratio === null ? 'failed' : `${ratio.toFixed(ratio < 10 ? 1 : 0)} ×`;

/** @param {Figure} figure */
const count = ({ value }) => (value === null ? 'failed' : String(value));

/** @param {readonly string[]} cells */
const line = (cells) => `| ${cells.join(' | ')} |`;
