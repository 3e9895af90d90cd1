/** What opens over a page, and pages of settings: one file of the build. */
import './late.css';
export { OwnAccountPage } from '../account/OwnAccountPage.tsx';
export { DayPanel } from '../agenda/DayPanel.tsx';
export { DisplayMenu } from '../agenda/DisplayMenu.tsx';
export { PractitionerMenu } from '../agenda/PractitionerMenu.tsx';
export { ParkedPieces } from '../attention/ParkedPieces.tsx';
export { WaitingChanges } from '../attention/WaitingChanges.tsx';
export { OpenWindow } from '../dialogs/OpenWindow.tsx';
export { QuestionDialog } from '../dialogs/QuestionDialog.tsx';
export { AppMenu } from '../frame/AppMenu.tsx';
export { CommandPalette } from '../keyboard/CommandPalette.tsx';
export { AccountsPage } from '../management/AccountsPage.tsx';
export { ClinicPage } from '../management/ClinicPage.tsx';
export { AuditPage } from '../management/AuditPage.tsx';
