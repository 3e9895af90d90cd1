import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
// Under Trusted Types its webpack cannot load chunks, and has no option for it.
import 'synchrone/whole';
import 'synchrone/ui/styles.css';
import { Patients } from './patients';

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Patients />
  </StrictMode>,
);
