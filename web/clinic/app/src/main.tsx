import './app/mantine.css';
import 'synchrone/ui/styles.css';
import './app/clinic.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { configure, ready, SyncMutationError } from 'synchrone/streaming';
import { App, loadWorkplace } from './app/App.tsx';
import { keepShellAtLast } from './app/keepShell.ts';
import { showUnreachable } from './app/unreachable.ts';
import { initialLanguage, loadLanguage } from './i18n/language.ts';
import { session } from './session/session.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root".');

/** The module, the words, and what the remembered person needs, at the same time. */
async function start(root: HTMLElement): Promise<void> {
  if (session.askEarly()) void loadWorkplace().catch(() => undefined);
  // What seals comes with the module.
  configure({ encryption: { key: null } });
  await Promise.all([loadLanguage(initialLanguage()), ready().catch(mayGoOn)]);
  session.open();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  keepShellAtLast();
}

/** What blocks the module says so on the page (7.2); a file that has not come is asked for again by a reload. */
function mayGoOn(error: unknown): void {
  if (error instanceof SyncMutationError && error.code === 'WASM_BLOCKED') return;
  throw error;
}

start(root).catch(() => showUnreachable(root));
