// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { useState, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { useSyncMutation, type AnyRecord, type SyncMutation } from 'synchrone';
import { patientsEndpoint } from '../support/subjects.js';
import { TestPage } from '../support/test_page.js';

afterEach(cleanup);

type Rows = readonly AnyRecord[];
type SetRows = (change: (rows: Rows) => Rows) => void;

const kRead: Rows = [
  { id: 'p1', name: 'Ana' },
  { id: 'p2', name: 'Luc' },
];

interface End {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: Error) => void;
}

/** A promise of a context's method, which a test settles, or never does. */
class Promised {
  readonly calls: string[] = [];
  private readonly ends: End[] = [];

  next(call: string): Promise<unknown> {
    this.calls.push(call);
    return new Promise((resolve, reject) => {
      this.ends.push({ resolve, reject });
    });
  }

  resolve(page: TestPage, value?: unknown): Promise<void> {
    return this.end(page, ({ resolve }) => resolve(value));
  }

  reject(page: TestPage): Promise<void> {
    return this.end(page, ({ reject }) => reject(new Error('full')));
  }

  private async end(page: TestPage, end: (one: End) => void): Promise<void> {
    const one = this.ends.shift();
    // React has shown what the context sets before the next task of the page.
    await act(async () => Promise.resolve(one && end(one)));
    await act(() => page.advance(100));
    await page.settle();
  }
}

/** Its methods show the change at once, and promise something. */
function eager(set: SetRows, promised: Promised) {
  return {
    createPatient: (data: AnyRecord) => {
      set((rows) => [...rows, data]);
      return promised.next('create');
    },
    updatePatient: (id: string, changes: AnyRecord) => {
      set((rows) => rows.map((row) => (row['id'] === id ? { ...row, ...changes } : row)));
      return promised.next(`update ${id}`);
    },
    deletePatient: (id: string) => {
      set((rows) => rows.filter((row) => row['id'] !== id));
      return promised.next(`delete ${id}`);
    },
  };
}

interface Opened {
  readonly page: TestPage;
  readonly rows: Rows;
  readonly error: string | null;
  readonly sent: unknown[];
  does(call: (hook: SyncMutation) => Promise<unknown>): Promise<void>;
  /** Longer than a promise is waited for. */
  later(): Promise<void>;
  refuse(): Promise<void>;
  unmount(): void;
}

function open(valueOf: (rows: Rows, set: SetRows) => unknown): Opened {
  const page = new TestPage();
  const seen: { rows: Rows; hook: SyncMutation | null } = { rows: [], hook: null };
  const App = (): ReactNode => {
    const [rows, setRows] = useState(kRead);
    seen.rows = rows;
    seen.hook = useSyncMutation(valueOf(rows, setRows), patientsEndpoint);
    return null;
  };
  const { unmount } = render(<App />);
  const hook = (): SyncMutation => {
    if (!seen.hook) throw new Error('nothing was rendered');
    return seen.hook;
  };
  return {
    page,
    unmount,
    get rows() {
      return seen.rows;
    },
    get error() {
      return hook().error;
    },
    get sent() {
      return page.api.writes.map(({ method, path, body }) =>
        [method, path.slice(patientsEndpoint.length), body].filter((part) => part !== ''),
      );
    },
    does: async (call) => {
      act(() => void call(hook()).catch(() => undefined));
      await page.settle();
    },
    later: async () => {
      await act(() => page.advance(3_000));
      await page.settle();
    },
    refuse: async () => {
      page.api.last.answer(422, { code: 'E', message: 'no' });
      await page.settle();
      await page.advance(100);
      await page.settle();
    },
  };
}

/** Contexts whose rows are reached by a setter, and by their methods alone. */
const kinds: readonly (readonly [string, (promised: Promised) => Opened])[] = [
  [
    'with a setter',
    (promised) =>
      open((patients, setPatients) => ({ patients, setPatients, ...eager(setPatients, promised) })),
  ],
  [
    'by its methods',
    (promised) => open((patients, set) => ({ patients, ...eager(set, promised) })),
  ],
];

