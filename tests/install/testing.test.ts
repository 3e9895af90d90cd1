import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { guideBlock } from './support/guide.js';
import { installPacked, root, type Consumer } from './support/packed.js';

let app: Consumer;

beforeAll(() => {
  app = installPacked(
    ...['react', 'react-dom', 'vitest', 'jsdom'],
    ...['@testing-library/dom', '@testing-library/react'],
  );
});

afterAll(() => {
  app.remove();
});

it('tests an application as the guide says', () => {
  const config = guideBlock('setupFiles:');
  const example = guideBlock('openTestPage({ act');
  writeFileSync(join(app.folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(app.folder, 'vitest.config.ts'), config);
  writeFileSync(join(app.folder, 'patients.test.tsx'), example);
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const patience = '--testTimeout=600000'; // against hanging, not slowness
  // Without the variables of the run that this is a part of.
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, 'run', '--reporter=tap-flat', patience],
    {
      cwd: app.folder,
      encoding: 'utf8',
      env,
    },
  );
  const results = stdout.split('\n').filter((line) => /^(not )?ok /.test(line));
  expect([results.length, stdout + stderr]).toEqual([2, expect.not.stringMatching(/^not ok/m)]);
});
