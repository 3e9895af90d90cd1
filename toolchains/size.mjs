// npm run size: what an application ships of the built package (`npm run build`), and where the bytes
// go. Fails where more than the budget is used, and names what grew; or where a document says another size.
//   --accept   makes what is measured the budget (toolchains/size/budget.json)

import { table, grouped } from '../tests/bench/support/table.mjs';
import { acceptSizes, overBudget, readBudget } from './size/budget.mjs';
import { measureRooms, measureUses } from './size/measure.mjs';
import { wrongSizes } from './size/stated_sizes.mjs';
import { runCommand } from './support/say.mjs';

await runCommand(async () => {
  const [uses, rooms] = await Promise.all([measureUses(), measureRooms()]);
  if (process.argv.includes('--accept')) acceptSizes(uses, rooms);
  const budget = readBudget();
  const useRows = Object.entries(uses).map(([name, { raw, gzip, brotli }]) => [
    name,
    ...[raw, gzip, brotli, budget.brotli[name] ?? 0].map(grouped),
  ]);
  const head = ['used', 'minified', 'gzip 9', 'brotli 11', 'budget'];
  console.log(table('What an application ships, in bytes', head, useRows));
  const roomRows = Object.entries(rooms)
    .sort(([, a], [, b]) => b - a)
    .map(([room, bytes]) => [room, grouped(bytes)]);
  console.log(table('Where they come from, minified', ['room', 'bytes'], roomRows));
  const over = [...overBudget(budget, uses, rooms), ...wrongSizes(uses)];
  for (const line of over) console.error(line);
  return over.length > 0 ? 1 : 0;
});
