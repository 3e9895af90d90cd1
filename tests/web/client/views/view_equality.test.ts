import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ViewText } from 'synchrone-module';
import type { SyncMutationError } from '../../../../web/src/types/errors.js';
import type { TestClient } from '../../support/test_client.js';
import { PATIENTS, type OpenPage, openPage } from '../../support/open_page.js';
import {
  ok,
  refusal,
  type ScriptedAnswer,
  type SentRequest,
} from '../../support/scripted_server.js';

/** What both sides say of every record with something queued. */
function bothSides(client: TestClient): { core: object; client: object } {
  const texts = client['connection'].ask(
    (engine) => JSON.parse(engine.views(PATIENTS)) as ViewText[],
    [],
  );
  const core = texts.map(({ entity, state, record, edits, confirmed, syncState }) => [
    entity,
    { state, record: edits ? { ...confirmed, ...edits } : record, confirmed, syncState },
  ]);
  const { pendingViews } = client['resources'].of(PATIENTS);
  const views = [...pendingViews.entries()].map(([id, { edited: _, ...view }]) => [id, view]);
  return { core: Object.fromEntries(core), client: Object.fromEntries(views) };
}

function expectEqual(client: TestClient): void {
  const sides = bothSides(client);
  expect(sides.client).toEqual(sides.core);
}

const ids = ['p1', 'p2', 'new-1', 'new-2'];
const anyId = fc.constantFrom(...ids);
const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constant(undefined),
  fc.date({ noInvalidDate: true }),
  fc.double(),
);
const anyChanges = fc.dictionary(
  fc.constantFrom('first_name', 'notes', 'tags', 'born', '__proto__'),
  anyValue,
  { minKeys: 1, maxKeys: 3 },
);

/** One thing that a person, the network or the server does. */
const anyStep = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('update' as const),
      id: anyId,
      data: anyChanges,
      known: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('create' as const),
      id: fc.constantFrom('new-1', 'new-2'),
      data: anyChanges,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('delete' as const), id: anyId, known: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      status: fc.constantFrom(200, 204, 400, 404, 409, 412, 500, 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      how: fc.constantFrom('retry', 'discard', 'keepOffline', 'mine', 'server'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('online' as const), online: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('read' as const), id: anyId, data: anyChanges }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(0, 2500, 60_000),
    }),
  },
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** The server answers by the status that the last 'answer' step chose. */
function scriptServer({ page }: OpenPage, status: () => number): void {
  const answer = (request: SentRequest): ScriptedAnswer => {
    const chosen = status();
    if (chosen === 0) return 'network-error';
    if (chosen === 204) return { status: 204 };
    if (chosen >= 400)
      return refusal(chosen, 'NO', 'no', {
        current: { id: 'p1', first_name: 'server', version: 9 },
      });
    return ok({ ...(request.body as object), server: true });
  };
  for (const id of ids)
    for (const method of ['PATCH', 'DELETE', 'GET'])
      page.server.on(`${method} ${PATIENTS}/${id}`, answer);
  page.server
    .on(`POST ${PATIENTS}`, answer)
    .on(`HEAD ${PATIENTS}`, () => (status() === 0 ? 'network-error' : { status: 200 }));
}

/** What needs a record that was made without saying its id cannot be sent (3.5a). */
function exceptForWantOfAName(error: SyncMutationError): void {
  if (error.code !== 'NOT_ALLOWED_NOW') throw error;
}

async function decide(client: TestClient, how: string): Promise<void> {
  const parked = client.queue.getAll().find((entry) => entry.status === 'error');
  if (!parked) return;
  const { queue } = client;
  if (how === 'retry') await queue.retry(parked.id).catch(exceptForWantOfAName);
  else if (how === 'discard') await queue.discard(parked.id);
  else if (how === 'keepOffline') await queue.keepOffline(parked.id).catch(() => undefined);
  else await queue.resolveConflict(parked.id, how as 'mine' | 'server').catch(() => undefined);
}

describe('law of the state (1): view = confirmed ⊕ pending', () => {
  it('the spread of the client and the fold of the core are equal after every step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 25 }), async (steps) => {
        let status = 200;
        const open = openPage();
        scriptServer(open, () => status);
        const { page, client } = open;
        const store = client.resource(PATIENTS);
        store.setConfirmed([{ id: 'p1', first_name: 'Jean', version: 1 }]);
        const calls = client.mutations(PATIENTS);
        const run = async (step: Step): Promise<void> => {
          switch (step.do) {
            case 'create':
              calls.create({ ...step.data, id: step.id });
              break;
            case 'update':
              calls.update(
                step.id,
                step.data,
                step.known ? { previousState: { id: step.id, notes: 'known' } } : {},
              );
              break;
            case 'delete':
              calls.delete(
                step.id,
                step.known ? { previousState: { id: step.id, notes: 'known' } } : {},
              );
              break;
            case 'answer':
              status = step.status;
              break;
            case 'decide':
              await decide(client, step.how);
              break;
            case 'online':
              page.goOnline(step.online);
              break;
            case 'read':
              client['connection'].observe(PATIENTS, [
                { entity: step.id, record: { ...step.data, id: step.id } },
              ]);
              break;
            case 'wait':
              await page.advance(step.ms);
              break;
          }
        };
        for (const step of steps) {
          await run(step);
          expectEqual(client);
          await page.settle();
          expectEqual(client);
        }
        page.end();
      }),
      { numRuns: process.env['SYNCHRONE_LONG'] ? 5000 : 150 },
    );
  }, 600_000);
});
