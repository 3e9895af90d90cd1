import type { Json, TestClinic } from './clinic.ts';

/** Records that the clinic accepts, each with what it needs to exist first. */
let serial = 0;

/** A patient whom no other test knows. */
export function samplePatient(changes: Json = {}): Json {
  serial += 1;
  return {
    company_id: 'clinic-123',
    first_name: 'Jean',
    last_name: `Dupont-${serial}`,
    birth_date: '1980-05-17',
    email: `jean.dupont.${serial}@example.org`,
    ...changes,
  };
}

/** Creates a patient and returns its id. */
export async function createPatient(clinic: TestClinic, changes: Json = {}): Promise<string> {
  return created(clinic, '/api/v1/patients', samplePatient(changes));
}

/** Creates a practitioner and returns its id. */
export async function createPractitioner(clinic: TestClinic, changes: Json = {}): Promise<string> {
  serial += 1;
  const body = {
    first_name: 'Hélène',
    last_name: `Marchetti-${serial}`,
    specialty: 'Cardiologie',
    ...changes,
  };
  return created(clinic, '/api/v1/practitioners', body);
}

/** The body of an appointment on the given day; patient and practitioner are new unless given. */
export async function sampleAppointment(clinic: TestClinic, changes: Json = {}): Promise<Json> {
  return {
    patient_id: changes['patient_id'] ?? (await createPatient(clinic)),
    practitioner_id: changes['practitioner_id'] ?? (await createPractitioner(clinic)),
    starts_at: '2031-03-04T09:00:00.000Z',
    ends_at: '2031-03-04T09:30:00.000Z',
    reason: 'Consultation',
    ...changes,
  };
}

/** The slot of an appointment that begins now: its visit can be noted. */
export function slotOfNow(): { starts_at: string; ends_at: string } {
  const now = Date.now();
  return {
    starts_at: new Date(now).toISOString(),
    ends_at: new Date(now + 30 * 60_000).toISOString(),
  };
}

/** A body that a POST to the resource accepts. */
export async function sampleFor(clinic: TestClinic, resource: string): Promise<Json> {
  switch (resource) {
    case 'patients':
      return samplePatient();
    case 'practitioners':
      return { first_name: 'Paul', last_name: 'Vasseur', specialty: 'Pédiatrie' };
    case 'appointments':
      return sampleAppointment(clinic);
    case 'medical-records':
      return {
        patient_id: await createPatient(clinic),
        title: 'Compte rendu',
        content: 'Examen normal.',
      };
    case 'consents':
      return { patient_id: await createPatient(clinic), kind: 'care' };
    default:
      throw new Error(`no sample for ${resource}`);
  }
}

/** Posts a body and returns the id that the server gave it. */
export async function created(clinic: TestClinic, path: string, body: Json): Promise<string> {
  const answer = await clinic.send('POST', path, body);
  if (answer.status !== 201)
    throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.record.id;
}
