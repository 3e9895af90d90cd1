import '../../support/quick_wasm.ts';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ListenOptions } from '../../../web/clinic/server/options.ts';
import type { Role } from '../../../web/clinic/server/people/session.ts';
import { startServer, type RunningServer } from '../../../web/clinic/server/server.ts';
import { demoPerson } from './sign-in.ts';

/** A Tuesday in the middle of the seeded weeks. */
export const seededDay = '2026-11-24';

/** How the server behaves (`/demo/conditions`). */
export type DemoMode = 'normal' | 'hold' | 'down' | 'refuse' | 'lost-reply';

/** A row as the API answers it. */
export type Row = Record<string, unknown> & { id: string; version: number };

interface ServedData {
  readonly uiDir: string;
  readonly template: string;
}

const common: ListenOptions = {
  port: 0,
  keepAliveMs: 0,
  demo: true,
  seedDay: new Date(`${seededDay}T08:00:00Z`),
  requestsPerMinute: 1_000_000,
};

/** The real API on a folder of its own, serving one built user interface, with a look into its database. */
export class ClinicServer {
  private constructor(
    private readonly server: RunningServer,
    private readonly folder: string,
  ) {}

  /**
   * Starts on a copy of a prepared database: making one takes many times as long.
   * @param options.template a folder that `prepare` has filled
   */
  static async start({ uiDir, template }: ServedData): Promise<ClinicServer> {
    const folder = await mkdtemp(join(tmpdir(), 'clinic-e2e-'));
    const dataDir = join(folder, 'data');
    await cp(template, dataDir, { recursive: true });
    return new ClinicServer(await startServer({ ...common, uiDir, dataDir }), folder);
  }

  /**
   * Makes a folder that servers start with copies of.
   * @param bare a database without records, of which it is made
   * @param seed fills the database with a believable clinic
   */
  static async prepare(template: string, bare: string, seed: boolean): Promise<void> {
    await cp(bare, template, { recursive: true });
    await (await startServer({ ...common, dataDir: template, seed })).close();
  }

  /** Without a slash at the end. */
  get url(): string {
    return this.server.url;
  }

  /** Changes how /api/v1 answers; `hold` keeps every write waiting until the next change. */
  async behave(mode: DemoMode): Promise<void> {
    await this.call('PUT', '/demo/conditions', { mode });
  }

  /**
   * One call of the API as another person would make it.
   * @param known the record as that person has read it, for what demands a version
   * @returns the `data` of the answer
   */
  async call(method: string, path: string, body?: object, known?: Row): Promise<Row> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(known === undefined ? {} : { 'If-Match': `"${known.version}"` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { success: boolean; data: Row };
    if (!answer.success) throw new Error(`${method} ${path} answered ${response.status}.`);
    return answer.data;
  }

  /** Makes an account, as the management does. */
  async addAccount(account: {
    email: string;
    name: string;
    role: Role;
    password: string;
  }): Promise<void> {
    const { email, password } = demoPerson('admin');
    const { access_token } = await this.call('POST', '/api/v1/auth/sign-in', { email, password });
    const answer = await fetch(`${this.url}/api/v1/accounts`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${String(access_token)}`,
      },
      body: JSON.stringify({ own_password: password, ...account }),
    });
    if (!answer.ok) throw new Error(`The account was answered with ${answer.status}.`);
  }

  /** The demonstration's person of this role, who changes records as that person. */
  async personOf(
    role: Role,
  ): Promise<{ name: string; patch(path: string, body: object): Promise<void> }> {
    const { email, password, name } = demoPerson(role);
    const { access_token } = await this.call('POST', '/api/v1/auth/sign-in', { email, password });
    return {
      name,
      patch: async (path, body) => {
        const answer = await fetch(this.url + path, {
          method: 'PATCH',
          headers: {
            'Content-Type': 'application/json',
            Authorization: `Bearer ${String(access_token)}`,
          },
          body: JSON.stringify(body),
        });
        if (!answer.ok) throw new Error(`PATCH ${path} answered ${answer.status}.`);
      },
    };
  }

  /** The patients of that family name that are in the database and not deleted. */
  patientsNamed(
    lastName: string,
  ): Promise<Array<{ id: string; first_name: unknown; phone: unknown; version: unknown }>> {
    return this.server.db
      .selectFrom('patients')
      .select(['id', 'first_name', 'phone', 'version'])
      .where('last_name', '=', lastName)
      .where('deleted_at', 'is', null)
      .execute();
  }

  /** A patient whom a colleague has made, also while the API does not answer. */
  async addPatient(lastName: string): Promise<void> {
    const row = { company_id: 'clinic-123', last_name: lastName, first_name: 'Zoé' };
    await this.server.db.insertInto('patients').values(row).execute();
  }

  /** The documents of that title in the database. */
  recordsTitled(title: string): Promise<Array<Record<string, unknown>>> {
    return this.server.db
      .selectFrom('medical_records')
      .select(['content', 'diagnosis', 'status', 'signer_name'])
      .where('title', '=', title)
      .execute();
  }

  /** The appointments of a patient that are in the database and not deleted. */
  appointmentsOf(
    patientId: string,
  ): Promise<Array<{ id: string; status: unknown; starts_at: unknown }>> {
    return this.server.db
      .selectFrom('appointments')
      .select(['id', 'status', 'starts_at'])
      .where('patient_id', '=', patientId)
      .where('deleted_at', 'is', null)
      .execute();
  }

  /** The patients who have an appointment on that day that is not cancelled. */
  async patientsOn(day: string): Promise<Row[]> {
    const answer = await this.call('GET', `/api/v1/patients?appointment_on=${day}`);
    return answer as unknown as Row[];
  }

  /** The name of the person in whose name a record was made, by the API's audit. */
  async authorOf(resource: string, id: string): Promise<string> {
    const { user_id } = await this.server.db
      .selectFrom('audit')
      .select('user_id')
      .where('resource', '=', resource)
      .where('row_id', '=', id)
      .where('action', '=', 'create')
      .executeTakeFirstOrThrow();
    const { name } = await this.server.db
      .selectFrom('users')
      .select('name')
      .where('id', '=', user_id)
      .executeTakeFirstOrThrow();
    return name;
  }

  async close(): Promise<void> {
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
