import { readFileSync } from 'node:fs';
import createModule, { type Engine } from 'synchrone-module';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { en } from '../../web/src/client/base/messages/en.js';
import { BrowserHost } from '../../web/src/host/browser_host.js';
import { Configuration } from '../../web/src/client/engine/configuration.js';
import { FakePage } from './support/fake_page.js';

const typings = new URL('../../wasm/synchrone_module.d.ts', import.meta.url);
const source = ts.createSourceFile(
  'module.d.ts',
  readFileSync(typings, 'utf8'),
  ts.ScriptTarget.Latest,
  true,
);

/** Methods of an interface of the hand-written typings, with how many parameters each has. */
function methodsOf(name: string): Map<string, number> {
  const found = source.statements
    .filter(ts.isInterfaceDeclaration)
    .find((statement) => statement.name.text === name);
  const methods = [...(found?.members ?? [])].filter(ts.isMethodSignature);
  return new Map(methods.map((method) => [method.name.getText(source), method.parameters.length]));
}

function fakeHost(page = new FakePage()): BrowserHost {
  const configuration = new Configuration(
    () => page.origin(),
    () => [],
  );
  return new BrowserHost(page, () => configuration.wireSettings(() => null));
}

function newEngine(): Engine {
  return createModule({ host: fakeHost().ports });
}

/** How many arguments the module takes for a method. */
function argumentCount(engine: Engine, method: string): unknown {
  const bound = (engine as unknown as Record<string, unknown>)[method];
  return typeof bound === 'function' ? bound.length : undefined;
}

describe('what crosses', () => {
  const started = (): Engine => {
    const engine = newEngine();
    engine.start(JSON.stringify({ tab: 'boundary', origin: '', online: false, origins: [] }));
    return engine;
  };
  const enqueued = (engine: Engine, data: object): string =>
    engine.enqueue(0, '/patients', String(Math.random()), `${JSON.stringify(data)}\n`, '').slice(1);

  it.each([
    '',
    'x'.repeat(5_000),
    'é',
    `${'x'.repeat(5_000)}é`,
    `é${'x'.repeat(5_000)}`,
    '😀Žß'.repeat(999),
  ])('text is the same on both sides', (text) => {
    const engine = started();
    const entry = JSON.parse(engine.entry(enqueued(engine, { text }))) as { data: unknown };
    expect(entry.data).toEqual({ text });
  });

  it('events come out some at once, each once and in order, the snapshot last', () => {
    const engine = started();
    engine.takeEvents();
    const ids = Array.from({ length: 600 }, (_, n) => enqueued(engine, { n }));
    const takes: { type: string; id?: string }[][] = [];
    do takes.push(JSON.parse(engine.takeEvents()) as { type: string }[]);
    while (takes.at(-1)?.length === 256);
    const events = takes.flat();
    expect(takes.length).toBe(3);
    expect(events.filter(({ type }) => type === 'queued').map(({ id }) => id)).toEqual(ids);
    expect(events.filter(({ type }) => type === 'snapshot')).toEqual([events.at(-1)]);
    expect(engine.takeEvents()).toBe('');
  });
});

