import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import type { MutationEntry } from 'synchrone';
import type {
  Appointment,
  Consent,
  MedicalRecord,
  Patient,
  Practitioner,
} from '../clinic/types.ts';

/** What a form starts from: a record to edit, or values for a new one. */
export interface FormStart<Row> {
  /** The record to edit; absent for a new one. */
  record?: Row | undefined;
  /** Values for a new record. */
  draft?: Partial<Row> | undefined;
  /** A refused change to correct: saving sends it again with the corrected data. */
  correcting?: MutationEntry | undefined;
}

/** A question before something is removed. */
export interface Confirmation {
  title: string;
  text: string;
  /** The word on the button. */
  action: string;
  /** The word on the other button; "Annuler" when absent. */
  keep?: string | undefined;
  onConfirm(): void;
}

/** The window that is open over the page. */
export type Dialog =
  | ({ kind: 'patient' } & FormStart<Patient>)
  | ({ kind: 'appointment' } & FormStart<Appointment>)
  | ({ kind: 'practitioner' } & FormStart<Practitioner>)
  | ({ kind: 'record'; patientId: string } & FormStart<MedicalRecord>)
  | ({ kind: 'consent'; patientId: string } & FormStart<Consent>)
  | ({ kind: 'confirm' } & Confirmation)
  | { kind: 'shortcuts' }
  | { kind: 'sign-out' }
  | { kind: 'demo' };

/** Opens one window at a time, from any page, the palette or a shortcut. Both functions never change. */
export interface Dialogs {
  open(dialog: Dialog): void;
  close(): void;
}

const DialogsContext = createContext<Dialogs | null>(null);
const CurrentDialogContext = createContext<Dialog | null>(null);

/** Holds which window is open. */
export function DialogsProvider({ children }: { children: ReactNode }) {
  const [current, setCurrent] = useState<Dialog | null>(null);
  const dialogs = useMemo<Dialogs>(() => ({ open: setCurrent, close: () => setCurrent(null) }), []);
  return (
    <DialogsContext value={dialogs}>
      <CurrentDialogContext value={current}>{children}</CurrentDialogContext>
    </DialogsContext>
  );
}

/** Opens and closes the windows over the page. */
export function useDialogs(): Dialogs {
  const dialogs = useContext(DialogsContext);
  if (dialogs === null) throw new Error('useDialogs needs a DialogsProvider above it.');
  return dialogs;
}

/** The window that is open now. */
export function useCurrentDialog(): Dialog | null {
  return useContext(CurrentDialogContext);
}
