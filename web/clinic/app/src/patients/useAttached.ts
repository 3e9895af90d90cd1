import { useNow } from '../app/clock.tsx';
import { formatLongMoment } from '../clinic/dates.ts';
import type { Patient } from '../clinic/types.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useAppointments, useConsents, useMedicalRecords } from '../resources/hooks.ts';
import { useIsOfPatient } from '../resources/useIsOfPatient.ts';
import { mayOpenMedicalFiles } from '../session/person.ts';
import { isUnread } from '../resources/unread.ts';
import { usePerson } from '../session/useSession.ts';

/** What hangs on a patient and what becomes of it when the patient is deleted, one sentence each; looked for when asked. */
export function useAttached(patient: Patient): () => readonly string[] {
  const { patients: words } = useMessages();
  const now = useNow();
  const isOfPatient = useIsOfPatient(patient.id);
  const appointmentList = useAppointments();
  const recordList = useMedicalRecords();
  const consentList = useConsents();
  const { appointments } = appointmentList;
  const { medicalRecords } = recordList;
  const { consents } = consentList;
  const maySeeRecords = mayOpenMedicalFiles(usePerson());
  const unknown =
    isUnread(appointmentList, appointments) ||
    isUnread(consentList, consents) ||
    (maySeeRecords && isUnread(recordList, medicalRecords));
  return () => {
    const coming = appointments
      .filter(isOfPatient)
      .filter(({ status }) => status !== 'cancelled' && status !== 'no_show')
      .filter(({ starts_at }) => now.isBefore(starts_at))
      .map(({ starts_at }) => starts_at)
      .sort();
    const [first] = coming;
    const records = medicalRecords.filter(isOfPatient);
    const signed = records.filter(({ status }) => status === 'signed').length;
    const given = consents.filter(isOfPatient).length;
    return [
      unknown ? words.attachedUnknown : null,
      first === undefined ? null : words.losesAppointments(coming.length, formatLongMoment(first)),
      records.length === 0 ? null : words.keepsRecords(records.length, signed),
      maySeeRecords ? null : words.keepsFile,
      given === 0 ? null : words.keepsConsents(given),
    ].filter((sentence) => sentence !== null);
  };
}
