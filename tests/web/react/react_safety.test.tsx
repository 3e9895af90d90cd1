// @vitest-environment jsdom
import { act, cleanup, fireEvent, render } from '@testing-library/react';
import {
  Suspense,
  startTransition,
  useContext,
  useEffect,
  useLayoutEffect,
  useState,
  version,
  type ReactElement,
  type ReactNode,
} from 'react';
import { version as domVersion } from 'react-dom';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useSyncMutation, type SyncMutation } from 'synchrone';
import { probe, renderCounted } from './support/render.js';
import {
  existingContext,
  mount,
  names,
  patientsEndpoint,
  subjects,
  syncedContext,
  type Subject,
} from './support/subjects.js';
import { TestPage } from './support/test_page.js';

const unhandled: unknown[] = [];
const note = (reason: unknown): void => {
  unhandled.push(reason);
};

beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});

afterEach(() => {
  cleanup();
  process.off('unhandledRejection', note);
});

function open(): TestPage {
  const page = new TestPage();
  page.api.lists[patientsEndpoint] = [{ id: 'p1', last_name: 'Martin' }];
  return page;
}

it('2.7: these suites run with the major version of React that they are meant for', () => {
  const major = process.env['REACT_MAJOR'] ?? '19';
  expect([version.split('.')[0], domVersion.split('.')[0]]).toEqual([major, major]);
});

describe('2.7: StrictMode', () => {
  it.each(subjects)('with %s, each call is queued and sent once', async (_, subject) => {
    const page = open();
    const on = await mount(page, subject(page));
    on.during((hook) => hook.create({ last_name: 'Dupont' }));
    expect(names(on.rows)).toEqual(['Martin', 'Dupont']);
    await page.settle();
    expect([page.api.writes.length, page.queue.getPendingCount()]).toEqual([1, 1]);
  });

  it('no effect sends: mounting, updating and unmounting make no request and no entry', async () => {
    const page = open();
    const on = await mount(page, syncedContext(page));
    on.unmount();
    await page.settle();
    expect([page.api.writes, page.queue.getAll()]).toEqual([[], []]);
  });
});

describe('2.7: unmount during a pending mutation', () => {
  /** The seed's QuickPatientModal: gone as soon as it has submitted. */
  function withModal(subject: Subject): ReactElement {
    const Modal = ({ onClose }: { onClose: () => void }): ReactNode => {
      const { create } = useSyncMutation(useContext(subject.Context), patientsEndpoint);
      const submit = (): void => {
        void create({ last_name: 'Dupont' });
        onClose();
      };
      return (
        <button type="button" onClick={submit}>
          Ajouter
        </button>
      );
    };
    const List = (): ReactNode =>
      useContext(subject.Context).patients.map((row) => (
        <p key={String(row['id'])}>{String(row['last_name'])}</p>
      ));
    const App = (): ReactNode => {
      const [isOpen, setOpen] = useState(true);
      return (
        <subject.Provider>
          <List />
          {isOpen && <Modal onClose={() => setOpen(false)} />}
        </subject.Provider>
      );
    };
    return <App />;
  }

  it.each(subjects.filter(([name]) => name !== 'an adapter with setItems'))(
    'with %s, the change goes on and is confirmed in the list',
    async (_, subject) => {
      const page = open();
      const { queryByText, getByText } = renderCounted(withModal(subject(page)));
      await page.settle();
      fireEvent.click(getByText('Ajouter'));
      expect([queryByText('Ajouter'), queryByText('Dupont')?.textContent]).toEqual([
        null,
        'Dupont',
      ]);
      await page.settle();
      page.api.last.answer(201, { id: 's1', last_name: 'DUPONT' });
      await page.settle();
      expect([queryByText('Dupont'), queryByText('DUPONT')?.textContent]).toEqual([null, 'DUPONT']);
    },
  );

  it.each(subjects.filter(([name]) => name !== 'an adapter with setItems'))(
    'with %s, a refusal rolls the list back and is kept for a person',
    async (_, subject) => {
      const page = open();
      const { queryByText, getByText } = renderCounted(withModal(subject(page)));
      await page.settle();
      fireEvent.click(getByText('Ajouter'));
      await page.settle();
      page.api.last.answer(422, { message: 'non' });
      await page.settle();
      expect(queryByText('Dupont')).toBeNull();
      expect(page.queue.getAll()).toMatchObject([
        { status: 'error', data: { last_name: 'Dupont' } },
      ]);
    },
  );

  it('of the whole application throws nothing and loses nothing', async () => {
    const page = open();
    const on = await mount(page, existingContext(page));
    on.during((hook) => hook.mutate('p1', { last_name: 'Durand' }));
    on.unmount();
    await page.settle();
    page.api.last.answer(200, { id: 'p1', last_name: 'DURAND' });
    await page.settle();
    expect(page.queue.getAll()).toMatchObject([{ status: 'synced' }]);
  });
});

