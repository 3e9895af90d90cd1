import { useEffect } from 'react';
import { AppointmentForm } from '../agenda/AppointmentForm.tsx';
import { ConsentForm } from '../consents/ConsentForm.tsx';
import { DemoDrawer } from '../demo/DemoDrawer.tsx';
import { PatientForm } from '../patients/PatientForm.tsx';
import { PractitionerForm } from '../practitioners/PractitionerForm.tsx';
import { RecordForm } from '../records/RecordForm.tsx';
import { SignOutDialog } from '../session/SignOutDialog.tsx';
import { useDialogs, useIsWindowOpen, useWindows, type Dialog } from './dialogs.tsx';
import { QuestionDialog } from './QuestionDialog.tsx';
import { ShortcutsDialog } from '../keyboard/ShortcutsDialog.tsx';

/** Renders the window that is open over the page, and the question over it. */
export function DialogHost() {
  const { current, question } = useWindows();
  const { returnFocus } = useDialogs();
  const isOpen = useIsWindowOpen();
  useEffect(() => (isOpen ? returnFocus : undefined), [isOpen, returnFocus]);
  return (
    <>
      <OpenWindow dialog={current} />
      {question && <QuestionDialog question={question} />}
    </>
  );
}

function OpenWindow({ dialog }: { dialog: Dialog | null }) {
  switch (dialog?.kind) {
    case undefined:
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
