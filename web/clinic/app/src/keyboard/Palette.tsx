import { Suspense, useState, useSyncExternalStore } from 'react';
import { part } from '../parts/parts.ts';
import { paletteStore, usePaletteKeys } from './palette.ts';

const CommandPalette = part(async () => (await import('../parts/seldom.ts')).CommandPalette);

const isOpen = (): boolean => paletteStore.getState().opened;

/** The command palette, from the first time that it is asked for. */
export function Palette() {
  const opened = useSyncExternalStore(paletteStore.subscribe, isOpen);
  const [needed, setNeeded] = useState(false);
  if (opened && !needed) setNeeded(true);
  usePaletteKeys();
  return (
    needed && (
      <Suspense>
        <CommandPalette />
      </Suspense>
    )
  );
}
