/**
 * The clinic's records, in the names that the API uses. Dates without a time are `YYYY-MM-DD`; moments are
 * ISO 8601 with a zone. An absent or null field is not filled in.
 */

/** What every record carries. `version` and `updated_at` are missing until the server has confirmed it. */
export interface ClinicRecord {
  id: string;
  version?: number;
  created_at?: string;
  updated_at?: string;
}

export type Sex = 'female' | 'male' | 'other';

/** A person who is or was cared for here. */
export interface Patient extends ClinicRecord {
  first_name: string;
  last_name: string;
  birth_date?: string | null;
  sex?: Sex | null;
  email?: string | null;
  phone?: string | null;
  address?: string | null;
  postal_code?: string | null;
  city?: string | null;
  /** French social security number (NIR), 15 characters without spaces. */
  insurance_number?: string | null;
  /** The patient's usual practitioner. */
  practitioner_id?: string | null;
  allergies?: string | null;
  notes?: string | null;
}

/** A health professional of the clinic. */
export interface Practitioner extends ClinicRecord {
  first_name: string;
  last_name: string;
  title?: string | null;
  specialty: string;
  email?: string | null;
  phone?: string | null;
  /** Register of health professionals, 11 digits. */
  rpps?: string | null;
  /** The colour in the agenda, `#rrggbb`. */
  color?: string | null;
  active: boolean;
  /** Days without patients, each as `first/last`: `2026-12-24/2026-12-31`. */
  absences?: readonly string[];
  /** When they receive, day 1 being Monday: `1 08:00-12:30`. null: when the clinic is open. */
  hours?: readonly string[] | null;
}

export type AppointmentStatus =
  'scheduled' | 'confirmed' | 'arrived' | 'in_care' | 'completed' | 'cancelled' | 'no_show';

/** A slot in a practitioner's day, taken by a patient. */
export interface Appointment extends ClinicRecord {
  patient_id: string;
  practitioner_id: string;
  starts_at: string;
  ends_at: string;
  reason?: string | null;
  status: AppointmentStatus;
  notes?: string | null;
  /** When the patient came, was called in, and left; null for what has not happened. */
  arrived_at?: string | null;
  seen_at?: string | null;
  left_at?: string | null;
  /** The same for all appointments that were booked as one series. */
  series_id?: string | null;
}

export type MedicalRecordKind =
  'consultation' | 'prescription' | 'report' | 'measurement' | 'vaccination' | 'note';

/** One entry of a patient's medical file. Once signed it can no longer be changed. */
export interface MedicalRecord extends ClinicRecord {
  patient_id: string;
  practitioner_id?: string | null;
  appointment_id?: string | null;
  kind: MedicalRecordKind;
  title: string;
  content?: string | null;
  diagnosis?: string | null;
  status: 'draft' | 'signed';
  recorded_at?: string;
  /** Set by the server when it has taken the signature. */
  signed_at?: string | null;
  /** The practitioner's name as it was then. */
  signer_name?: string | null;
}

export type ConsentKind = 'care' | 'data_sharing' | 'teleconsultation' | 'research' | 'images';

export type ConsentStatus = 'granted' | 'refused' | 'withdrawn';

/** What a patient has agreed to, refused, or taken back. A withdrawn consent is final. */
export interface Consent extends ClinicRecord {
  patient_id: string;
  practitioner_id?: string | null;
  kind: ConsentKind;
  status: ConsentStatus;
  granted_at?: string;
  withdrawn_at?: string | null;
  expires_at?: string | null;
  notes?: string | null;
}
