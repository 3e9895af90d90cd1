// What every measure is given.

/**
 * @typedef {object} BenchContext
 * @property {import('@playwright/test').Browser} browser
 * @property {import('./server.mjs').BenchServer} server
 * @property {(text: string) => void} note shows the person what is being measured
 */

export {};
