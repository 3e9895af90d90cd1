import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { isLater, writeVersion } from './version.mjs';

const kChangelog =
  '# Changelog\n\n## Unreleased\n\n### Added\n\n- A thing.\n\n## 0.1.0 (2026-11-01)\n';

describe('a version', () => {
  for (const [version, present, later] of [
    ['0.2.0', '0.1.0', true],
    ['0.10.0', '0.9.0', true],
    ['1.0.0', '1.0.0-beta.1', true],
    ['1.0.0-beta.2', '1.0.0-beta.1', true],
    ['1.0.0-beta.1', '1.0.0', false],
    ['0.1.0', '0.1.0', false],
    ['0.0.9', '0.1.0', false],
    ['v0.2.0', '0.1.0', false],
    ['latest', '0.1.0', false],
  ]) {
    it(`${version} is ${later ? '' : 'not '}after ${present}`, () => {
      assert.equal(isLater(version, present), later);
    });
  }
});

describe('a release', () => {
  let root = '';
  const file = (name) => join(root, name);
  const read = (name) => readFileSync(file(name), 'utf8');

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'release-'));
    const manifest = { name: 'synchrone', version: '0.1.0' };
    writeFileSync(file('package.json'), JSON.stringify(manifest));
    const lock = { ...manifest, packages: { '': { ...manifest } } };
    writeFileSync(file('package-lock.json'), JSON.stringify(lock));
    writeFileSync(file('CHANGELOG.md'), kChangelog);
    mkdirSync(file('web/docs/fr'), { recursive: true });
    for (const page of ['README.md', 'web/docs/start.md', 'web/docs/fr/start.md'])
      writeFileSync(file(page), 'npm install ./synchrone-0.1.0.tgz');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('has its version everywhere, and its changes under it', () => {
    writeVersion(root, '0.2.0', '2026-11-29');
    assert.equal(JSON.parse(read('package.json')).version, '0.2.0');
    const lock = JSON.parse(read('package-lock.json'));
    assert.deepEqual([lock.version, lock.packages[''].version], ['0.2.0', '0.2.0']);
    assert.equal(read('web/docs/fr/start.md'), 'npm install ./synchrone-0.2.0.tgz');
    assert.match(read('CHANGELOG.md'), /## Unreleased\n\n## 0\.2\.0 \(2026-11-29\)\n\n### Added/);
  });

  for (const [why, version, changelog] of [
    ['is not a later one', '0.1.0', kChangelog],
    ['names no change', '0.2.0', '# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- Old.\n'],
  ]) {
    it(`that ${why} is refused, and nothing is written`, () => {
      writeFileSync(file('CHANGELOG.md'), changelog);
      assert.throws(() => writeVersion(root, version, '2026-11-29'), { name: 'SetupError' });
      assert.equal(JSON.parse(read('package.json')).version, '0.1.0');
      assert.equal(read('CHANGELOG.md'), changelog);
    });
  }
});
