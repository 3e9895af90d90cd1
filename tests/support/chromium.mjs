// The Chromium of the machine, as every suite starts it.

import { existsSync } from 'node:fs';

/** Its program: Debian's, unless CHROMIUM names another. */
export const kChromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

const kShell = '/usr/bin/chromium-headless-shell';
const hasShell = process.env['CHROMIUM'] === undefined && existsSync(kShell);

/**
 * For suites that open many pages: the same engine without windows, which takes a third less of the
 * processors. The long run opens the windows, and so does a machine that has no such program.
 */
export const kPagesChromium =
  hasShell && process.env['SYNCHRONE_LONG'] !== '1' ? kShell : kChromium;

/** Its arguments: it runs as root, has no graphics card, and asks for nothing of its own. */
export const kChromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