describe('2.3: no promise ever causes unhandledrejection', () => {
  it('where refused, withdrawn, wrong and discarded calls are not awaited', async () => {
    const page = open();
    const on = await mount(page, syncedContext(page));
    on.during((hook) => {
      hook.create({ last_name: 'Dupont' });
      hook.mutate('', {});
      hook.delete('p1');
    });
    await page.settle();
    for (const write of page.api.writes) write.answer(422, { message: 'non' });
    await page.settle();
    await act(async () => {
      void page.queue.discard(page.queue.getAll()[0]?.id ?? '');
      void page.queue.retry('unknown');
      void on.hook.failure?.retry();
    });
    await page.settle();
    const throwing = probe(() =>
      useSyncMutation({ createConsent: () => Promise.reject(new Error('no')) }, '/api/v1/consents'),
    );
    render(<throwing.Probe />);
    act(() => {
      throwing.handle.current.create({});
    });
    await page.settle();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect(unhandled).toEqual([]);
  });
});

describe('2.7: the hook in React', () => {
  it('gives the same functions in every render', async () => {
    const page = open();
    const on = await mount(page, existingContext(page));
    const before = on.hook;
    on.during((hook) => hook.create({ last_name: 'Dupont' }));
    await page.settle();
    const { create, mutate, delete: remove, clearError } = on.hook;
    expect(on.hook.isPending).not.toBe(before.isPending);
    expect([create, mutate, remove, clearError]).toEqual([
      before.create,
      before.mutate,
      before.delete,
      before.clearError,
    ]);
  });

  it('gives the same object until something changes', async () => {
    const page = open();
    const seen = new Set<SyncMutation>();
    const { Probe } = probe(() => {
      const [count, setCount] = useState(0);
      useEffect(() => {
        if (count < 3) setCount(count + 1);
      }, [count]);
      seen.add(useSyncMutation(null, patientsEndpoint));
    });
    renderCounted(<Probe />, false);
    await page.settle();
    expect(seen.size).toBe(1);
  });

  it('works from a layout effect, an effect, a transition and a timer', async () => {
    const page = open();
    const subject = syncedContext(page);
    const Caller = (): ReactNode => {
      const { create } = useSyncMutation(useContext(subject.Context), patientsEndpoint);
      useLayoutEffect(() => {
        create({ id: 'layout', last_name: 'layout' });
      }, [create]);
      useEffect(() => {
        create({ id: 'effect', last_name: 'effect' });
        startTransition(() => {
          create({ id: 'transition', last_name: 'transition' });
        });
        queueMicrotask(() => {
          create({ id: 'later', last_name: 'later' });
        });
      }, [create]);
      return null;
    };
    const List = (): ReactNode =>
      useContext(subject.Context)
        .patients.map((row) => String(row['last_name']))
        .join(' ');
    const { container } = renderCounted(
      <subject.Provider>
        <List />
        <Caller />
      </subject.Provider>,
      false,
    );
    await page.settle();
    expect(container.textContent.split(' ').toSorted()).toEqual([
      'Martin',
      'effect',
      'later',
      'layout',
      'transition',
    ]);
  });

  it('follows an endpoint that changes', async () => {
    const page = open();
    const { Probe, handle } = probe(() => {
      const [endpoint, setEndpoint] = useState(patientsEndpoint);
      return {
        setEndpoint,
        hook: useSyncMutation(
          { createPatient: () => undefined, createConsent: () => undefined },
          endpoint,
        ),
      };
    });
    render(<Probe />);
    act(() => {
      handle.current.hook.create({ last_name: 'Dupont' });
    });
    await page.settle();
    expect(handle.current.hook.isPending).toBe(true);
    act(() => handle.current.setEndpoint('/api/v1/consents'));
    expect(handle.current.hook.isPending).toBe(false);
    act(() => {
      handle.current.hook.create({ kind: 'x' });
    });
    await page.settle();
    expect(page.api.last.path).toBe('/api/v1/consents');
  });

  it('a context value of a render that was given up gets no calls', async () => {
    const page = open();
    const seen: string[] = [];
    const never = new Promise<void>(() => undefined);
    const contextOf = (name: string): object => ({
      createPatient: () => {
        seen.push(name);
      },
    });
    const { Probe, handle } = probe(() => {
      const [name, setName] = useState('shown');
      const hook = useSyncMutation(contextOf(name), patientsEndpoint);
      // What suspends a render in every version of React.
      if (name === 'suspended') throw never;
      return { setName, hook };
    });
    render(
      <Suspense>
        <Probe />
      </Suspense>,
    );
    await act(async () => startTransition(() => handle.current.setName('suspended')));
    act(() => {
      handle.current.hook.create({ last_name: 'Dupont' });
    });
    expect(seen).toEqual(['shown']);
    await page.settle();
  });
});
