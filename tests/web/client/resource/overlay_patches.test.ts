import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyRecord, OverlayOptions, RowOverlay } from '../../../../web/src/types/index.js';
import type { FakePage } from '../../support/fake_page.js';
import { openPage, PATIENTS } from '../../support/open_page.js';
import {
  ok,
  refusal,
  type ScriptedAnswer,
  type SentRequest,
} from '../../support/scripted_server.js';

const city = fc.constantFrom('Lyon', 'Paris');
/** What the page, its server and the owner of a list may do. */
const steps = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.record({ do: fc.constant('create' as const), city }) },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('update' as const), at: fc.nat(5), city }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), at: fc.nat(5) }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('read' as const), began: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reread' as const) }) },
  ),
  { maxLength: 24 },
);

const belongs = (row: AnyRecord): boolean => row['city'] === 'Lyon';
const options: readonly OverlayOptions[] = [{}, { belongs }, { place: 'start' }];

/** An overlay that goes through the whole list each time. */
function thorough(overlay: RowOverlay): RowOverlay {
  Object.defineProperty(overlay, 'patched', { value: () => undefined });
  return overlay;
}

/** The server's answer to a change that it takes. */
function saved({ method, url, body }: SentRequest): ScriptedAnswer {
  if (method === 'DELETE') return { status: 204 };
  const id = method === 'POST' ? `s${(made += 1)}` : url.split('/').at(-1);
  return ok({ ...(body as AnyRecord), id, version: 2 });
}
let made = 0;

/** What waits for an answer has one; what leaves then waits again. */
async function answer(page: FakePage): Promise<void> {
  page.server.release();
  await page.settle();
  page.server.holding = true;
}

describe('2.8: an overlay that replaces what has changed', () => {
  it('shows what one shows that goes through the whole list', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (given) => {
        const { page, client } = openPage();
        let refuses = false;
        page.server.holding = true;
        page.server.onPrefix(PATIENTS, (request) =>
          refuses ? refusal(422, 'RULE') : saved(request),
        );
        client.start();
        await page.settle();
        let list: AnyRecord[] = [1, 2, 3, 4].map((n) => ({
          id: `p${n}`,
          city: n % 2 ? 'Lyon' : 'Paris',
          version: 1,
        }));
        let readBegan: number | undefined;
        const quick = options.map(() => client.rows.overlay(PATIENTS));
        const whole = options.map(() => thorough(client.rows.overlay(PATIENTS)));
        const compare = (): void => {
          options.forEach((one, index) => {
            const all = { ...one, readBegan };
            const seen = quick[index]?.apply(list, all);
            expect(seen).toEqual(whole[index]?.apply(list, all));
          });
        };
        const calls = client.mutations(PATIENTS);
        const idAt = (at: number): string => String(list[at % list.length]?.['id']);
        let last = '';
        compare();
        for (const step of given) {
          page.browser.now += 1;
          if (step.do === 'create') {
            last = String(calls.create({ city: step.city }).record['id']);
          } else if (step.do === 'update')
            calls.update(step.at === 5 && last ? last : idAt(step.at), {
              city: step.city,
              n: page.now(),
            });
          else if (step.do === 'delete') calls.delete(step.at === 5 && last ? last : idAt(step.at));
          else if (step.do === 'read') {
            list = list.map((row) => ({ ...row }));
            readBegan = step.began ? page.now() : undefined;
          } else if (step.do === 'reread') page.browser.now += 31_000;
          else {
            refuses = step.do === 'refuse';
            await answer(page);
          }
          compare();
        }
        page.end();
      }),
      { numRuns: process.env['SYNCHRONE_LONG'] ? 2_000 : 150 },
    );
  });
});
