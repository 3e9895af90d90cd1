import type { MutationEntry } from '../types/index.js';
import type { ChangeDescriber } from './types.js';

/** One field of a conflict, each version in words. */
export interface ConflictRow {
  /** The field's name in the record. */
  field: string;
  /** The field's name for people. */
  label: string;
  /** The confirmed value that the change was made on. */
  base: string;
  /** The value of the person's change. */
  mine: string;
  /** The value that the server holds. */
  server: string;
  /** My change touches it, and the server's version says something else: one of the two is kept. */
  isChoice: boolean;
}

/** The changed fields: first those that both sides changed, which need a decision. */
export function conflictRows(entry: MutationEntry, describer: ChangeDescriber): ConflictRow[] {
  const base = entry.conflict?.base ?? {};
  const mine = { ...base, ...entry.conflict?.mine };
  const server = entry.conflict?.server ?? {};
  const fields = new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(server)]);
  const rows = [...fields].flatMap((field): ConflictRow[] => {
    const label = describer.fieldLabel(entry, field);
    if (label === null) return [];
    const words = (version: Record<string, unknown>) =>
      describer.fieldValue(entry, field, version[field]);
    const isMine = Object.hasOwn(entry.conflict?.mine ?? {}, field);
    const versions = { base: words(base), mine: words(mine), server: words(server) };
    const isChoice = isMine && versions.mine !== versions.server;
    const row = { field, label, ...versions, isChoice };
    return row.mine === row.base && row.server === row.base ? [] : [row];
  });
  return rows.sort((a, b) => Number(isContested(b)) - Number(isContested(a)));
}

function isContested(row: ConflictRow): boolean {
  return row.mine !== row.base && row.server !== row.base && row.mine !== row.server;
}

/** Which version of a field is kept, by its name. */
export type FieldChoices = Readonly<Record<string, 'mine' | 'server'>>;

/** What is sent where some of my fields are kept and others are given up; null: none is kept. */
export function keptFields(
  entry: MutationEntry,
  choices: FieldChoices,
): Record<string, unknown> | null {
  const kept = Object.entries(entry.conflict?.mine ?? {}).filter(
    ([field]) => choices[field] !== 'server',
  );
  return kept.length === 0 ? null : Object.fromEntries(kept);
}
