import { appointments } from './appointments.ts';
import { consents } from './consents.ts';
import { medicalRecords } from './medical-records.ts';
import { patients } from './patients.ts';
import { practitioners } from './practitioners.ts';
import type { Resource } from './resource.ts';

/** Everything that is served under /api/v1. */
export const resources: readonly Resource[] = [
  patients,
  appointments,
  medicalRecords,
  consents,
  practitioners,
];
