import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applications } from '../../outside/data_layers/applications/index.js';
import { layers } from '../../outside/data_layers/applications/names.js';
import { acceptance, needs, type Proof } from './acceptance.js';

const textOf = (file: string): string =>
  readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').replaceAll(/\s+/g, ' ');

const isThere = ([file, title]: Proof): boolean => textOf(file).includes(`'${title}'`);

describe('the screens of a clinic over each data layer', () => {
  it('are 25 needs of each layer and 22 cases', () => {
    expect([needs.length, acceptance.length]).toEqual([25, 22]);
  });

  it.each([...needs, ...acceptance].map(([name, ...proofs]) => [name, proofs] as const))(
    '%s: its tests exist',
    (_, proofs) => {
      expect(proofs.length).toBeGreaterThan(0);
      expect(proofs.filter((proof) => !isThere(proof))).toEqual([]);
    },
  );

  it('run over five layers, each with the same screens', () => {
    expect(Object.keys(layers)).toEqual(['query', 'rtk', 'swr', 'zustand', 'router']);
    expect(Object.keys(applications)).toEqual(Object.keys(layers));
    for (const file of ['web/data_layers/cases.test.tsx', 'web/data_layers/checks.test.tsx'])
      expect(textOf(file)).toContain('describe.each(eachLayer)(');
    expect(textOf('outside/data_layers.spec.ts')).toContain('of Object.entries(layers)');
  });
});
