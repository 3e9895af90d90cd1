import type { MutationEntry } from 'synchrone/streaming';
import { formatMoment } from '../clinic/dates.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { detailsOf } from './refusal-details.ts';

/** Who has saved the other version of a record, and when. */
export function ConflictAuthor({ entry }: { entry: MutationEntry }) {
  const { attention } = useMessages();
  const { changed_by: name } = detailsOf(entry);
  const at = entry.conflict?.server?.['updated_at'];
  if (typeof at !== 'string') return null;
  const when = formatMoment(at);
  return (
    <p>{typeof name === 'string' ? attention.changedBy(name, when) : attention.changedOn(when)}</p>
  );
}
