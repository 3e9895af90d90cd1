import type { ComponentType } from 'react';
import type { Client } from '../clients.ts';
import { Filtered } from './filtered.tsx';
import { FormB } from './form_b.tsx';
import { Memoised } from './memoised.tsx';
import { Own } from './own.tsx';
import { PlainContext } from './plain.tsx';
import { SendsByItself } from './sends_by_itself.tsx';
import { TwoPanels } from './two_panels.tsx';
import { Unmounting } from './unmounting.tsx';

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
} satisfies Record<string, Screen>;

export type ContextName = keyof typeof contexts;
