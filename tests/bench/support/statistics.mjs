// Medians and quartiles: on a shared machine a mean says more about the neighbours.

/** @typedef {{ q1: number, median: number, q3: number, count: number }} Quartiles */

/**
 * @param {readonly number[]} values
 * @param {number} share between 0 and 1
 * @returns {number} by linear interpolation; NaN when there is no value
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** @param {readonly number[]} values @returns {number} */
export const median = (values) => quantile(values, 0.5);

/** @param {readonly number[]} values @returns {Quartiles} */
export function quartiles(values) {
  return {
    q1: rounded(quantile(values, 0.25)),
    median: rounded(median(values)),
    q3: rounded(quantile(values, 0.75)),
    count: values.length,
  };
}

/**
 * Quartiles of the quotients of neighbours in time: what disturbs one of a pair disturbs the other.
 * @param {readonly { ours: number, floor: number }[]} pairs
 * @returns {Quartiles}
 */
export const ratios = (pairs) => quartiles(pairs.map(({ ours, floor }) => ours / floor));

/** @param {number} value @returns {number} three decimals: no measure here is better than that */
export const rounded = (value) => Math.round(value * 1000) / 1000;
