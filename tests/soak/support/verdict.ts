import type {} from '../page/main.tsx';
import type { Clinic } from './clinic.ts';
import type { Known, Ledger } from './ledger.ts';
import type { Workstation } from './workstation.ts';

/** What every page must hold at the end, compared with the database. */
const tables = {
  practitioners: 'practitioners',
  patients: 'patients',
  appointments: 'appointments',
  'medical-records': 'medical_records',
  consents: 'consents',
} as const;

interface Audited {
  key: string;
  /** The deletion of a patient cancels appointments under the same key. */
  row: string;
  user_id: string;
  times: number;
}

/**
 * Every accepted change is in the database once, or waits for a person with a reason, or was given
 * up by one, or ended with a page whose memory alone had it and which said so (5.4); no work is
 * under another's name; every page shows what the database holds.
 *
 * @returns what is not so
 */
export async function breaches(
  clinic: Clinic,
  stations: readonly Workstation[],
  ledger: Ledger,
  known: ReadonlyMap<string, Known>,
): Promise<string[]> {
  const audited = await clinic.query<Audited>(`
    SELECT idempotency_key AS key, resource || '/' || row_id AS row,
           min(user_id) AS user_id, count(*)::int AS times
      FROM audit WHERE idempotency_key IS NOT NULL GROUP BY 1, 2`);
  const found: string[] = audited
    .filter(({ times }) => times > 1)
    .map(({ key, row, times }) => `applied ${times} times to ${row}: ${key}`);
  const byStart = new Map<string, Audited[]>();
  for (const one of audited) {
    const start = one.key.slice(0, one.key.lastIndexOf('-') + 1);
    byStart.set(start, [...(byStart.get(start) ?? []), one]);
  }
  for (const { mutation, at, key, userId, operation } of ledger.accepted) {
    const applied = byStart.get(key) ?? [];
    const wrong = applied.find((one) => one.user_id !== userId);
    if (wrong) found.push(`${mutation} of ${userId} is under the name of ${wrong.user_id}`);
    if (operation === 'create' && applied.length > 1) found.push(`${mutation} was created twice`);
    const entry = known.get(mutation);
    const isKept = entry?.status === 'error' && (entry.error?.code ?? entry.kind) !== undefined;
    const heard = ledger.heard.get(mutation);
    const isGivenUp = entry?.status === 'rolled-back' || heard?.has('rolled-back');
    const isSynced = entry?.status === 'synced' || heard?.has('synced');
    // An edit may have changed nothing, and what is to be deleted may be gone.
    const isDone = applied.length > 0 || (isSynced && operation !== 'create');
    const isEnded = ledger.inMemory.has(mutation);
    if (!isDone && !isKept && !isGivenUp && !isEnded) {
      const status = entry?.status ?? 'unknown to every page';
      const said = [...(heard ?? [])].join(', ') || 'nothing';
      found.push(`${mutation} (${operation}) of ${at} is lost: ${status}; pages said: ${said}`);
    }
  }
  for (const station of stations) found.push(...(await staleRows(clinic, station)));
  return found;
}

async function staleRows(clinic: Clinic, station: Workstation): Promise<string[]> {
  const found: string[] = [];
  for (const [resource, table] of Object.entries(tables)) {
    const stored = await clinic.query<{ id: string; version: number }>(
      `SELECT id::text, version FROM ${table} WHERE deleted_at IS NULL`,
    );
    const expected = new Map(stored.map(({ id, version }) => [id, version]));
    for (const [index, page] of station.pages.entries()) {
      const rows = await page.evaluate((name) => window.soak.rows(name), resource);
      const shown = new Map(rows.map((row) => [String(row['id']), row['version']]));
      const missing = [...expected.keys()].filter((id) => !shown.has(id));
      const extra = [...shown.keys()].filter((id) => !expected.has(id));
      const old = [...expected].filter(([id, v]) => shown.has(id) && shown.get(id) !== v);
      if (missing.length + extra.length + old.length === 0 && rows.length === shown.size) continue;
      found.push(
        `${station.name}, tab ${index + 1}, ${resource}: ${missing.length} missing,` +
          ` ${extra.length} too many, ${old.length} old, of ${expected.size}`,
      );
    }
  }
  return found;
}
