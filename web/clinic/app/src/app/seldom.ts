/** What opens over a page, and pages of settings: one file of the build. */
export { OwnAccountPage } from '../account/OwnAccountPage.tsx';
export { DayPicker } from '../agenda/DayPicker.tsx';
export { ParkedPieces } from '../attention/ParkedPieces.tsx';
export { AccountsPage } from '../management/AccountsPage.tsx';
export { AuditPage } from '../management/AuditPage.tsx';
export { OpenWindow } from '../dialogs/OpenWindow.tsx';
