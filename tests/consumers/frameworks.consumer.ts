import { chromium, type Browser } from '@playwright/test';
import { cpSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../install/support/site.js';
import { kChromium, kChromiumArguments } from '../support/chromium.mjs';
import { application, root, type Application } from './support/application.js';
import { globalExample, kPatient } from './support/example.js';
import { visit } from './support/visit.js';

let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: kChromium, args: kChromiumArguments });
});

afterAll(() => browser.close());

function withPatients(name: string, folder: string): Application {
  const app = application(name);
  const page = join(root, 'tests/consumers/support/patients.jsx');
  cpSync(page, join(app.folder, folder, 'patients.jsx'));
  return app;
}

describe('create-react-app 5', () => {
  let app: Application;

  beforeAll(() => {
    app = withPatients('create-react-app', 'src');
  });

  afterAll(() => app.remove());

  it('builds a page that works under a strict policy', async () => {
    const { code, output } = app.run('react-scripts', 'build');
    expect([code, output]).toEqual([0, expect.stringContaining('Compiled')]);
    const site = await serve(join(app.folder, 'build'));
    expect(await visit(browser, site.url)).toEqual([]);
    expect(site.taken).toEqual(['Jean', 'Marie']);
    await site.close();
  });

  it('passes the tests of the guide in its Jest 27', () => {
    app.write('src/patients.test.js', globalExample({ types: false }));
    const { code, output } = app.run('react-scripts', 'test', '--watchAll=false', kPatient);
    expect([code, output]).toEqual([0, expect.stringMatching(/Tests:\s+2 passed, 2 total/)]);
  });
});

describe('the app router of Next', () => {
  let app: Application;

  beforeAll(() => {
    app = withPatients('next', 'app');
  });

  afterAll(() => app.remove());

  it.each(['dev', 'start'])('works with next %s, and requests share nothing', async (command) => {
    if (command === 'start') expect(app.run('next', 'build')).toMatchObject({ code: 0 });
    const port = String(await freePort());
    const server = app.start('next', command, '--port', port, '--hostname', '127.0.0.1');
    const url = `http://127.0.0.1:${port}`;
    await server.says('Ready in');
    const who = async (user: string): Promise<unknown> =>
      (await fetch(`${url}/who?user=${user}`)).json();
    const known = await Promise.all([who('alice'), who('bob')]);
    expect([...known, await who('carol')]).toEqual(Array(3).fill({ known: null }));
    expect(await visit(browser, url)).toEqual([]);
    const stored = await fetch(`${url}/api/patients`);
    expect(await stored.json()).toMatchObject([{ name: 'Jean' }, { name: 'Marie' }]);
    await server.stop();
  });
});

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
