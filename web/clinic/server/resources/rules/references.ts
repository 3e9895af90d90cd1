import { refused } from '../../http/api-error.ts';
import type { ResourceTable, RuleContext } from '../resource.ts';

/**
 * The record named by `field` must exist in this company and not be deleted. Looked at only when the reference is
 * new: an old record stays editable after what it points to was deleted.
 * @throws ApiError 422 UNKNOWN_REFERENCE
 */
export function mustExist(field: string, table: ResourceTable) {
  return async ({ trx, before, after }: RuleContext): Promise<void> => {
    const id = after[field];
    if (typeof id !== 'string' || before?.[field] === id) return;
    const found = await trx
      .selectFrom(table)
      .select('id')
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    if (found === undefined) throw refused('UNKNOWN_REFERENCE', { details: { field, id } });
  };
}
