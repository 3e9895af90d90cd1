import { createContext, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import type { MutationEntry } from 'synchrone';
import type {
  Appointment,
  Consent,
  MedicalRecord,
  Patient,
  Practitioner,
} from '../clinic/types.ts';
import { usePerson } from '../session/useSession.ts';
import { keepTyped, takeTyped } from './typed-text.ts';

/** What a form starts from: a record to edit, or values for a new one. */
export interface FormStart<Row> {
  /** The record to edit; absent for a new one. */
  record?: Row | undefined;
  /** Values for a new record. */
  draft?: Partial<Row> | undefined;
  /** A refused change to correct: saving sends it again with the corrected data. */
  correcting?: MutationEntry | undefined;
  /** What the person had typed before the session ended under it: the form's own values. */
  typed?: object | undefined;
}

/** A question before something is removed or made final. It lies over the form from which it was asked. */
export interface Confirmation {
  title: string;
  text: string;
  /** What the question is about, under its text. */
  details?: ReactNode;
  /** The word on the button. */
  action: string;
  /** The word on the other button; "Annuler" when absent. */
  keep?: string | undefined;
  /** The button removes something: red. Default true. */
  removes?: boolean;
  /** What is typed in the form below is part of the action. Otherwise the question says that it is lost. */
  includesForm?: boolean;
  /** Closes the form as well. */
  onConfirm(): void;
}

/** A form over the page. */
type FormDialogKind =
  | ({ kind: 'patient' } & FormStart<Patient>)
  | ({ kind: 'appointment' } & FormStart<Appointment>)
  | ({ kind: 'practitioner' } & FormStart<Practitioner>)
  | ({ kind: 'record'; patientId: string } & FormStart<MedicalRecord>)
  | ({ kind: 'consent'; patientId: string } & FormStart<Consent>);

/** A window that can be open over the page. */
export type Dialog =
  | FormDialogKind
  | ({ kind: 'confirm' } & Confirmation)
  | { kind: 'shortcuts' }
  | { kind: 'sign-out' }
  | { kind: 'demo' };

/** The question that lies over a window, or over the page. */
export type Question =
  ({ kind: 'confirm'; losesText: boolean } & Confirmation) | { kind: 'unsaved'; onDiscard(): void };

/** Opens one window at a time, from any page, the palette or a shortcut. The functions never change. */
export interface Dialogs {
  /** Opens a window in the place of another. Text that is typed there is not thrown away without a question. */
  open(dialog: Dialog): void;
  /** Closes the window: what is typed has been saved. */
  close(): void;
  /** Closes the window, after a question when text is typed there, and does `then`. */
  leave(then?: () => void): void;
  /** Takes the question away; the window below stays. */
  dismiss(): void;
  /** A form says how to read what is typed in it; null: nothing that is not saved. @returns stop */
  watch(typed: () => object | null): () => void;
}

interface Windows {
  readonly current: Dialog | null;
  readonly question: Question | null;
}

const DialogsContext = createContext<Dialogs | null>(null);
const WindowsContext = createContext<Windows>({ current: null, question: null });

/** Holds which windows are open. Where a person's session ended over typed text, that form is open again. */
export function DialogsProvider({ children }: { children: ReactNode }) {
  const { id } = usePerson();
  const [windows, setWindows] = useState<Windows>(() => ({
    current: takeTyped(id),
    question: null,
  }));
  const latest = useRef(windows);
  const dialogs = useMemo(() => dialogsOf(id, latest, setWindows), [id]);
  return (
    <DialogsContext value={dialogs}>
      <WindowsContext value={windows}>{children}</WindowsContext>
    </DialogsContext>
  );
}

function dialogsOf(
  personId: string,
  latest: { current: Windows },
  render: (windows: Windows) => void,
): Dialogs {
  let typedNow: () => object | null = () => null;
  const show = (windows: Windows): void => {
    latest.current = windows;
    render(windows);
  };
  const ask = (question: Question): void => show({ ...latest.current, question });
  const leaveFor = (next: Dialog | null, then?: () => void): void => {
    const go = (): void => {
      show({ current: next, question: null });
      then?.();
    };
    if (typedNow() === null) go();
    else ask({ kind: 'unsaved', onDiscard: go });
  };
  return {
    open: (dialog) => {
      if (dialog.kind === 'confirm')
        ask({ ...dialog, losesText: dialog.includesForm !== true && typedNow() !== null });
      else leaveFor(dialog);
    },
    close: () => show({ current: null, question: null }),
    leave: (then) => leaveFor(null, then),
    dismiss: () => show({ ...latest.current, question: null }),
    watch: (typed) => {
      typedNow = typed;
      const dialog = latest.current.current;
      return () => {
        typedNow = () => null;
        // Still open: the form goes because its person does, not because it was closed.
        const text = latest.current.current === dialog ? typed() : null;
        if (text !== null && dialog !== null)
          keepTyped(personId, { ...dialog, typed: text } as Dialog);
      };
    },
  };
}

/** Opens and closes the windows over the page. */
export function useDialogs(): Dialogs {
  const dialogs = useContext(DialogsContext);
  if (dialogs === null) throw new Error('useDialogs needs a DialogsProvider above it.');
  return dialogs;
}

/** The window that is open now, and the question over it. */
export function useWindows(): Windows {
  return useContext(WindowsContext);
}

/** Whether anything lies over the page. */
export function useIsWindowOpen(): boolean {
  const { current, question } = useWindows();
  return current !== null || question !== null;
}
