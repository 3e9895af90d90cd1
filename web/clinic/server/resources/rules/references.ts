import { refused } from '../../http/api-error.ts';
import type { ResourceTable, RuleContext } from '../resource.ts';

/**
 * The record named by `field` must exist in this company and not be deleted. Looked at only when the reference is
 * new or the record comes back: an old one stays editable after what it points to was deleted.
 * @throws ApiError 422 UNKNOWN_REFERENCE
 */
export function mustExist(field: string, table: ResourceTable) {
  return async ({ trx, session, before, after }: RuleContext): Promise<void> => {
    const id = after[field];
    const isOld = before !== null && before.deleted_at === null && before[field] === id;
    if (typeof id !== 'string' || isOld) return;
    const found = await trx
      .selectFrom(table)
      .select('id')
      .where('company_id', '=', session.companyId)
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    if (found === undefined) throw refused('UNKNOWN_REFERENCE', { details: { field, id } });
  };
}
