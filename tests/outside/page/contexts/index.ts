import type { ComponentType } from 'react';
import type { Client } from '../clients.ts';
import { Filtered } from './filtered.tsx';
import { FormB } from './form_b.tsx';
import { Memoised } from './memoised.tsx';
import { Own } from './own.tsx';
import { PlainContext } from './plain.tsx';
import { Query } from './query.tsx';
import { ReactRouter } from './react_router.tsx';
import { RtkQuery } from './rtk_query.tsx';
import { SendsByItself } from './sends_by_itself.tsx';
import { Swr } from './swr.tsx';
import { TwoPanels } from './two_panels.tsx';
import { Unmounting } from './unmounting.tsx';
import { Zustand } from './zustand.tsx';

export type Screen = ComponentType<{ client: Client }>;

/** Contexts as applications write them, by the name that the page is opened with. */
export const contexts = {
  own: Own,
  plain: PlainContext,
  memoised: Memoised,
  two: TwoPanels,
  sends: SendsByItself,
  form_b: FormB,
  filtered: Filtered,
  unmounting: Unmounting,
  query: Query,
  rtk_query: RtkQuery,
  swr: Swr,
  zustand: Zustand,
  react_router: ReactRouter,
} satisfies Record<string, Screen>;

export type ContextName = keyof typeof contexts;
