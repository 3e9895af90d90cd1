import { AppointmentForm } from '../agenda/AppointmentForm.tsx';
import { ConsentForm } from '../consents/ConsentForm.tsx';
import { DemoDrawer } from '../demo/DemoDrawer.tsx';
import { PatientForm } from '../patients/PatientForm.tsx';
import { PractitionerForm } from '../practitioners/PractitionerForm.tsx';
import { RecordForm } from '../records/RecordForm.tsx';
import { SignOutDialog } from '../session/SignOutDialog.tsx';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { useCurrentDialog } from './dialogs.tsx';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';

/** Renders the window that is open over the page. */
export function DialogHost() {
  const dialog = useCurrentDialog();
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'patient':
      return <PatientForm {...dialog} />;
    case 'appointment':
      return <AppointmentForm {...dialog} />;
    case 'practitioner':
      return <PractitionerForm {...dialog} />;
    case 'record':
      return <RecordForm {...dialog} />;
    case 'consent':
      return <ConsentForm {...dialog} />;
    case 'confirm':
      return <ConfirmDialog {...dialog} />;
    case 'shortcuts':
      return <ShortcutsDialog />;
    case 'sign-out':
      return <SignOutDialog />;
    case 'demo':
      return <DemoDrawer />;
  }
}
