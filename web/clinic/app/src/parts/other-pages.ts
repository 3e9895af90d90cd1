/** The pages beside the agenda: one file of the build. */
import './late.css';
export { AttentionPage } from '../attention/AttentionPage.tsx';
export { SyncPage } from '../attention/SyncPage.tsx';
export { PatientsPage } from '../patients/PatientsPage.tsx';
export { PractitionersPage } from '../practitioners/PractitionersPage.tsx';
export { WaitingPage } from '../waiting/WaitingPage.tsx';
