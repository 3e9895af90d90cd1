import type { MutationEntry } from '../types/index.js';

/** What is known of a change also when its contents are not: of which kind it is, and of what. */
export type ChangeOutline = Pick<MutationEntry, 'operation' | 'resource'>;

/** How the application puts its own records into words; the sync pieces know none of them. */
export interface ChangeDescriber {
  /** What was done: "Modification du patient". */
  what(entry: ChangeOutline): string;
  /** To whom or what it was done: "DUPONT Jean". Empty when nothing is known. */
  about(entry: MutationEntry): string;
  /** The name of a field for people; null for a technical one, which is then not shown. */
  fieldLabel(entry: MutationEntry, field: string): string | null;
  /** A value of that field for people; empty for nothing. */
  fieldValue(entry: MutationEntry, field: string, value: unknown): string;
}

/** What a person can decide about a parked change. */
export interface ChangeCommands {
  /** Sends it again; one of unknown outcome only where the server does not have it. */
  retry(entry: MutationEntry): void;
  /** Drops it; the record is shown as the server holds it. */
  discard(entry: MutationEntry): void;
  /** Shows it and sends it only when the person asks for it. */
  keepOffline(entry: MutationEntry): void;
  /** Decides a conflict. */
  resolve(entry: MutationEntry, choice: 'mine' | 'server'): void;
  /** Opens the comparison of a conflict. */
  compare(entry: MutationEntry): void;
  /** Opens the data of an entry for correction before it is sent again. */
  correct?: ((entry: MutationEntry) => void) | undefined;
  /** Whether `correct` has a form for this entry. */
  canCorrect?: ((entry: MutationEntry) => boolean) | undefined;
}
