import { Suspense, useEffect } from 'react';
import { part } from '../parts/parts.ts';
import { useDialogs, useWindows } from './dialogs.tsx';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import classes from './DialogHost.module.css';

const OpenWindow = part(async () => (await import('../parts/seldom.ts')).OpenWindow);
const QuestionDialog = part(async () => (await import('../parts/seldom.ts')).QuestionDialog);

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
  const isOpen = current !== null || question !== null;
  useEffect(() => (isOpen ? returnFocus : undefined), [isOpen, returnFocus]);
  return (
    <>
      <Suspense fallback={<WindowLoads />}>{current && <OpenWindow dialog={current} />}</Suspense>
      <Suspense fallback={<WindowLoads />}>
        {question && <QuestionDialog question={question} />}
      </Suspense>
    </>
  );
}