describe.each(kinds)('2.5a: a promise that never settles, in a context %s', (_, opened) => {
  it('a refused create leaves the list', async () => {
    const app = opened(new Promised());
    await app.does((hook) => hook.create({ name: 'Eva' }));
    await app.later();
    await app.refuse();
    expect(app.rows).toEqual(kRead);
    expect(app.error).toBe('no');
  });

  it('a refused update shows what was there', async () => {
    const app = opened(new Promised());
    await app.does((hook) => hook.mutate('p1', { name: 'Anna' }));
    await app.later();
    await app.refuse();
    expect(app.rows).toEqual(kRead);
  });

  it('a refused delete brings the record back', async () => {
    const app = opened(new Promised());
    await app.does((hook) => hook.delete('p1', { previousState: { id: 'p1', name: 'Ana' } }));
    await app.later();
    await app.refuse();
    expect(app.rows.map(({ name }) => name).sort()).toEqual(['Ana', 'Luc']);
  });

  it('a confirmed create has the id of the server', async () => {
    const app = opened(new Promised());
    await app.does((hook) => hook.create({ name: 'Eva' }));
    await app.later();
    app.page.api.last.answer(201, { id: 's1', name: 'Eva' });
    await app.page.settle();
    await app.does((hook) => hook.mutate('s1', { name: 'Eve' }));
    expect(app.sent.at(-1)).toEqual(['PATCH', '/s1', { name: 'Eve' }]);
    expect(app.rows.map(({ name }) => name)).toEqual(['Ana', 'Luc', 'Eve']);
  });
});

describe.each(kinds)(
  '2.5a: a promise that settles after the verdict, in a context %s',
  (_, opened) => {
    it.each(['resolve', 'reject'] as const)('a refused update stays undone: %s', async (end) => {
      const promised = new Promised();
      const app = opened(promised);
      await app.does((hook) => hook.mutate('p1', { name: 'Anna' }));
      await app.later();
      await app.refuse();
      await promised[end](app.page);
      expect(app.rows).toEqual(kRead);
    });

    it('resolved twice, nothing more happens', async () => {
      const promised = new Promised();
      const app = opened(promised);
      await app.does((hook) => hook.create({ name: 'Eva' }));
      await app.later();
      await app.refuse();
      await promised.resolve(app.page, { id: 'own-1' });
      await promised.resolve(app.page, { id: 'own-2' });
      expect(app.rows).toEqual(kRead);
    });

    it('nothing breaks when the context is gone by then', async () => {
      const promised = new Promised();
      const app = opened(promised);
      await app.does((hook) => hook.create({ name: 'Eva' }));
      await app.later();
      app.unmount();
      app.page.api.last.answer(201, { id: 's1', name: 'Eva' });
      await app.page.settle();
      await promised.resolve(app.page, { id: 'own-1' });
      expect(app.page.queue.resolveId('own-1')).toBe('s1');
      expect(app.page.queue.getPendingCount()).toBe(0);
    });
  },
);

describe('2.5a: a context that changes its rows only when its promise settles', () => {
  const late = (promised: Promised): Opened =>
    open((patients, setPatients) => ({
      patients,
      setPatients,
      createPatient: async ({ id: _, ...data }: AnyRecord) => {
        await promised.next('create');
        const made = { ...data, id: 'own-1' };
        setPatients((rows) => [...rows, made]);
        return made;
      },
      deletePatient: async (id: string) => {
        await promised.next(`delete ${id}`);
        setPatients((rows) => rows.filter((row) => row['id'] !== id));
      },
    }));

  it('a refused create does not appear', async () => {
    const promised = new Promised();
    const app = late(promised);
    await app.does((hook) => hook.create({ name: 'Eva' }));
    await app.later();
    await app.refuse();
    await promised.resolve(app.page);
    expect(app.rows).toEqual(kRead);
  });

  it('a confirmed create is there once, under the id of the server', async () => {
    const promised = new Promised();
    const app = late(promised);
    await app.does((hook) => hook.create({ name: 'Eva' }));
    await app.later();
    app.page.api.last.answer(201, { id: 's1', name: 'Eva' });
    await app.page.settle();
    await promised.resolve(app.page);
    expect(app.rows).toEqual([...kRead, { id: 's1', name: 'Eva' }]);
    await app.does((hook) => hook.mutate('own-1', { name: 'Eve' }));
    expect(app.sent.at(-1)).toEqual(['PATCH', '/s1', { name: 'Eve' }]);
  });

  it('what was edited meanwhile is not undone', async () => {
    const promised = new Promised();
    const app = late(promised);
    await app.does((hook) => hook.create({ name: 'Eva' }));
    await app.later();
    app.page.api.last.answer(201, { id: 's1', name: 'Eva' });
    await app.page.settle();
    await app.does((hook) => hook.mutate('s1', { name: 'Eve' }));
    app.page.api.last.answer(200, { id: 's1', name: 'Eve' });
    await app.page.settle();
    await promised.resolve(app.page);
    expect(app.rows).toEqual([...kRead, { id: 's1', name: 'Eve' }]);
  });

  it('a refused delete keeps the record', async () => {
    const promised = new Promised();
    const app = late(promised);
    await app.does((hook) => hook.delete('p1'));
    await app.later();
    await app.refuse();
    await promised.resolve(app.page);
    expect(app.rows).toEqual(kRead);
  });
});

