import { describe, expect, it, vi } from 'vitest';
import { isPage, metaOf, outcomeOf } from '../../../../web/src/host/http/response_meta.js';
import {
  recordIn,
  saysFailure,
  shapeIncoming,
  unwrapRecord,
  withoutContents,
} from '../../../../web/src/host/http/body_transform.js';
import { parseJson } from '../../../../web/src/host/http/json_text.js';

const ORIGIN = 'https://clinic.example';
const PATIENTS = '/api/v1/patients';

describe('an id keeps its text (BEHAVIOUR 3.5a)', () => {
  it.each([
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['12.0', '12.0'],
    ['1e400', '1e400'],
    ['1.50', '1.50'],
    ['9007199254740991', 9007199254740991],
    ['12', 12],
    ['0', 0],
    ['-7', -7],
    ['"012"', '012'],
    ['"9007199254740993"', '9007199254740993'],
  ])('%s', (written, id) => {
    expect(parseJson(`{"id" : ${written},"n":1}`)).toEqual({ id, n: 1 });
    expect(parseJson(`[{"n":1,"id":${written}}]`)).toEqual([{ n: 1, id }]);
  });

  it('a whole number elsewhere that a double cannot hold keeps its text, and nothing else does', () => {
    const text = '{"patient_id":9007199254740993,"weight":12.0,"pi":3.14159265358979323846}';
    expect(parseJson(text)).toEqual({
      patient_id: '9007199254740993',
      weight: 12,
      pi: Math.PI,
    });
    const quoted = '{"note":"\\"id\\": 9007199254740993, \\"id\\":12.0","id":12.0}';
    expect(parseJson(quoted)).toEqual({
      note: '"id": 9007199254740993, "id":12.0',
      id: '12.0',
    });
  });

  it('rows with UUIDs, dates and digits in their texts are read by JSON.parse alone', () => {
    const replace = vi.spyOn(String.prototype, 'replace');
    const rows = [
      { id: '0e123456-1e55-4e12-8e88-123456789012', phone: '0612345678901234567890' },
      { id: '12345678-1234-4234-8234-123456789012', at: '2026-11-29T01:00:00.000Z', n: 1e21 },
    ];
    expect(parseJson(JSON.stringify(rows))).toEqual(rows);
    const calls = replace.mock.calls.length;
    replace.mockRestore();
    expect(calls).toBe(0);
  });

  it('reads JSON after a byte order mark, and nothing that is no JSON', () => {
    expect(parseJson('\uFEFF {"id":"p1"}')).toEqual({ id: 'p1' });
    for (const text of ['', 'Saved', '{"id":', "{'id':1}", '<html>'])
      expect(parseJson(text)).toBeUndefined();
  });
});

describe('the record in an answer (BEHAVIOUR 4)', () => {
  const bare = { id: 'F1', type: 'vitals', data: { id: 'inner' }, success: false };
  it.each<[string, unknown, unknown?]>([
    ['the object itself, whatever its members', bare, bare],
    ['data of an envelope', { success: true, data: { id: 'p1' } }, { id: 'p1' }],
    [
      'data beside the id of a request',
      { success: true, id: 'r', data: { id: 'p1' } },
      { id: 'p1' },
    ],
    ['the only one of a list', { data: [{ id: 'p1' }] }, { id: 'p1' }],
    ['part of a record', { phone: '1' }, { phone: '1' }],
    ['none of several', [{ id: 'p1' }, { id: 'p2' }], undefined],
    ['none in a note', { ok: true, message: 'Saved' }, undefined],
    ['none in an empty envelope', { success: true, data: null }, undefined],
    ['none in an OperationOutcome', { resourceType: 'OperationOutcome', id: 'o' }, undefined],
    ['none in the result of a search', { resourceType: 'Bundle', id: 'b', type: 'searchset' }],
    ['none in text', 'Saved', undefined],
  ])('is %s', (_, body, record) => {
    expect(unwrapRecord(body)).toEqual(record);
  });

  it.each<[boolean, unknown]>([
    [true, { success: false }],
    [true, { success: 'false' }],
    [true, { success: 0 }],
    [true, { ok: false }],
    [true, { ok: 0 }],
    [true, { ok: 'false' }],
    [true, { status: 'error' }],
    [true, { status: 'Failed', message: 'no' }],
    [true, { status: 422, message: 'no' }],
    [true, { statusCode: 500, message: 'no' }],
    [true, { code: 500, message: 'no', data: null }],
    [true, { Success: false, Message: 'no' }],
    [true, { isSuccess: false }],
    [true, { succeeded: 'false' }],
    [true, { IsOk: 0 }],
    [false, { code: 200, data: null }],
    [false, { code: 'A10' }],
    [false, { code: 401, label: 'Hypertension' }],
    [false, { successful: false }],
    [false, { success: true, ok: false }],
    [false, { successor: false }],
    [false, { id: 'p1', succeeded: false }],
    [false, { status: { toString: false } }],
    [false, { status: 200 }],
    [false, { id: 'p1', status: 404 }],
    [false, { id: 'p1', status: 'failed' }],
    [false, { status: 500, data: { id: 'p1' } }],
    [true, { status: 'fail', data: {} }],
    [true, { error: { code: 'E' } }],
    [true, { error: 'no' }],
    [true, { errors: ['no'], data: null }],
    [true, { id: 'req-1', success: false, error: { code: 'E' } }],
    [false, { success: true, error: 'old' }],
    [false, { errors: [] }],
    [false, { error: null }],
    [false, { data: { id: 'p1' }, errors: ['a warning'] }],
    [false, { id: 'p1', success: false, error: 'x', status: 'error' }],
    [false, []],
    [false, null],
  ])('says failure: %s for %j', (failed, body) => {
    expect(saysFailure(body)).toBe(failed);
  });

  it('is what unwrap finds, in answers, conflicts and reads', () => {
    const unwrap = (json: unknown): object | null | undefined =>
      (json as { result?: object | null }).result;
    const body = { id: 'request', result: { id: 'p1' } };
    expect(recordIn(body, { unwrap })).toEqual({ id: 'p1' });
    expect(recordIn({ result: null }, { unwrap })).toBeUndefined();
    expect(recordIn({ id: 'p2' }, { unwrap })).toEqual({ id: 'p2' });
    expect(JSON.parse(shapeIncoming(JSON.stringify(body), 200, { unwrap }))).toEqual({
      success: true,
      data: { id: 'p1' },
    });
    const conflict = { error: { code: 'C', details: ['x'] }, result: { id: 'p1', version: 2 } };
    expect(JSON.parse(shapeIncoming(JSON.stringify(conflict), 409, { unwrap }))).toMatchObject({
      error: { code: 'C', details: { current: { id: 'p1', version: 2 } } },
    });
    const refused = '{"result":{"id":"p1"}}';
    expect(shapeIncoming(refused, 400, { unwrap })).toBe(refused);
  });

  it('is in the application’s shape in a conflict too, alone or in an envelope', () => {
    const options = {
      fromServer: ({ first_name, ...rest }: Record<string, unknown>): object => ({
        ...rest,
        firstName: first_name,
      }),
    } as never;
    const record = { id: 'p1', version: 2, first_name: 'Ana' };
    const shaped = { id: 'p1', version: 2, firstName: 'Ana' };
    for (const [body, expected] of [
      [record, shaped],
      [{ data: record }, { data: shaped }],
      [{ error: { details: { current: record } } }, { error: { details: { current: shaped } } }],
      // An error with an id of its own.
      [
        { id: 'e1', code: 'CONFLICT' },
        { id: 'e1', code: 'CONFLICT' },
      ],
    ])
      expect(JSON.parse(shapeIncoming(JSON.stringify(body), 409, options))).toEqual(expected);
  });

  it('keeps its id through fromServer, and without its contents', () => {
    const text = '{"success":true,"data":{"id":9007199254740993,"firstName":"Ana"}}';
    const fromServer = (record: object): object => ({ ...record, seen: true });
    expect(shapeIncoming(text, 200, { fromServer } as never)).toContain('"9007199254740993"');
    expect(JSON.parse(withoutContents(text))).toEqual({
      success: true,
      data: { id: '9007199254740993' },
    });
  });
});

