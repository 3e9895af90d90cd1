import { sql } from 'kysely';
import { ApiError } from '../../http/api-error.ts';
import type { Fields, RuleContext } from '../resource.ts';

/**
 * Two patients with the same name (without case and accents) and the same day of birth are most likely one person.
 * The caller can say that they are not: `confirm_duplicate: true` in the body.
 * @throws ApiError 409 DUPLICATE_PATIENT on a create, 422 on a change (409 there would mean a lost update);
 * `details.existing` holds the other's id.
 */
export async function patientMustBeNew({
  trx,
  session,
  before,
  after,
  confirmDuplicate,
}: RuleContext): Promise<void> {
  const birthDate = after['birth_date'];
  if (confirmDuplicate || typeof birthDate !== 'string') return;
  if (before !== null && before.deleted_at === null && identityOf(before) === identityOf(after))
    return;
  const identity = `${session.companyId}\n${identityOf(after)}`;
  // Two receptions that register the same person at the same moment wait for each other here.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${identity}, 2))`.execute(trx);
  const existing = await trx
    .selectFrom('patients')
    .select('id')
    .where('company_id', '=', session.companyId)
    .where('birth_date', '=', birthDate)
    .where(
      sql<boolean>`sort_name = clinic_fold(${`${String(after['last_name'])} ${String(after['first_name'])}`})`,
    )
    .where('deleted_at', 'is', null)
    .where('id', '!=', before?.id ?? '00000000-0000-0000-0000-000000000000')
    .executeTakeFirst();
  if (existing === undefined) return;
  throw new ApiError(before === null ? 409 : 422, 'DUPLICATE_PATIENT', {
    details: { existing: existing.id },
  });
}

function identityOf(patient: Fields): string {
  const name = `${String(patient['last_name'])} ${String(patient['first_name'])}`;
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return `${plain}\n${String(patient['birth_date'])}`;
}
