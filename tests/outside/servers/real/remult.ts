import express from 'express';
import { Fields, describeEntity } from 'remult';
import { JsonFileDataProvider } from 'remult/server';
import { remultExpress } from 'remult/remult-express';
import type { Api } from '../wire.ts';
import { kBadPhone } from '../scripted.ts';
import { behind } from './forward.ts';

/** Remult on JSON files: PUT only, ids of its own, 400 with a `modelState`. */
export async function startRemult(folder: string): Promise<Api> {
  class Patient {
    id = '';
    first_name = '';
    last_name = '';
    phone = '';
  }
  class Appointment {
    id = '';
    patient_id = '';
    date = '';
    note = '';
  }
  const validate = (row: Patient): void => {
    if (/[a-z]/i.test(row.phone)) throw new Error(kBadPhone);
  };
  describeEntity(
    Patient,
    'patients',
    {
      id: Fields.id(),
      first_name: Fields.string(),
      last_name: Fields.string(),
      phone: Fields.string({ validate }),
    },
    { allowApiCrud: true },
  );
  describeEntity(
    Appointment,
    'appointments',
    {
      id: Fields.id(),
      patient_id: Fields.string(),
      date: Fields.string(),
      note: Fields.string(),
    },
    { allowApiCrud: true },
  );
  const app = express();
  app.use(
    remultExpress({
      entities: [Patient, Appointment],
      dataProvider: async () => new JsonFileDataProvider(folder),
      logApiEndPoints: false,
    }),
  );
  return behind(app, { patients: '/api/patients', appointments: '/api/appointments' });
}
