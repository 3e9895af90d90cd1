import { useHotkeys } from '@mantine/hooks';
import { IconArrowBackUp } from '../icons/icons.tsx';
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { leavesFocus } from '../keyboard/focus.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import classes from './UndoNotice.module.css';
import { usePreferences } from '../session/preferences.ts';
import { setUndoSeconds, undo, undoStore } from './undo.ts';

/** Says what was just done, and takes it back by a click or Ctrl+Z, for as long as nothing has left. */
export function UndoNotice() {
  const newest = useSyncExternalStore(undoStore.subscribe, undoStore.getNewest);
  const { undoSeconds } = usePreferences();
  useEffect(() => setUndoSeconds(undoSeconds), [undoSeconds]);
  useHotkeys([['mod+Z', undo]]);
  return (
    <div className={classes.place} role="status">
      {newest && (
        <div className={classes.notice} key={newest.mutationIds.join()}>
          <span className={classes.done}>{newest.done}</span>
          <UndoButton />
        </div>
      )}
    </div>
  );
}

function UndoButton() {
  const { undo: words } = useMessages();
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => leavesFocus(button.current), []);
  return (
    <button
      ref={button}
      type="button"
      className={classes.button}
      aria-keyshortcuts="Control+Z"
      onClick={undo}
    >
      <IconArrowBackUp size={16} aria-hidden="true" />
      {words.undo}
    </button>
  );
}
