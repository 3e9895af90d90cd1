import type { AnyRecord, ConfigureOptions, EndpointOptions } from 'synchrone';

const kType = 'application/fhir+json';
const versionOf = (meta: unknown) => (meta as AnyRecord | undefined)?.['versionId'];

const options: EndpointOptions = {
  method: 'PUT',
  putBody: 'record',
  weakVersions: true, // ETag: W/"3" is the version, and goes back in If-Match
  // An OperationOutcome is not a record, whatever its status.
  unwrap: (body) =>
    (body as AnyRecord | null)?.['resourceType'] === 'OperationOutcome' ? null : undefined,
};

const patient: EndpointOptions = {
  ...options,
  toServer: (row, { operation, id }) => ({
    resourceType: 'Patient',
    ...(operation !== 'create' && { id }),
    name: [{ family: row['last_name'], given: [row['first_name']] }],
    telecom: [{ system: 'phone', value: row['phone'] }],
  }),
  fromServer: ({ id, meta, name, telecom }) => {
    const [{ family, given } = {} as AnyRecord] = (name ?? []) as AnyRecord[];
    const [{ value } = {} as AnyRecord] = (telecom ?? []) as AnyRecord[];
    const first_name = (given as string[] | undefined)?.[0];
    return { id, version: versionOf(meta), last_name: family, first_name, phone: value };
  },
};

const appointment: EndpointOptions = {
  ...options,
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
    const reference = String((actor as AnyRecord | undefined)?.['reference']);
    const patient_id = reference.replace(/^Patient\//, '');
    return { id, version: versionOf(meta), date: start, note: description, patient_id };
  },
};

export const fhir = {
  headers: () => ({ 'Content-Type': kType, Accept: kType }),
  endpoints: { '/fhir/Patient': patient, '/fhir/Appointment': appointment },
} satisfies ConfigureOptions;
