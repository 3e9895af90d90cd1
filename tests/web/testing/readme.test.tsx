// @vitest-environment jsdom
import { openTestPage, type TestPage } from 'synchrone/testing';
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as react from 'react';
import * as reactDom from 'react-dom/client';
import * as synchrone from 'synchrone';
import * as ui from 'synchrone/ui';
import ts from 'typescript';
import { afterEach, describe, expect, it } from 'vitest';

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
const [, example = ''] = /```jsx\n(import { createRoot }.*?)^```$/ms.exec(readme) ?? [];

/** Modules that the example imports, by their names. */
const modules: Readonly<Record<string, unknown>> = {
  react,
  'react-dom/client': reactDom,
  synchrone,
  'synchrone/ui': ui,
  'synchrone/ui/styles.css': {},
};

/** Runs the example as the bundle of an application does. */
function runExample(): void {
  const { outputText } = ts.transpileModule(example, {
    compilerOptions: { jsx: ts.JsxEmit.React, module: ts.ModuleKind.CommonJS },
  });
  const require = (name: string): unknown => {
    if (!(name in modules)) throw new Error(`the example imports ${name}`);
    return modules[name];
  };
  new Function('require', 'exports', 'React', outputText)(require, {}, react);
}

let page: TestPage;
afterEach(() => {
  cleanup();
  page.close();
});

describe('the example of the README', () => {
  it('runs: patients are renamed offline, created and deleted', async () => {
    page = openTestPage({ act });
    const stored = { id: 'p1', first_name: 'Marie', last_name: 'Durand' };
    const patients = page.server.collection('/api/v1/patients', [stored]);
    document.body.innerHTML = '<div id="root"></div>';
    await act(async () => runExample());
    await page.settle();
    expect(screen.getByRole('listitem').textContent).toContain('Durand');

    await page.goOffline();
    await act(async () => fireEvent.click(screen.getByText('Rename')));
    await act(async () => fireEvent.click(screen.getByText('New patient')));
    const shown = screen.getAllByRole('listitem').map((line) => line.textContent ?? '');
    expect(shown.map((line) => line.slice(0, 8))).toEqual(['Martin ⏳', 'Dupont ⏳']);

    await page.goOnline();
    expect(patients.rows.map((row) => row['last_name'])).toEqual(['Martin', 'Dupont']);
    await act(async () => fireEvent.click(screen.getAllByText('Delete')[0] as HTMLElement));
    await page.settle();
    expect(patients.rows.map((row) => row['last_name'])).toEqual(['Dupont']);
  });
});
