import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { demoCompanyId, demoSession } from '../people/session.ts';

/** Makes sure that the demonstration's company and user exist; changes nothing when they do. */
export async function ensureDemoCompany(db: Kysely<Tables>): Promise<void> {
  await db
    .insertInto('companies')
    .values({ id: demoCompanyId, name: 'Maison de santé des Brotteaux' })
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
}
