// @vitest-environment jsdom
import { onlineManager } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { syncActions } from 'synchrone';
import { useSyncedQuery } from 'synchrone/query';
import { ClinicApi } from './clinic_api.js';
import { endpoint, QueryPage, type Patient } from './query_page.js';

afterEach(() => {
  cleanup();
  onlineManager.setOnline(true);
});

/** An API without idempotency keys that saves a create and loses its answer. */
async function loseAnswer(options: object, isShown = true) {
  const api = new ClinicApi([{ id: 'p1', name: 'Ann', city: 'Lyon' }]);
  api.versions = false;
  const fetch = api.fetch.bind(api);
  api.fetch = async (url, init) => {
    const answer = await fetch(url, init);
    if (init.method === 'POST') throw new TypeError('Failed to fetch');
    return answer;
  };
  const page = new QueryPage(api);
  const shown: { names: readonly string[] } = { names: [] };
  const List = (): ReactNode => {
    const { data = [] } = useSyncedQuery<Patient[]>({
      queryKey: ['patients'],
      queryFn: () => api.read(endpoint) as Promise<Patient[]>,
      ...options,
    });
    shown.names = data.map(({ name }) => name);
    return null;
  };
  await page.mount(<List />);
  await page.passes(1_000);
  if (!isShown) await page.mount(null); // the form is a page of its own
  act(() => void syncActions<Patient>(endpoint).create({ name: 'Zoe', city: 'Lyon' }));
  await page.passes(60_000);
  await page.passes(60_000);
  const questions = page.queue.getAll().filter(({ kind }) => kind === 'uncertain').length;
  return { page, shown, questions, posts: api.writes.length };
}

describe('3.12a: a list that holds every record', () => {
  it.each([true, false])('says what became of a create (shown meanwhile: %s)', async (isShown) => {
    const { questions, posts } = await loseAnswer({ complete: true }, isShown);
    expect({ questions, posts }).toEqual({ questions: 0, posts: 1 });
  });

  it.each([
    ['does not say that it does', {}],
    ['holds some of them', { complete: true, belongs: ({ city }: Patient) => city === 'Lyon' }],
    ['is not the first page', { complete: true, first: false }],
  ])('is none that %s: a person is asked', async (_, options) => {
    const { questions, posts } = await loseAnswer(options);
    expect({ questions, posts }).toEqual({ questions: 1, posts: 1 });
  });
});
