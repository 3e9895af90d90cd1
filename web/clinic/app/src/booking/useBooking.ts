import { undoableTogether, type Hold } from '../undo/undo.ts';
import { filledFields, plainText } from '../clinic/form-values.ts';
import { closureOn } from '../../../closing-days.ts';
import { formatMoment, isoDay } from '../clinic/dates.ts';
import { useClosingDays } from '../clinic/useClosingDays.ts';
import { fileName, spokenName } from '../clinic/people.ts';
import type { Appointment, Patient } from '../clinic/types.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useAppointmentMutations, usePatientMutations } from '../resources/hooks.ts';
import { useKnownPatient } from '../resources/useKnownPatient.ts';
import type { NewPatient } from './AppointmentForm.tsx';
import { appointmentFields, type AppointmentValues } from './appointment-values.ts';
import { newSeriesId, type Series } from './series.ts';

/** The fields of a patient of whom only this is known. */
export function patientFields({ last_name, first_name, phone }: NewPatient): Partial<Patient> {
  const names = { last_name: plainText(last_name), first_name: plainText(first_name) };
  return plainText(phone) === '' ? names : { ...names, phone: plainText(phone) };
}

/** Said to the server with an appointment on a day on which the clinic is closed: the form has warned of it. */
export const meantClosed: object = { confirm_closed: true };

/** Books what a form holds: one appointment or a series, with its new patient. All of it is taken back by one click. */
export function useBooking(): (
  values: AppointmentValues,
  series: Series,
  newPatient: NewPatient | null,
  reopen: () => void,
) => void {
  const { undo, appointments: words } = useMessages();
  const { create } = useAppointmentMutations();
  const { create: createPatient } = usePatientMutations();
  const patientOf = useKnownPatient();
  const closing = useClosingDays();
  return (values, { starts }, newPatient, reopen) => {
    const known = patientOf(values.patient_id);
    const name = newPatient ?? known;
    const filed = name === undefined ? words.unknownPatient : fileName(name);
    const [first] = starts;
    const when = first === undefined ? '' : formatMoment(first.toISOString());
    const done =
      starts.length > 1
        ? undo.series(starts.length, name === undefined ? filed : spokenName(name))
        : undo.created(`${filed}, ${when}`);
    const make = (hold: Hold): void => {
      const patientId =
        newPatient === null
          ? values.patient_id
          : hold((options) => createPatient(patientFields(newPatient), options)).record.id;
      const inSeries = starts.length > 1 ? { series_id: newSeriesId() } : {};
      for (const start of starts) {
        const day = start.format(isoDay);
        const at = { ...values, day, time: start.format('HH:mm') };
        const meant = closureOn(day, closing) === null ? {} : meantClosed;
        const fields = { ...appointmentFields(at, patientId), ...inSeries, ...meant };
        hold((options) => create(filledFields(fields) as Partial<Appointment>, options));
      }
    };
    undoableTogether(done, make, reopen);
  };
}
