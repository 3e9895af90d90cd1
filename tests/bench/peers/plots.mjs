// The results as plots: SVG by Observable Plot, with the small DOM of linkedom.

import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

import { kPeers } from './plan.mjs';

/** @typedef {import('./measures.mjs').Figure} Figure */
/** @typedef {{ peer: string, value: number }} Point */

const kLabels = new Map(kPeers.map(({ name, label }) => [name, label]));
const kColours = { domain: kPeers.map(({ label }) => label), scheme: 'observable10' };
const kTimesFloor = '× the bare floor (logarithmic)';

/**
 * @param {import('./report.mjs').Results} results
 * @returns {Record<string, string>} SVG by file name
 */
export function plotsOf({ calls, drain, reload, survival, bytes }) {
  /** @type {Record<string, string>} */
  const plots = {};
  if (calls) {
    const rows = Math.max(...calls.map(({ rows: n }) => n));
    const pending = pendingOfMost(calls);
    const againstP = calls.filter((cell) => cell.rows === rows);
    const againstN = calls.filter((cell) => cell.pending === pending);
    plots['cost-by-pending.svg'] = lines(againstP, 'pending', `waiting changes, ${rows} rows`);
    plots['cost-by-rows.svg'] = lines(againstN, 'rows', `rows, ${pending} waiting changes`);
  }
  for (const { batchSize, mutations, figures } of drain ?? [])
    plots[`drain-by-${batchSize}.svg`] = bars(
      figures.map(ratioOf),
      `Drain of ${mutations}, ${batchSize === 1 ? 'one by one' : `${batchSize} in a request`}`,
      kTimesFloor,
    );
  if (reload)
    plots['reload.svg'] = bars(
      reload.figures.map(ratioOf),
      `Reload with ${reload.pending} waiting changes`,
      kTimesFloor,
    );
  for (const [index, { death, creates, figures }] of (survival ?? []).entries())
    plots[`survival-${index + 1}.svg`] = bars(
      figures.map(valueOf),
      `Left of ${creates} creates: ${death}`,
      'creates',
      'linear',
    );
  if (bytes)
    plots['bytes.svg'] = bars(
      bytes.figures.map(valueOf),
      'What an application ships, brotli',
      'bytes',
      'linear',
    );
  return plots;
}

/** The number of waiting changes that most cells have. @param {readonly { pending: number }[]} cells */
function pendingOfMost(cells) {
  const counted = cells.map(({ pending }) => ({
    pending,
    times: cells.filter((cell) => cell.pending === pending).length,
  }));
  return counted.toSorted((a, b) => b.times - a.times)[0]?.pending ?? 0;
}

/** @param {Figure} figure */
const ratioOf = ({ peer, ratio }) => ({ peer: labelOf(peer), value: ratio });
/** @param {Figure} figure */
const valueOf = ({ peer, value }) => ({ peer: labelOf(peer), value });
/** @param {string} peer */
const labelOf = (peer) => kLabels.get(peer) ?? peer;

/**
 * @param {readonly { rows: number, pending: number, figures: Figure[] }[]} cells
 * @param {'rows' | 'pending'} along
 * @param {string} label
 */
function lines(cells, along, label) {
  const points = cells.flatMap((cell) =>
    cell.figures.flatMap(({ peer, ratio }) =>
      ratio === null ? [] : [{ peer: labelOf(peer), x: cell[along], y: ratio }],
    ),
  );
  const place = { x: 'x', y: 'y', stroke: 'peer' };
  return svgOf({
    x: { label, type: 'symlog' },
    y: { label: kTimesFloor, type: 'log', grid: true },
    marks: [
      Plot.lineY(points, { ...place, sort: 'x' }),
      Plot.dot(points, place),
      Plot.text(
        points,
        Plot.selectLast({
          ...place,
          stroke: undefined,
          text: 'peer',
          z: 'peer',
          dx: 6,
          textAnchor: 'start',
        }),
      ),
    ],
  });
}

/**
 * @param {readonly { peer: string, value: number | null }[]} figures
 * @param {string} title
 * @param {string} label
 * @param {'log' | 'linear'} [type]
 */
function bars(figures, title, label, type = 'log') {
  const points = figures.flatMap(({ peer, value }) => (value === null ? [] : [{ peer, value }]));
  const begin = type === 'log' ? Math.min(1, ...points.map(({ value }) => value)) / 2 : 0;
  return svgOf({
    x: { label: `${title}: ${label}`, type, grid: true },
    y: { label: null, domain: figures.map(({ peer }) => peer) },
    marks: [
      Plot.barX(points, { x1: begin, x2: 'value', y: 'peer', fill: 'peer' }),
      Plot.text(points, {
        x: 'value',
        y: 'peer',
        text: (/** @type {Point} */ { value }) =>
          value < 10 ? value.toFixed(1) : value.toFixed(0),
        textAnchor: 'start',
        dx: 4,
      }),
    ],
  });
}

/** @param {object} options @returns {string} a document of its own, readable on any background */
function svgOf(options) {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const plot = Plot.plot({
    width: 720,
    marginLeft: 110,
    marginRight: 110,
    color: kColours,
    style: { background: 'white', color: 'black' },
    ...options,
    document,
  });
  plot.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${plot.outerHTML}\n`;
}
