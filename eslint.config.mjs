// Lint rules for the library, the clinic, their tests and the scripts of the project. A rule that is
// switched off has its reason beside it.
import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import typescript from 'typescript-eslint';

// One program for all: the type checker reads React, Mantine and the library once.
const kTypes = { project: 'toolchains/tsconfig.lint.json', tsconfigRootDir: import.meta.dirname };

// A MutationPromise never causes `unhandledrejection`; a caller may leave it alone.
const kSafePromises = ['MutationPromise', 'ResultPromise'].map((name) => ({ from: 'file', name }));

const kNodeGlobals = [
  ...['AbortController', 'AbortSignal', 'Buffer', 'TextDecoder', 'TextEncoder', 'URL'],
  ...['Response', 'clearInterval', 'clearTimeout', 'console', 'fetch', 'performance', 'process'],
  ...['queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout', 'structuredClone'],
  'WebAssembly',
  // Functions that Playwright runs in the page.
  ...['document', 'localStorage', 'location', 'matchMedia', 'navigator', 'window', 'indexedDB'],
  // The pages of tests/bench.
  ...['bench', 'peerBench', 'crossOriginIsolated'],
];

export default defineConfig(
  globalIgnores([
    '**/build/',
    // Packages of its own, whose types would hide those of the project: checked by its own tsconfig.
    'tests/bench/peers/',
    '**/dist/',
    '**/node_modules/',
    'test-results/',
    'tests/web/fixtures',
    // As create-react-app makes it: JSX in files that end in .js.
    'tests/consumers/create-react-app/',
  ]),
  eslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [typescript.configs.recommended],
    languageOptions: { parserOptions: kTypes },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      // The module's types are written as import('…') where a value of the same file is loaded late.
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafePromises: kSafePromises },
      ],
      // React calls event handlers and ignores what they return.
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, properties: false, inheritedMethods: false } },
      ],
      // An underscore marks a member that is left out on purpose.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // `tsc` reports what is not defined, with the globals of each folder.
      'no-undef': 'off',
    },
  },
  {
    // What crosses a boundary of the library is parsed, so no value of type any is used there.
    files: ['web/src/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unsafe-argument': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
    },
  },
  {
    files: ['web/**/*.{ts,tsx}', 'tests/web/{react,ui}/**/*.{ts,tsx}'],
    ignores: ['web/docs/.vitepress/**'], // Vue's
    extends: [reactHooks.configs.flat.recommended],
    // Warns of TanStack Virtual, which React Compiler leaves as it is: what we want.
    rules: { 'react-hooks/incompatible-library': 'off' },
  },
  {
    // Type tests name values for their types only; Playwright's fixtures start with `{}`.
    files: ['tests/**/*.{ts,tsx}'],
    // TypeScript's DOM does not know that the stream of an answer is iterable; Node does.
    rules: {
      '@typescript-eslint/await-thenable': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
      'no-empty-pattern': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(kNodeGlobals.map((name) => [name, 'readonly'])),
    },
  },
  {
    // A library of Emscripten: it defines functions of the module's glue.
    files: ['wasm/*.js'],
    languageOptions: {
      globals: {
        addToLibrary: 'readonly',
        encoded: 'writable',
        ...Object.fromEntries(
          [
            ...['textEncoder', 'crossings', 'Module', 'HEAPU8', 'HEAPU32', '_malloc', '_free'],
            ...['getWasmTableEntry', 'lengthBytesUTF8', 'stringToUTF8Array', 'UTF8ToString'],
            'newText',
          ].map((name) => [name, 'readonly']),
        ),
      },
    },
  },
);
