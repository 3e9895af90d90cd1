import type { ReactNode } from 'react';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { BottomNavigation } from './BottomNavigation.tsx';
import { Palette } from '../keyboard/Palette.tsx';
import classes from './Shell.module.css';
import { OldListsNotice } from './OldListsNotice.tsx';
import { OtherClockNotice } from './OtherClockNotice.tsx';
import { Sidebar } from './Sidebar.tsx';
import { UndoNotice } from '../undo/UndoNotice.tsx';
import { useGlobalShortcuts } from '../keyboard/useGlobalShortcuts.ts';

/** The frame around every page: navigation at the side, on a phone below. */
export function Shell({ children }: { children: ReactNode }) {
  const messages = useMessages();
  useGlobalShortcuts();
  return (
    <div className={classes.shell}>
      <a className="clinic-skip" href="#content">
        {messages.skipToContent}
      </a>
      <Sidebar />
      <main id="content" className={classes.content} tabIndex={-1}>
        <OldListsNotice />
        <OtherClockNotice />
        {children}
      </main>
      <BottomNavigation />
      <Palette />
      <UndoNotice />
    </div>
  );
}
