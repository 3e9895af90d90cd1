import type { LayerName } from './names.ts';
import { router } from './router.tsx';
import { rtkQuery } from './rtk_query.tsx';
import type { Layer } from './shared.tsx';
import { swr } from './swr.tsx';
import { tanstackQuery } from './tanstack_query.tsx';
import { zustand } from './zustand.tsx';

/** The application of each layer. */
export const applications: { readonly [name in LayerName]: Layer } = {
  ...{ query: tanstackQuery, rtk: rtkQuery, swr, zustand, router },
};
