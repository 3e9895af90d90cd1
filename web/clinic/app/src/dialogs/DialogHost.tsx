import { Suspense, useEffect } from 'react';
import { part } from '../app/parts.ts';
import { useDialogs, useIsWindowOpen, useWindows } from './dialogs.tsx';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import classes from './DialogHost.module.css';
import { QuestionDialog } from './QuestionDialog.tsx';

const OpenWindow = part(async () => (await import('../app/seldom.ts')).OpenWindow);

/** Seen where the network is slow, or went away before the page was complete. */
function WindowLoads() {
  const { states } = useMessages();
  return (
    <p role="status" className={classes.loads}>
      {states.loading}
    </p>
  );
}

/** Renders the window that is open over the page, and the question over it. */
export function DialogHost() {
  const { current, question } = useWindows();
  const { returnFocus } = useDialogs();
  const isOpen = useIsWindowOpen();
  useEffect(() => (isOpen ? returnFocus : undefined), [isOpen, returnFocus]);
  return (
    <>
      <Suspense fallback={<WindowLoads />}>{current && <OpenWindow dialog={current} />}</Suspense>
      {question && <QuestionDialog question={question} />}
    </>
  );
}
