import { sql, type Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { hashPassword } from '../people/passwords.ts';
import { demoCompanyId, demoSession, type Role } from '../people/session.ts';

/** Makes sure that the demonstration's company and people exist; changes nothing when they do. */
export async function ensureDemoCompany(db: Kysely<Tables>): Promise<void> {
  await db
    .insertInto('companies')
    .values({ id: demoCompanyId, name: 'Clinique des Tilleuls' })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db
    .insertInto('users')
    .values({
      id: demoSession.userId,
      company_id: demoCompanyId,
      email: 'demo@clinic-123.example',
      name: demoSession.name,
      role: demoSession.role,
      password_hash: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await addDemoPeople(db);
}

/** The password of the demonstration's people. It is public: this company holds no real data. */
export const demoPassword = 'synchrone';

/** People who can sign in to the demonstration, one per role. */
const demoPeople: ReadonlyArray<readonly [Role, string, string]> = [
  ['admin', 'direction', 'Nadia Ferrand'],
  ['doctor', 'medecin', 'Dr Hélène Marchetti'],
  ['nurse', 'infirmerie', 'Lucas Morvan'],
  ['reception', 'accueil', 'Élise Garnier'],
];

/** Who can sign in to the demonstration, and with what. */
export const demoSignIns = demoPeople.map(([role, word, name]) => ({
  name,
  role,
  email: `${word}@clinic-123.example`,
  password: demoPassword,
}));

async function addDemoPeople(db: Kysely<Tables>): Promise<void> {
  const emails = demoSignIns.map(({ email }) => email);
  const known = await db.selectFrom('users').select('email').where('email', 'in', emails).execute();
  if (known.length === emails.length) return;
  const password_hash = await hashPassword(demoPassword);
  const rows = demoSignIns.map(({ name, role, email }) => ({
    company_id: demoCompanyId,
    email,
    name,
    role,
    password_hash,
  }));
  await db
    .insertInto('users')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The demonstration's doctor is a practitioner, who signs documents; changes nothing when they are one already. */
export async function linkDemoDoctor(db: Kysely<Tables>): Promise<void> {
  await sql`UPDATE users SET practitioner_id = practitioner.id
    FROM practitioners AS practitioner
   WHERE practitioner.company_id = users.company_id AND practitioner.deleted_at IS NULL
     AND practitioner.email = 'helene.marchetti@clinic-123.example'
     AND users.email = 'medecin@clinic-123.example' AND users.practitioner_id IS NULL`.execute(db);
}

/**
 * For a server that is not a demonstration.
 * @throws an Error with one sentence when an account of the demonstration can still sign in.
 */
export async function refuseDemoAccounts(db: Kysely<Tables>): Promise<void> {
  const emails = demoSignIns.map(({ email }) => email);
  const found = await db
    .selectFrom('users')
    .select('id')
    .where('email', 'in', emails)
    .where('active', '=', true)
    .limit(1)
    .executeTakeFirst();
  if (found === undefined) return;
  throw new Error(
    'This database holds accounts of the demonstration, whose password is public: use another database, or set CLINIC_DEMO=on.',
  );
}
