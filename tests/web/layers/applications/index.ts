import { router } from './router.js';
import { rtkQuery } from './rtk_query.js';
import type { Layer } from './shared.js';
import { swr } from './swr.js';
import { tanstackQuery } from './tanstack_query.js';
import { zustand } from './zustand.js';

/** Every data layer that the cases run over. */
export const layers: readonly (readonly [string, Layer])[] = [
  ['TanStack Query', tanstackQuery],
  ['RTK Query', rtkQuery],
  ['SWR', swr],
  ['Zustand', zustand],
  ['a router', router],
];
