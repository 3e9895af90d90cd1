import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import 'synchrone/ui/styles.css';
import { Patients } from './patients';

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <Patients />
  </StrictMode>,
);
