import { AppointmentForm } from '../booking/AppointmentForm.tsx';
import { ConsentForm } from '../consents/ConsentForm.tsx';
import { DemoDrawer } from '../demo/DemoDrawer.tsx';
import { PatientForm } from '../patients/PatientForm.tsx';
import { PractitionerForm } from '../practitioners/PractitionerForm.tsx';
import { RecordForm } from '../records/RecordForm.tsx';
import { SignOutDialog } from '../session/SignOutDialog.tsx';
import type { Dialog } from './dialogs.tsx';
import { ShortcutsDialog } from '../keyboard/ShortcutsDialog.tsx';

/** The window that is open over the page. */
export function OpenWindow({ dialog }: { dialog: Dialog }) {
  switch (dialog.kind) {
    case 'confirm': // a question, never a window of its own
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
    case 'shortcuts':
      return <ShortcutsDialog />;
    case 'sign-out':
      return <SignOutDialog />;
    case 'demo':
      return <DemoDrawer />;
  }
}
