import { getMutationQueue, syncActions } from 'synchrone';
import { AuditTrail } from 'synchrone/ui';

const queue = getMutationQueue();

export function correctBirthDate(id: string, birth_date: string): void {
  syncActions('/api/v1/patients').mutate(id, { birth_date }, { reason: 'typing error' });
}

/** JSON Lines: who, when, why, each attempt and each decision; no contents. */
export function download(): void {
  const file = new Blob([queue.exportAudit()], { type: 'application/jsonl' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = 'audit.jsonl';
  link.click();
  URL.revokeObjectURL(link.href);
}

/** @param keptElsewhere the `head` of the last call, kept on a server */
export function check(keptElsewhere?: string): string {
  const { ok, head, problems } = queue.verifyAudit(keptElsewhere);
  if (!ok) throw new Error(`The trail was changed: ${problems.map(({ fault }) => fault).join()}`);
  return head;
}

export const AuditPage = () => <AuditTrail />;
