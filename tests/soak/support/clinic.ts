import pg from 'pg';
import { startCluster, type Cluster } from '../../server/support/postgresql.ts';
import { startInstance, type Instance } from '../../server/support/instance.ts';
import { demoSignIns } from '../../../web/clinic/server/seed/company.ts';

/** A person who works in the clinic. */
export interface Person {
  id: string;
  companyId: string;
  email: string;
}

/** The reference API: two instances on one PostgreSQL server. */
export class Clinic {
  private readonly running: (Instance | null)[] = [null, null];

  private constructor(
    private readonly cluster: Cluster,
    readonly people: Person[],
  ) {}

  static async start(): Promise<Clinic> {
    const clinic = new Clinic(await startCluster(), []);
    // One after the other: the first one makes the tables.
    await clinic.startInstance(0);
    await clinic.startInstance(1);
    for (const { email } of demoSignIns.filter(({ role }) => role !== 'reception')) {
      const { user } = await clinic.signIn(email);
      clinic.people.push({ id: user.id, companyId: user.company_id, email });
    }
    return clinic;
  }

  /** Addresses of the instances that live. */
  readonly addresses = (): string[] =>
    this.running.filter((instance) => instance !== null).map(({ url }) => url);

  async startInstance(index: number): Promise<void> {
    this.running[index] ??= await startInstance({
      DATABASE_URL: this.cluster.url,
      CLINIC_REQUESTS_PER_MINUTE: '1000000',
    });
  }

  async killInstance(index: number): Promise<void> {
    const instance = this.running[index];
    this.running[index] = null;
    await instance?.end('SIGKILL');
  }

  async restartDatabase(): Promise<void> {
    this.cluster.kill();
    await this.cluster.restart();
  }

  /** Signs in at an instance itself: what the network does to it is not what the soak is about. */
  async signIn(
    email: string,
  ): Promise<{ access_token: string; user: { id: string; company_id: string } }> {
    const password = demoSignIns.find((one) => one.email === email)!.password;
    const answer = await fetch(`${this.addresses()[0]}/api/v1/auth/sign-in`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    const { data } = (await answer.json()) as {
      data: { access_token: string; user: { id: string; company_id: string } };
    };
    return data;
  }

  async query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.cluster.url });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await this.killInstance(0);
    await this.killInstance(1);
    await this.cluster.stop();
  }
}
