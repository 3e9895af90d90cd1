import { type Patient, newPatient } from '../../support/patients.mjs';

/** One way to keep changes that are not sent yet. All of them are given the same work. */
export interface Peer {
  /** Starts without a network, with these rows; takes back what an earlier page left. */
  start(confirmed: readonly Patient[]): Promise<void> | void;
  /** One create; ends when it is among the rows and its library says that it is in storage. */
  create(record: Patient): Promise<void> | void;
  /** How many rows a person sees now. */
  shown(): number;
  /** The network returns: sends all, `batchSize` creates in a request; ends when all is confirmed. */
  drain(batchSize: number): Promise<void>;
}

/** The record that a person has just typed in. */
export const recordOf = (index: number): Patient => ({
  id: crypto.randomUUID(),
  ...newPatient(index),
});

/** An array of rows with one more; the places let a confirmed record replace its row. */
export class Rows {
  list: readonly Patient[] = [];
  private readonly places = new Map<string, number>();

  reset(rows: readonly Patient[]): void {
    this.list = rows;
    this.places.clear();
    for (const [place, { id }] of rows.entries()) this.places.set(id, place);
  }

  add(row: Patient): void {
    this.places.set(row.id, this.list.length);
    this.list = [...this.list, row];
  }

  confirm(row: Patient): void {
    this.confirmAll([row]);
  }

  confirmAll(rows: readonly Patient[]): void {
    const next = this.list.slice();
    for (const row of rows) next[this.places.get(row.id) ?? next.length] = row;
    this.list = next;
  }
}

/** Ends the calls that wait for the next time that something is written. */
export class Written {
  private waiting: (() => void)[] = [];

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  done(): void {
    const ended = this.waiting;
    this.waiting = [];
    for (const resolve of ended) resolve();
  }
}
