import { afterEach, describe, expect, it } from 'vitest';
import { guideBlock } from '../install/support/guide.js';
import { application, type Application } from './support/application.js';
import { example, globalExample, kPatient } from './support/example.js';

let app: Application;

afterEach(() => {
  app.remove();
});

const babel = `module.exports = {
  presets: [
    ['@babel/preset-env', { targets: { node: 'current' } }],
    ['@babel/preset-react', { runtime: 'automatic' }],
    '@babel/preset-typescript',
  ],
};`;

describe('the tests of the guide pass in', () => {
  it.each(['jest-27', 'jest-30'])('%s', (name) => {
    app = application(name);
    app.write('babel.config.js', babel);
    app.write(
      'jest.config.js',
      `module.exports = { testEnvironment: 'jsdom', setupFiles: ['synchrone/testing'] };`,
    );
    app.write('patients.test.tsx', globalExample());
    const { code, output } = app.run('jest', '--ci', kPatient);
    expect([code, output]).toEqual([0, expect.stringMatching(/Tests:\s+2 passed, 2 total/)]);
  });

  it('vitest, with jsdom and with happy-dom', () => {
    app = application('vitest');
    app.write('vitest.config.ts', guideBlock('setupFiles:'));
    app.write('patients.test.tsx', example);
    for (const environment of ['jsdom', 'happy-dom']) {
      const { code, output } = app.run('vitest', 'run', '--environment', environment, kPatient);
      expect([code, output]).toEqual([0, expect.stringMatching(/Tests .*2 passed/)]);
    }
  });
});