describe('where an answer comes from (BEHAVIOUR 3.5a, 4)', () => {
  const headers = (fields: Record<string, string>): Response =>
    ({ status: 201, headers: new Headers(fields), url: '', redirected: false }) as Response;

  it.each([
    ['', '/api/v1/patients/p1', '/api/v1/patients/p1'],
    ['', 'https://internal:8080/api/v1/patients/p1/_history/1', '/api/v1/patients/p1/_history/1'],
    ['', '/api/v1/patients/p%2F1?x=1#y', '/api/v1/patients/p%2F1'],
    ['', 'patients/p1', '/api/v1/patients/p1'],
    ['', 'p1', '/api/v1/p1'],
    ['', '//other.example/api/v1/patients/p1', '/api/v1/patients/p1'],
    ['', 'http://[', undefined],
    ['/base', '/base/api/v1/patients/p1', '/api/v1/patients/p1'],
    ['/base/', 'https://x.example/base/api/v1/patients/p1', '/api/v1/patients/p1'],
    ['/base', '/api/v1/patients/p1', undefined],
    ['https://api.example/v2', '/v2/api/v1/patients/p1', '/api/v1/patients/p1'],
  ])('with the base URL %s, Location %s names %s', (baseUrl, location, path) => {
    const url = baseUrl.replace(/\/$/, '') + PATIENTS;
    const meta = metaOf(headers({ location }), { url, baseUrl, pageOrigin: ORIGIN });
    expect(meta.location).toBe(path);
  });

  it('a redirect to another host differs from one on the host that was asked', () => {
    const led = (url: string): unknown =>
      metaOf({ ...headers({}), headers: new Headers(), url, redirected: true } as Response, {
        url: PATIENTS,
        baseUrl: '',
        pageOrigin: ORIGIN,
      });
    expect(led(`${ORIGIN}/login?next=/x`)).toEqual({ sameOrigin: true, redirectedTo: '/login' });
    expect(led('http://clinic.example/x')).toMatchObject({ sameOrigin: true });
    expect(led('https://portal.example/a?user=1')).toEqual({
      sameOrigin: false,
      redirectedTo: 'https://portal.example/a',
    });
  });

  it('a page is one by its content', () => {
    const html = headers({ 'content-type': 'text/html' });
    const plain = headers({ 'content-type': 'text/plain' });
    expect(isPage(html, '{"id":1}')).toBe(false);
    expect(isPage(html, '\uFEFF [1]')).toBe(false);
    expect(isPage(html, 'Saved')).toBe(false);
    expect(isPage(html, ' <p>Saved</p>')).toBe(true);
    expect(isPage(html, '')).toBe(false);
    expect(isPage(plain, ' <!DOCTYPE html>')).toBe(true);
    expect(isPage(plain, '<html>')).toBe(true);
    expect(isPage(plain, 'Saved')).toBe(false);
  });

  it('a word that is not an outcome decides nothing', () => {
    expect(outcomeOf('wait')).toBe('wait');
    expect(outcomeOf(undefined)).toBeUndefined();
    for (const word of ['ok', true, 200, Promise.resolve('wait')])
      expect(() => outcomeOf(word)).toThrow(TypeError);
  });
});
