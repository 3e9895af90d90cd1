import { expect, it } from 'vitest';
import { overBudget, readBudget } from '../../toolchains/size/budget.mjs';
import { measureRooms, measureUses } from '../../toolchains/size/measure.mjs';

it('ships no more than its budget, and nothing where nothing is used', async () => {
  const [uses, rooms] = await Promise.all([measureUses(), measureRooms()]);
  // After a change that is worth its bytes: npm run size -- --accept
  expect(overBudget(readBudget(), uses, rooms)).toEqual([]);
  expect(uses['synchrone: nothing']?.raw).toBe(0);
});
