// Each API as the recipes of the documentation describe it: what their readers copy is what these
// tests run.
import type { ConfigureOptions, EndpointOptions } from 'synchrone';
import { aspnet } from '../../../web/docs/code/apis/aspnet.ts';
import { django } from '../../../web/docs/code/apis/django.ts';
import { fhir } from '../../../web/docs/code/apis/fhir.ts';
import { jsonServer } from '../../../web/docs/code/apis/json-server.ts';
import { jsonApi } from '../../../web/docs/code/apis/jsonapi.ts';
import { laravel } from '../../../web/docs/code/apis/laravel.ts';
import { mongoose } from '../../../web/docs/code/apis/mongoose.ts';
import { php } from '../../../web/docs/code/apis/php.ts';
import { plain } from '../../../web/docs/code/apis/plain.ts';
import { postgrest } from '../../../web/docs/code/apis/postgrest.ts';
import { rails } from '../../../web/docs/code/apis/rails.ts';
import { remult } from '../../../web/docs/code/apis/remult.ts';
import { spring } from '../../../web/docs/code/apis/spring.ts';

export interface Client {
  patients: string;
  appointments: string;
  patientOptions?: EndpointOptions;
  appointmentOptions?: EndpointOptions;
  configure?: ConfigureOptions;
}

/** A recipe names the endpoints of patients and of appointments, in this order. */
function client(recipe: ConfigureOptions & { endpoints: Record<string, EndpointOptions> }): Client {
  const [patients, appointments] = Object.entries(recipe.endpoints);
  if (!patients || !appointments) throw new Error('A recipe names two endpoints.');
  return {
    patients: patients[0],
    appointments: appointments[0],
    patientOptions: patients[1],
    appointmentOptions: appointments[1],
    configure: recipe,
  };
}

export const clients = {
  plain: client(plain),
  keyed: client(plain),
  django: client(django),
  rails: client(rails),
  laravel: client(laravel),
  spring: client(spring),
  mongoose: client(mongoose),
  feathers: client(plain),
  php: client(php),
  postgrest: client(postgrest),
  jsonapi: client(jsonApi),
  aspnet: client(aspnet),
  fhir: client(fhir),
  jsonserver: client(jsonServer),
  remult: client(remult),
} satisfies Record<string, Client>;

export type ClientName = keyof typeof clients;
