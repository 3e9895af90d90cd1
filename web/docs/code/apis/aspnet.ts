import type { AnyRecord, ConfigureOptions, EndpointOptions } from 'synchrone';

const camel = (name: string): string => name.replace(/_(\w)/g, (_, c: string) => c.toUpperCase());
const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
const rename = (record: object, by: (name: string) => string): AnyRecord =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [by(name), value]));

const options: EndpointOptions = {
  method: 'PUT',
  putBody: 'record',
  // Only where the application writes last_name and the API lastName.
  toServer: (row) => rename(row, camel),
  fromServer: (record) => rename(record, snake),
};

export const aspnet = {
  endpoints: {
    '/api/Patients': options,
    '/api/Appointments': { ...options, references: ['patient_id'] },
  },
} satisfies ConfigureOptions;
