import { writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Api } from '../wire.ts';
import { behind } from './forward.ts';

/** The package has no types. */
interface JsonServer {
  create(): RequestListener & { use(path: string, router: unknown): void };
  router(file: string): unknown;
}
const jsonServer = createRequire(import.meta.url)('json-server') as JsonServer;

/** json-server 0.17 on a file: keeps ids that it is given, merges PATCH, ignores keys and versions. */
export async function startJsonServer(folder: string): Promise<Api> {
  const file = join(folder, 'db.json');
  await writeFile(file, JSON.stringify({ patients: [], appointments: [] }));
  const app = jsonServer.create();
  app.use('/api', jsonServer.router(file));
  return behind(app, { patients: '/api/patients', appointments: '/api/appointments' });
}
