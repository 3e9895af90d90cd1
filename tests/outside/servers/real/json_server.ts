/// <reference path="./json-server.d.ts" />
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import jsonServer from 'json-server';
import type { Api } from '../wire.ts';
import { behind } from './forward.ts';

/** json-server 0.17 on a file: keeps ids that it is given, merges PATCH, ignores keys and versions. */
export async function startJsonServer(folder: string): Promise<Api> {
  const file = join(folder, 'db.json');
  await writeFile(file, JSON.stringify({ patients: [], appointments: [] }));
  const app = jsonServer.create();
  app.use('/api', jsonServer.router(file));
  return behind(app, { patients: '/api/patients', appointments: '/api/appointments' });
}
