// How an application describes each API: what its developer would write after reading the guide.
import type {
  Answer,
  AnswerOutcome,
  AnyRecord,
  ConfigureOptions,
  EndpointOptions,
  Verification,
} from 'synchrone';

export interface Client {
  patients: string;
  appointments: string;
  /** For both collections. */
  options?: EndpointOptions;
  /** Added for one of them. */
  patientOptions?: EndpointOptions;
  appointmentOptions?: EndpointOptions;
  configure?: ConfigureOptions;
}

const api = { patients: '/api/patients', appointments: '/api/appointments' };
const reference: EndpointOptions = { references: ['patient_id'] };
const isRecord = (value: unknown): value is AnyRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An OperationOutcome is no record, whatever its status. */
const unwrapFhir = (body: unknown): object | null | undefined =>
  isRecord(body) && body['resourceType'] === 'OperationOutcome' ? null : undefined;

const fhirPatient: EndpointOptions = {
  toServer: (row, { operation, id }) => ({
    resourceType: 'Patient',
    ...(operation !== 'create' && { id }),
    name: [{ family: row['last_name'], given: [row['first_name']] }],
    telecom: [{ system: 'phone', value: row['phone'] }],
  }),
  fromServer: ({ id, meta, name, telecom }) => {
    const [{ family, given } = {} as AnyRecord] = (name ?? []) as AnyRecord[];
    const [{ value } = {} as AnyRecord] = (telecom ?? []) as AnyRecord[];
    const version = (meta as AnyRecord | undefined)?.['versionId'];
    return { id, version, last_name: family, first_name: (given as string[])?.[0], phone: value };
  },
};
const fhirAppointment: EndpointOptions = {
  references: ['patient_id'],
  toServer: (row, { operation, id }) => ({
    resourceType: 'Appointment',
    ...(operation !== 'create' && { id }),
    status: 'booked',
    start: row['date'],
    description: row['note'],
    participant: [{ actor: { reference: `Patient/${String(row['patient_id'])}` } }],
  }),
  fromServer: ({ id, meta, start, description, participant }) => {
    const [{ actor } = {} as AnyRecord] = (participant ?? []) as AnyRecord[];
    const reference = (actor as AnyRecord | undefined)?.['reference'];
    const version = (meta as AnyRecord | undefined)?.['versionId'];
    const patient = String(reference).replace(/^Patient\//, '');
    return { id, version, date: start, note: description, patient_id: patient };
  },
};

/** One resource of JSON:API, in either direction. */
const jsonApiOptions = (type: string): EndpointOptions => ({
  toServer: ({ patient_id: patient, id: _, ...attributes }, { operation, id }) => ({
    data: {
      type,
      ...(operation !== 'create' && { id }),
      attributes,
      ...(patient !== undefined && {
        relationships: { patient: { data: { type: 'patients', id: patient } } },
      }),
    },
  }),
  fromServer: ({ id, attributes, relationships }) => {
    const related = relationships as { patient: { data: { id: string } } } | undefined;
    return {
      id,
      ...(attributes as AnyRecord),
      ...(related && { patient_id: related.patient.data.id }),
    };
  },
});

const camel = (name: string): string => name.replace(/_(\w)/g, (_, c: string) => c.toUpperCase());
const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
const rename = (record: object, by: (name: string) => string): AnyRecord =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [by(name), value]));

export const clients = {
  plain: { ...api, options: reference },
  keyed: { ...api, options: reference },
  django: { patients: '/api/patients/', appointments: '/api/appointments/', options: reference },
  rails: { patients: '/patients', appointments: '/appointments', options: reference },
  laravel: { ...api, options: reference },
  spring: { ...api, options: reference },
  php: {
    patients: '/api/patients.php',
    appointments: '/api/appointments.php',
    options: { ...reference, method: 'PUT', putBody: 'record', classify: gonePhp },
  },
  postgrest: {
    patients: '/patients',
    appointments: '/appointments',
    options: {
      ...reference,
      clientIds: true,
      unwrap: (body) => onlyOf(body),
      classify: noRowMatched,
      verify: ({ endpoint, entity }) => isInTable(endpoint, entity),
    },
  },
  jsonapi: {
    ...api,
    options: reference,
    patientOptions: jsonApiOptions('patients'),
    appointmentOptions: jsonApiOptions('appointments'),
    configure: {
      headers: () => ({
        'Content-Type': 'application/vnd.api+json',
        Accept: 'application/vnd.api+json',
      }),
    },
  },
  aspnet: {
    patients: '/api/Patients',
    appointments: '/api/Appointments',
    options: {
      ...reference,
      method: 'PUT',
      putBody: 'record',
      toServer: (row) => rename(row, camel),
      fromServer: (record) => rename(record, snake),
    },
  },
  fhir: {
    patients: '/fhir/Patient',
    appointments: '/fhir/Appointment',
    options: { method: 'PUT', putBody: 'record', weakVersions: true, unwrap: unwrapFhir },
    patientOptions: fhirPatient,
    appointmentOptions: fhirAppointment,
    configure: {
      headers: () => ({ 'Content-Type': 'application/fhir+json', Accept: 'application/fhir+json' }),
    },
  },
  jsonserver: { ...api, options: reference },
  remult: { ...api, options: { ...reference, method: 'PUT', putBody: 'record' } },
} satisfies Record<string, Client>;

/** The script says of a record that is gone what it says of any failure, and always with 200. */
function gonePhp({ method, body }: Answer): AnswerOutcome | undefined {
  const isGone = isRecord(body) && body['message'] === 'Patient not found';
  return isGone && method === 'DELETE' ? 'confirmed' : undefined;
}

/** An update that no row matched is answered with an empty list: nothing was saved. */
function noRowMatched({ method, body }: Answer): AnswerOutcome | undefined {
  if (!Array.isArray(body) || body.length > 0) return undefined;
  return method === 'DELETE' ? 'confirmed' : 'refused';
}

/** A record that is not there is an empty list, too. */
async function isInTable(endpoint: string, id: string): Promise<Verification> {
  const answer = await fetch(`${endpoint.split('/').slice(0, 2).join('/')}?id=eq.${id}`);
  if (!answer.ok) return 'unknown';
  return ((await answer.json()) as unknown[]).length > 0 ? 'applied' : 'absent';
}

/** PostgREST answers with a list of one record, or of none. */
function onlyOf(body: unknown): object | null | undefined {
  return Array.isArray(body) ? ((body[0] as object | undefined) ?? null) : undefined;
}

export type ClientName = keyof typeof clients;
