// The Chromium of the machine, as every suite starts it.

/** Its program: Debian's, unless CHROMIUM names another. */
export const kChromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Its arguments: it runs as root, has no graphics card, and asks for nothing of its own. */
export const kChromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