describe('the hand-written typings and the built module', () => {
  it('have the same methods on the engine', () => {
    const engine = newEngine();
    const own = Object.keys(engine).filter((name) => argumentCount(engine, name) !== undefined);
    expect(own.sort()).toEqual([...methodsOf('Engine').keys()].sort());
  });

  it('agree on the number of parameters', () => {
    const engine = newEngine();
    for (const [method, parameters] of methodsOf('Engine')) {
      expect([method, argumentCount(engine, method)]).toEqual([method, parameters]);
    }
  });

  it('every port of the host is there with that many parameters', () => {
    const host = fakeHost().ports as unknown as Record<string, (...args: unknown[]) => unknown>;
    for (const [method, parameters] of methodsOf('ModuleHost'))
      expect([method, host[method]?.length]).toEqual([method, parameters]);
  });

  it('a refused command answers with code and sentence', () => {
    const engine = newEngine();
    expect(engine.start('{}')).toMatch(/^!\{"code":"INVALID_ARGUMENT","message":".+"\}$/);
    expect(
      engine.start(
        JSON.stringify({ tab: 'tab1', origin: 'https://clinic.example', online: false }),
      ),
    ).toBe('');
    expect(engine.enqueue(2, '/api/v1/patients', 'p1', '\n', '')).toMatch(/^\+./);
    expect(engine.enqueue(1, 'patients', 'p1', '{}\n', '')).toMatch(
      /^!\{"code":"INVALID_ENDPOINT"/,
    );
  });

  it('a refused command has a sentence only where the client has none of its own', () => {
    const engine = newEngine();
    engine.start(JSON.stringify({ tab: 'tab1', origin: '', online: false }));
    expect(engine.enqueue(1, 'patients', 'p1', '{}\n', '')).toBe(
      '!{"code":"INVALID_ENDPOINT","message":""}',
    );
    const batch = { batch: { endpoint: '/batch', maxEntries: 1 } };
    expect(engine.configureEndpoint('/api/v1/patients', JSON.stringify(batch))).toContain(
      'a whole number from 2 to 1000',
    );
    const names = new URL('../../core/base/status.cc', import.meta.url);
    const codes = readFileSync(names, 'utf8').matchAll(/return "([A-Z_]+)"/g);
    const unsaid = [...codes].map(([, code = '']) => code).filter((code) => !(code in en));
    // No command answers with these: they are about what is stored.
    const ofStorage = ['DAMAGED_RECORD', 'NEWER_FORMAT', 'STORAGE_UNREADABLE'];
    expect(unsaid.sort()).toEqual([...ofStorage, 'OK', 'UNKNOWN'].sort());
  });

  it('text crosses unharmed in both directions', () => {
    const engine = newEngine();
    engine.start(JSON.stringify({ tab: 'tab1', origin: '', online: false }));
    const record = {
      id: 'p1',
      name: 'Zoë 😀 \u2028 "quoted" \\ \u0000 \ud7ff',
      deep: [[{ a: null, b: 1.5e-7, c: true }]],
    };
    const id = engine
      .enqueue(0, '/api/v1/patients', 'p1', `${JSON.stringify(record)}\n`, '')
      .slice(1);
    expect((JSON.parse(engine.entry(id)) as { data: unknown }).data).toEqual(record);
    expect(JSON.parse(engine.views('/api/v1/patients'))).toMatchObject([
      { entity: 'p1', state: 'present', record },
    ]);
  });

  it('records that are read many at once are those that were written, beside a damaged one too', () => {
    const [page, count] = [new FakePage(), 600];
    const start = (tab: string, host = fakeHost(page)): Engine => {
      const engine = createModule({ host: host.ports });
      engine.start(JSON.stringify({ tab, origin: '', online: false }));
      return engine;
    };
    const host = fakeHost(page);
    const first = start('tab1', host);
    for (let i = 0; i < count; i += 1) {
      const text = `{"id":"p${i}","name":"Zoë 😀"}\n`;
      host.ports.holding(text, () => first.enqueue(0, '/api/v1/patients', `p${i}`, text, ''));
    }
    const storage = page.storage();
    if (!storage) throw new Error('The page has no storage.');
    const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '');
    const key = keys.filter((one) => one.includes(':m:'))[count / 2] ?? '';
    const damaged = `${storage.getItem(key) ?? ''}\x1e\x1e`;
    storage.setItem(key, damaged);
    const entries = JSON.parse(start('tab2').entries('pending')) as { data: { name: string } }[];
    expect(entries).toHaveLength(count - 1);
    expect(new Set(entries.map(({ data }) => data.name))).toEqual(new Set(['Zoë 😀']));
    expect(storage.getItem(key)).toBeNull();
    expect(storage.getItem(`synchrone:1:quarantine:${key}`)).toBe(damaged);
  });

  it('text with a NUL crosses whole, also long text, and nothing else is text', () => {
    const engine = newEngine();
    engine.start(JSON.stringify({ tab: 'tab1', origin: '', online: false }));
    for (const id of ['\0', 'a\0b', '\0\0é', `${'😀'.repeat(50)}\0z`, 'x'.repeat(20)]) {
      const reply = engine.enqueue(0, '/api/v1/patients', id, '{}\n', JSON.stringify({ id }));
      expect(reply.slice(1)).toBe(id);
      expect(JSON.parse(engine.entry(id))).toMatchObject({ id, entity: id });
    }
    expect(() => engine.resolveId(7 as unknown as string)).toThrow(TypeError);
  });
});
