import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { compiledOnce } from '../support/aliases.js';

const kTestingLibrary =
  '../../../node_modules/@testing-library/react/dist/@testing-library/react.esm.js';
const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What is about other things than React, such as what a context is and does: in the long run only. */
const kLong = [
  ...[
    'foreign_lists',
    'many_rows',
    'optimistic_mutation',
    'read_anew',
    'seed_document',
    'seed_module',
  ].map((name) => `react/${name}.test.tsx`),
  ...[
    'late_reads',
    'context_answers',
    'existing_context',
    'operations_as_methods',
    'open_promises',
    'sending_contexts',
    'two_contexts',
  ].map((name) => `react/context/${name}.test.tsx`),
  'ui/*.test.tsx',
];

/** What only React 19 has. */
const kReact19 = ['react/activity.test.tsx'];

/** The hooks' suite of ../react once more, with React 18 in the place of React 19 (BEHAVIOUR 2.7). */
export default defineConfig({
  resolve: {
    alias: [
      ...compiledOnce,
      // Its ES module, which takes the React that it is given here; its CommonJS one would require React 19.
      { find: /^@testing-library\/react$/, replacement: at(kTestingLibrary) },
      { find: /^react(\/.*)?$/, replacement: `${at('./node_modules/react')}$1` },
      { find: /^react-dom(\/.*)?$/, replacement: `${at('./node_modules/react-dom')}$1` },
    ],
  },
  test: {
    name: 'react-18',
    root: at('..'),
    include: ['{react,ui}/**/*.test.tsx'],
    exclude: [
      ...configDefaults.exclude,
      ...kReact19,
      ...(process.env['SYNCHRONE_LONG'] === '1' ? [] : kLong),
    ],
    env: { REACT_MAJOR: '18' },
    environment: 'node',
    pool: 'forks',
    isolate: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    server: { deps: { inline: [/@testing-library\/react/] } },
  },
});
