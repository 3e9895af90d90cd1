// Measure 2: characters written to localStorage, in the call and over a mutation's life (BEHAVIOUR 5.7).

import { withPage } from '../support/browser.mjs';
import { rounded } from '../support/statistics.mjs';

/** @typedef {import('../page/characters.js').OperationWritten} OperationWritten */

const kOperations = /** @type {const} */ (['create', 'update', 'delete']);

/**
 * @typedef {object} CharacterCount
 * @property {string} operation
 * @property {number} pending in the call: changes in the queue before it; over a life: changes drained together
 * @property {number} setItems calls of setItem per operation
 * @property {number} characters of keys and values per operation
 * @property {number} ratio characters / (entry + base)
 */

/**
 * @param {import('../support/context.mjs').BenchContext} context
 * @param {{ pending: readonly number[], lives: readonly number[] }} plan
 * @returns {Promise<{ inCall: CharacterCount[], life: CharacterCount[] }>}
 */
export async function measureCharacters({ browser, server, note }, plan) {
  /** @type {CharacterCount[]} */
  const inCall = [];
  /** @type {CharacterCount[]} */
  const life = [];
  for (const operation of kOperations) {
    for (const pending of plan.pending) {
      note(`characters of one ${operation}, ${pending} pending`);
      inCall.push(
        countOf(
          operation,
          pending,
          await withPage(browser, server.url, async (page) => {
            await page.context().setOffline(true);
            return page.evaluate(
              ([name, p]) => bench.charactersInCall(name, p),
              /** @type {const} */ ([operation, pending]),
            );
          }),
        ),
      );
    }
    for (const count of plan.lives) {
      note(`characters over the life of ${count} x ${operation}`);
      life.push(
        countOf(
          operation,
          count,
          await withPage(browser, server.url, (page) =>
            page.evaluate(
              ([name, n]) => bench.charactersOfLife(name, n),
              /** @type {const} */ ([operation, count]),
            ),
          ),
        ),
      );
    }
  }
  return { inCall, life };
}

/**
 * @param {string} operation
 * @param {number} pending
 * @param {OperationWritten} written
 * @returns {CharacterCount}
 */
function countOf(operation, pending, { calls, characters, entry, base }) {
  const ratio = rounded(characters / (entry + base));
  return { operation, pending, setItems: rounded(calls), characters: rounded(characters), ratio };
}
