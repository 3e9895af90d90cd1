import type { MutationEntry } from '../types/index.js';
import type { ChangeDescriber } from './types.js';

/** One field of a conflict, each version in words. */
export interface ConflictRow {
  field: string;
  label: string;
  base: string;
  mine: string;
  server: string;
}

/** The fields that somebody changed: those that both changed first, for they are the real question. */
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
    const row = { field, label, base: words(base), mine: words(mine), server: words(server) };
    return row.mine === row.base && row.server === row.base ? [] : [row];
  });
  return rows.sort((a, b) => Number(isContested(b)) - Number(isContested(a)));
}

function isContested(row: ConflictRow): boolean {
  return row.mine !== row.base && row.server !== row.base && row.mine !== row.server;
}
