import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import 'synchrone/ui/styles.css';
import './app/clinic.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { keepShell } from './app/keepShell.ts';
import { session } from './session/session.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root".');
session.open();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
keepShell();
