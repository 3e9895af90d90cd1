import { describe, expect, it } from 'vitest';
import { readEndpoint } from '../../../../web/src/client/base/endpoint.js';
import { FakeBrowser } from '../../support/fake_page.js';
import { openPage, PATIENTS } from '../../support/open_page.js';
import { ok, refusal } from '../../support/scripted_server.js';

const origin = 'https://clinic.example';
const urls = (page: ReturnType<typeof openPage>['page']): string[] =>
  page.server.requests.map(({ method, url }) => `${method} ${url}`);

/** A list of one record, which says that it is all. */
const listed = (id: string) => ({ status: 200, body: { items: [{ id }], total: 1 } });

describe('2.2a: what an endpoint is', () => {
  it.each([
    ['/patients', '', '/patients', '/patients', ''],
    ['/patients/', '', '/patients', '/patients/', ''],
    ['/patients//', '', '/patients', '/patients//', ''],
    ['/patients/?clinic=3', '', '/patients', '/patients/?clinic=3', '?clinic=3'],
    ['/', '', '/', '/', ''],
    [`${origin}/patients?a=/b/`, '', '/patients', '/patients?a=/b/', '?a=/b/'],
    ['https://lab.example/', '', 'https://lab.example/', 'https://lab.example/', ''],
    ['https://lab.example?a', '', 'https://lab.example', 'https://lab.example?a', '?a'],
    ['https://lab.example/x/', '', 'https://lab.example/x', 'https://lab.example/x/', ''],
    [`${origin}/api/patients/`, '/api/', '/patients', '/patients/', ''],
    [`${origin}/apis/patients`, '/api', `${origin}/apis/patients`, `${origin}/apis/patients`, ''],
    ['https://api.example/v1/patients', 'https://api.example/v1', '/patients', '/patients', ''],
    [`${origin}/x`, 'https://api.example/v1', `${origin}/x`, `${origin}/x`, ''],
  ])('%s under "%s" is %s', (endpoint, baseUrl, resource, written, query) => {
    expect(readEndpoint(endpoint, { origin, baseUrl })).toEqual({ resource, written, query });
  });

  it('keeps a slash at the end for the collection and behind the id', async () => {
    const { page, client } = openPage();
    page.server.onPrefix(PATIENTS, ok({ id: 'p9' }));
    const calls = client.mutations(`${PATIENTS}/`);
    void [calls.create({ a: 1 }), calls.update('p1', { a: 1 }), calls.delete('p2')];
    await page.settle();
    expect(urls(page).sort()).toEqual([
      `DELETE ${PATIENTS}/p2/`,
      `PATCH ${PATIENTS}/p1/`,
      `POST ${PATIENTS}/`,
    ]);
  });

  it('puts a query behind the id, and never an id into a query', async () => {
    const { page, client } = openPage();
    page.server.onPrefix(PATIENTS, ok({ id: 'p9' }));
    const calls = client.mutations(`${PATIENTS}?clinic=3`);
    void [calls.create({ a: 1 }), calls.update('a/b?c', { a: 1 }), calls.delete('100% 😀')];
    await page.settle();
    expect(urls(page).sort()).toEqual([
      `DELETE ${PATIENTS}/100%25%20%F0%9F%98%80?clinic=3`,
      `PATCH ${PATIENTS}/a%2Fb%3Fc?clinic=3`,
      `POST ${PATIENTS}?clinic=3`,
    ]);
  });

  it('reads lists and records in the written form', async () => {
    const { page, client } = openPage();
    page.server
      .on(`GET ${PATIENTS}/`, listed('p1'))
      .on(`GET ${PATIENTS}/p2/`, ok({ id: 'p2' }))
      .on(`DELETE ${PATIENTS}/p2/`, refusal(403, 'NO'));
    await client.resource(`${PATIENTS}/?clinic=3`).load();
    client.mutations(`${PATIENTS}/?clinic=3`).delete('p2');
    await page.settle();
    expect(urls(page)).toEqual([
      `GET ${PATIENTS}/?clinic=3&limit=1000&page=1`,
      `DELETE ${PATIENTS}/p2/?clinic=3`,
      `GET ${PATIENTS}/p2/?clinic=3`,
    ]);
  });

  it('is one resource with one lane per record, whatever slash and query', async () => {
    const { page, client } = openPage();
    page.server.onPrefix(PATIENTS, ok({ id: 'p1' }));
    page.goOnline(false);
    const forms = [PATIENTS, `${PATIENTS}/`, `${PATIENTS}?a=1`, `${origin}${PATIENTS}/?a=2`];
    const calls = forms.map((form) => client.mutations(form));
    calls.forEach((one, n) => void one.update('p1', { [`f${n}`]: n }).catch(() => undefined));
    expect(calls.map((one) => one.getPending().length)).toEqual([4, 4, 4, 4]);
    page.server.holding = true;
    page.goOnline(true);
    await page.advance(5_000);
    expect(page.server.sent('PATCH')).toHaveLength(1);
    page.server.release();
    await page.settle();
    expect(page.server.sent('PATCH').map(({ url }) => url)).toEqual([
      `${PATIENTS}/p1`,
      `${PATIENTS}/p1/`,
      `${PATIENTS}/p1?a=1`,
      `${PATIENTS}/p1/?a=2`,
    ]);
  });

  it('lists that differ in their query hold their own rows, also of what is pending', async () => {
    const browser = new FakeBrowser();
    const { page, client } = openPage(browser);
    page.server
      .on(`GET ${PATIENTS}?clinic=3&limit=1000&page=1`, listed('p3'))
      .on(`GET ${PATIENTS}?clinic=4&limit=1000&page=1`, listed('p4'));
    const [three, four] = [3, 4].map((n) => client.resource(`${PATIENTS}?clinic=${n}`));
    await Promise.all([three?.load(), four?.load()]);
    page.goOnline(false);
    client.mutations(`${PATIENTS}?clinic=3`).create({ id: 'new' });
    client.mutations(PATIENTS).update('p4', { a: 1 });
    expect(three?.getRows()).toEqual([{ id: 'p3' }, { id: 'new' }]);
    expect(four?.getRows()).toEqual([{ id: 'p4', a: 1 }]);
    page.end();
    const next = openPage(browser);
    next.page.goOnline(false);
    expect(next.client.resource(`${PATIENTS}?clinic=3`).getRows()).toEqual([{ id: 'new' }]);
    expect(next.client.resource(`${PATIENTS}?clinic=4`).getRows()).toEqual([]);
  });

  it.each([[undefined], [null], [''], [12], [{}], ['patients'], ['/a/../b'], ['/a#b'], ['//x/y']])(
    'what is not an endpoint (%s) refuses its operations and breaks nothing else',
    async (endpoint) => {
      const { page, client } = openPage();
      const calls = client.mutations(endpoint as string);
      await expect(calls.create({ a: 1 })).rejects.toMatchObject({ code: 'INVALID_ENDPOINT' });
      await expect(calls.delete('p1')).rejects.toMatchObject({ code: 'INVALID_ENDPOINT' });
      expect(calls.getPending()).toEqual([]);
      await page.settle();
      expect(page.server.requests).toEqual([]);
    },
  );
});

describe('3.5: a local id in the query of an endpoint', () => {
  it('is the id of the server when the request leaves', async () => {
    const { page, client } = openPage();
    page.server
      .on(`POST ${PATIENTS}`, ok({ id: 's1' }, 201))
      .on('POST /api/v1/notes', ok({ id: 'n1' }, 201));
    const patient = client.mutations(PATIENTS).create({ a: 1 });
    const local = String(patient.record['id']);
    client.mutations(`/api/v1/notes?patient=${local}`).create({ text: 'x' });
    await page.settle();
    expect(page.server.requests.at(-1)?.url).toBe('/api/v1/notes?patient=s1');
  });
});
