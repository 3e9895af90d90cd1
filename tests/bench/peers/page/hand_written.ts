import { type Patient, kEndpoint } from '../../support/patients.mjs';
import { Floor, kFloorPrefix } from '../../page/floor.js';
import { type Sendable, drainFloorEntries, sendAll } from '../../page/floor_drain.js';
import { type Peer, Rows } from './peer.js';

/** The bare floor of `npm run bench`: one key for each change, six requests at once. */
export class BareFloor implements Peer {
  private floor = new Floor([]);
  private rows: readonly Patient[] = [];

  start(confirmed: readonly Patient[]): void {
    const left: Patient[] = [];
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(kFloorPrefix)) continue;
      left.push((JSON.parse(localStorage.getItem(key) ?? '') as { data: Patient }).data);
    }
    this.rows = [...confirmed, ...left];
    this.floor = new Floor(this.rows);
  }

  create(record: Patient): void {
    this.floor.add(record);
  }

  shown(): number {
    return this.floor.read().length;
  }

  async drain(batchSize: number): Promise<void> {
    this.rows = await drainFloorEntries(this.floor.read(), batchSize);
    this.floor = new Floor(this.rows);
  }
}

const kQueue = 'queue';

/** What many applications write by hand: all that waits in one array under one key. */
export class OneArray implements Peer {
  private readonly rows = new Rows();
  private queue: Sendable[] = [];

  start(confirmed: readonly Patient[]): void {
    this.queue = JSON.parse(localStorage.getItem(kQueue) ?? '[]') as Sendable[];
    this.rows.reset([...confirmed, ...this.queue.map(({ data }) => data)]);
  }

  create(record: Patient): void {
    this.queue.push({ id: record.id, type: 'POST', endpoint: kEndpoint, data: record });
    this.save();
    this.rows.add(record);
  }

  shown(): number {
    return this.rows.list.length;
  }

  async drain(batchSize: number): Promise<void> {
    while (this.queue.length > 0) {
      const sent = this.queue.slice(0, batchSize);
      this.rows.confirmAll(await sendAll(sent, batchSize > 1));
      this.queue = this.queue.slice(sent.length);
      this.save();
    }
  }

  private save(): void {
    localStorage.setItem(kQueue, JSON.stringify(this.queue));
  }
}
