import { createContext, useContext, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { MutationEntry } from 'synchrone/streaming';
import type {
  Appointment,
  Consent,
  MedicalRecord,
  Patient,
  Practitioner,
} from '../clinic/types.ts';
import { sealedDraft } from '../session/sealed-text.ts';
import { session } from '../session/session.ts';
import { usePerson } from '../session/useSession.ts';
import { focusBack, focusedOnPage } from '../keyboard/focus.ts';
import { keepTyped, takeTyped } from '../forms/typed-text.ts';

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
  /** Whether anything lies over the page. A page that asks at a key is not drawn again when a window opens. */
  isOpen(): boolean;
  /** After the last window: the focus goes back to where it was before the first one. */
  returnFocus(): void;
  /** Takes the question away; the window below stays. */
  dismiss(): void;
  /** A form says how to read what is typed in it; null: nothing that is not saved. @returns stop */
  watch(typed: () => object | null): () => void;
  /** A form says that what is typed in it has changed: it survives a reload of the page, sealed. */
  typed(): void;
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
  const [open] = useState(() => new OpenWindows(id));
  const windows = useSyncExternalStore(open.subscribe, open.getState);
  return (
    <DialogsContext value={open}>
      <WindowsContext value={windows}>{children}</WindowsContext>
    </DialogsContext>
  );
}

/** How long typing has to pause before it is sealed, in milliseconds. */
const settleMs = 150;

class OpenWindows implements Dialogs {
  private state: Windows;
  private settling: ReturnType<typeof setTimeout> | undefined;
  /** A form of before the reload: it is being read, or it waits until the window that was opened meanwhile is closed. */
  private before: Dialog | 'reading' | null = null;
  private readonly listeners = new Set<() => void>();
  /** What had the focus before the first window. */
  private focused: Element | null = null;
  private typedText: () => object | null = () => null;

  constructor(private readonly personId: string) {
    this.state = { current: takeTyped(personId), question: null };
    if (this.state.current === null && sealedDraft.has(personId)) void this.reopen();
  }

  private async reopen(): Promise<void> {
    this.before = 'reading';
    const form = await sealedDraft.open(this.personId, session.sealingKeys(this.personId));
    this.before = form as Dialog | null;
    if (this.state.current === null) this.show(this.state);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getState = (): Windows => this.state;

  open = (dialog: Dialog): void => {
    if (dialog.kind !== 'confirm') {
      this.leaveFor(dialog);
      return;
    }
    const losesText = dialog.includesForm !== true && this.typedText() !== null;
    this.show({ ...this.state, question: { ...dialog, losesText } });
  };

  close = (): void => this.show({ current: null, question: null });

  leave = (then?: () => void): void => this.leaveFor(null, then);

  isOpen = (): boolean => this.state.current !== null || this.state.question !== null;

  returnFocus = (): void => focusBack(this.focused);

  dismiss = (): void => this.show({ ...this.state, question: null });

  watch = (typed: () => object | null): (() => void) => {
    this.typedText = typed;
    const { current } = this.state;
    return () => {
      this.typedText = () => null;
      // Still open: the form goes because its person does, not because it was closed.
      const text = this.state.current === current ? typed() : null;
      if (text !== null && current !== null)
        keepTyped(this.personId, { ...current, typed: text } as Dialog);
    };
  };

  typed = (): void => {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      const { current } = this.state;
      const text = this.typedText();
      if (current === null || this.before !== null) return;
      if (text === null) sealedDraft.drop(this.personId);
      else
        void sealedDraft.keep(this.personId, session.sealingKeys(this.personId), {
          ...current,
          typed: text,
        });
    }, settleMs);
  };

  private leaveFor(next: Dialog | null, then?: () => void): void {
    const go = (): void => {
      this.show({ current: next, question: null });
      then?.();
    };
    if (this.typedText() === null) go();
    else this.show({ ...this.state, question: { kind: 'unsaved', onDiscard: go } });
  }

  private show(state: Windows): void {
    if (state.current !== this.state.current && this.state.current !== null) {
      clearTimeout(this.settling);
      if (this.before === null) sealedDraft.drop(this.personId);
    }
    const { before } = this;
    if (!this.isOpen()) this.focused = focusedOnPage();
    const isFree = state.current === null && before !== null && before !== 'reading';
    if (isFree) this.before = null;
    this.state = isFree ? { ...state, current: before } : state;
    for (const listener of this.listeners) listener();
  }
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
