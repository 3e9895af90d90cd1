import { sql, type Kysely, type Transaction } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { demoCompanyId } from '../people/session.ts';
import { clinicTimeZone } from '../limits.ts';
import type { ResourceTable } from '../resources/resource.ts';
import { makeAppointments, makeConsents, makeRecords } from './care.ts';
import { ensureDemoCompany, linkDemoDoctor } from './company.ts';
import { makePatients, makePractitioners, type SeedRow } from './people.ts';
import { Random } from './random.ts';

const seedNumber = 20_241_109;
const patientCount = 400;

/**
 * Fills an empty database with the demonstration's clinic, in one transaction: either all of it or nothing.
 * A database that holds any company is left alone.
 * @param now the appointments lie four weeks around this moment; everything else is the same every time.
 */
export async function seedIfEmpty(database: Database, now: Date): Promise<void> {
  await database.owner.transaction().execute(async (trx) => {
    // Instances that start together wait for the one that fills the database, however long it takes.
    await sql`SELECT set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true)`.execute(
      trx,
    );
    await sql`LOCK TABLE companies IN SHARE ROW EXCLUSIVE MODE`.execute(trx);
    const company = await trx.selectFrom('companies').select('id').limit(1).executeTakeFirst();
    if (company === undefined) await seed(trx, now);
  });
}

/**
 * Ends the visits of the days before `now` that no person has ended: those who were there have left, of the others most
 * have come, as those in the seed. A demonstration that is kept has its past days done like any clinic.
 */
export async function endPastVisits(owner: Kysely<Tables>, now: Date): Promise<void> {
  await sql`
    UPDATE appointments
       SET status = CASE WHEN status IN ('arrived', 'in_care') OR draw < 92 THEN 'completed'
                         WHEN draw < 96 THEN 'no_show' ELSE 'cancelled' END,
           left_at = CASE WHEN status IN ('arrived', 'in_care') THEN greatest(ends_at, arrived_at, seen_at) END
      FROM (SELECT id AS drawn, ('x' || left(md5(id::text), 4))::bit(16)::int % 100 AS draw FROM appointments) AS lots
     WHERE id = drawn AND company_id = ${demoCompanyId} AND deleted_at IS NULL
       AND status IN ('scheduled', 'confirmed', 'arrived', 'in_care')
       AND ends_at < date_trunc('day', ${now}::timestamptz, ${clinicTimeZone})`.execute(owner);
}

async function seed(trx: Transaction<Tables>, now: Date): Promise<void> {
  await ensureDemoCompany(trx);
  const random = new Random(seedNumber);
  const today = clinicDay(now);
  const practitioners = makePractitioners(
    random,
    new Date(today.getTime() - 2000 * 86_400_000).toISOString(),
  );
  const patients = makePatients(random, patientCount, practitioners, today);
  const appointments = makeAppointments(random, patients, practitioners, today, clinicMinute(now));
  await insert(
    trx,
    'practitioners',
    practitioners.map(({ row }) => row),
  );
  await linkDemoDoctor(trx);
  await insert(trx, 'patients', patients);
  await insert(
    trx,
    'appointments',
    appointments.map(({ row }) => row),
  );
  await insert(trx, 'medical_records', makeRecords(random, appointments, practitioners));
  await insert(trx, 'consents', makeConsents(random, patients));
}

/** All rows in one statement; the columns are those of the first row. */
async function insert(
  trx: Transaction<Tables>,
  table: ResourceTable,
  rows: readonly SeedRow[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = sql.join(['company_id', ...Object.keys(first)].map((column) => sql.ref(column)));
  const records = JSON.stringify(rows.map((row) => ({ company_id: demoCompanyId, ...row })));
  await sql`INSERT INTO ${sql.table(table)} (${columns})
            SELECT ${columns} FROM jsonb_populate_recordset(null::${sql.table(table)}, ${records}::jsonb)`.execute(
    trx,
  );
}

/** The clinic's calendar day as midnight UTC. */
function clinicDay(now: Date): Date {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: clinicTimeZone }).format(now);
  return new Date(`${parts}T00:00:00Z`);
}

/** Minutes after midnight on the clinic's clock. */
function clinicMinute(now: Date): number {
  const clock = { timeZone: clinicTimeZone, timeStyle: 'short', hourCycle: 'h23' } as const;
  const [hours, minutes] = new Intl.DateTimeFormat('en-GB', clock).format(now).split(':');
  return Number(hours) * 60 + Number(minutes);
}
