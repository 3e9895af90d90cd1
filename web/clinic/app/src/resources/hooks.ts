import { useSyncMutation } from 'synchrone/streaming';
import {
  AppointmentResource,
  ConsentResource,
  endpoints,
  MedicalRecordResource,
  PatientResource,
  PractitionerResource,
} from './resources.ts';

/** The patients and their sync states. */
export const usePatients = PatientResource.useResource;
/** The appointments of all practitioners. */
export const useAppointments = AppointmentResource.useResource;
/** The people who treat. */
export const usePractitioners = PractitionerResource.useResource;
/** The documents of all medical files. */
export const useMedicalRecords = MedicalRecordResource.useResource;
/** What patients have agreed to. */
export const useConsents = ConsentResource.useResource;

/** Creates, changes and deletes patients. */
export const usePatientMutations = () => useSyncMutation(usePatients(), endpoints.patients);
/** Creates, changes and deletes appointments. */
export const useAppointmentMutations = () =>
  useSyncMutation(useAppointments(), endpoints.appointments);
/** Creates, changes and deletes practitioners. */
export const usePractitionerMutations = () =>
  useSyncMutation(usePractitioners(), endpoints.practitioners);
/** Creates, changes and deletes documents of a medical file. */
export const useMedicalRecordMutations = () =>
  useSyncMutation(useMedicalRecords(), endpoints.medicalRecords);
/** Creates, changes and deletes consents. */
export const useConsentMutations = () => useSyncMutation(useConsents(), endpoints.consents);
