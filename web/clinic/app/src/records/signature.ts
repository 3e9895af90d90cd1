import { formatLongMoment } from '../clinic/dates.ts';
import type { MedicalRecord } from '../clinic/types.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useMedicalRecords } from '../resources/hooks.ts';

/** Who signed a document and when, as the server has recorded it; null for a draft. */
export function useSignatureLine(record: MedicalRecord | undefined): string | null {
  const { records: words } = useMessages();
  const { syncState } = useMedicalRecords();
  if (record?.status !== 'signed') return null;
  const { signed_at: at, signer_name: name } = record;
  if (at == null) return syncState(record.id) === 'synced' ? words.signerUnknown : words.signing;
  const when = formatLongMoment(at);
  return name == null ? words.signedOn(when) : words.signedBy(name, when);
}