describe('L2 what people change while a promise of the context is open', () => {
  it.each(kinds)('another edit of the same record is sent, %s', async (_, opened) => {
    const app = opened(new Promised());
    await app.does((hook) => hook.mutate('p1', { name: 'Anna' }));
    await app.does((hook) => hook.mutate('p1', { phone: '5' }));
    await app.does((hook) => hook.mutate('p1', { name: 'Anne' }));
    await app.later();
    for (let n = 0; n < 3; n += 1) {
      app.page.api.last.answer(200, { id: 'p1', ...app.page.api.last.body });
      await app.page.settle();
    }
    expect(app.sent.map((one) => (one as unknown[])[2])).toEqual([
      { name: 'Anna' },
      { phone: '5' },
      { name: 'Anne' },
    ]);
    expect(app.rows[0]).toEqual({ id: 'p1', name: 'Anne', phone: '5' });
  });

  it('an edit back to a value of before is a change, once it is known that the context hands nothing on', async () => {
    const promised = new Promised();
    const app = open((patients, set) => ({ patients, ...eager(set, promised) }));
    await app.does((hook) => hook.mutate('p2', { name: 'Luca' }));
    await promised.resolve(app.page);
    for (const name of ['Anna', 'Anne', 'Anna'])
      await app.does((hook) => hook.mutate('p1', { name }));
    expect(app.page.queue.getPending().map(({ data }) => data)).toEqual([
      { name: 'Luca' },
      { name: 'Anna' },
      { name: 'Anne' },
      { name: 'Anna' },
    ]);
  });

  it('two creates alike are two, once it is known that the context hands nothing on', async () => {
    const promised = new Promised();
    const app = open((patients, set) => ({ patients, ...eager(set, promised) }));
    await app.does((hook) => hook.mutate('p2', { name: 'Luca' }));
    await promised.resolve(app.page);
    await app.does((hook) => hook.create({ name: 'Eva' }));
    await app.does((hook) => hook.create({ name: 'Eva' }));
    expect(app.page.queue.getPendingCount()).toBe(3);
  });

  it('the same create again after a refusal is another one', async () => {
    const app = open((patients, set) => ({ patients, ...eager(set, new Promised()) }));
    await app.does((hook) => hook.create({ name: 'Eva' }));
    await app.later();
    await app.refuse();
    await app.does((hook) => hook.create({ name: 'Eva' }));
    await app.later();
    expect(app.sent).toHaveLength(2);
  });
});

describe('2.5c: a query builder, which begins its request each time that it is awaited', () => {
  it.each(['create', 'update', 'delete'])('is awaited once by a %s', async (kind) => {
    let begun = 0;
    const builder = {
      then: (done: (value: unknown) => unknown) => {
        begun += 1;
        return Promise.resolve({}).then(done);
      },
    };
    const app = open((patients, setPatients) => ({
      patients,
      setPatients,
      createPatient: () => builder,
      updatePatient: () => builder,
      deletePatient: () => builder,
    }));
    await app.does((hook) =>
      kind === 'create'
        ? hook.create({ name: 'Eva' })
        : kind === 'update'
          ? hook.mutate('p1', { name: 'Anna' })
          : hook.delete('p1'),
    );
    await app.later();
    expect(begun).toBe(1);
  });

  it('one that throws when it is awaited takes the change back', async () => {
    const app = open((patients, setPatients) => ({
      patients,
      setPatients,
      updatePatient: () => ({
        then: () => {
          throw new Error('no connection');
        },
      }),
    }));
    await app.does((hook) => hook.mutate('p1', { name: 'Anna' }));
    await app.later();
    expect(app.page.queue.getPendingCount()).toBe(0);
    expect(app.sent).toEqual([]);
    expect(app.error).toContain('no connection');
  });
});
