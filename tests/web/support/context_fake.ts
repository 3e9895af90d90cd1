import type { AnyRecord, ContextSink } from '../../../web/src/types/index.js';

/** An existing React context without React: its list, and what was called on it. */
export class FakeContext {
  rows: AnyRecord[];
  readonly calls: string[] = [];
  /** What the next call gives back, or does. */
  answer: () => unknown = () => undefined;

  constructor(rows: readonly AnyRecord[] = []) {
    this.rows = [...rows];
  }

  /** All it can do, or less. */
  sink(lacks: { replaceId?: boolean; find?: boolean } = {}): ContextSink {
    const sink: ContextSink = {
      insert: (record, index) =>
        this.did(`insert ${String(record['id'])} at ${String(index)}`, () => {
          this.rows.splice(index ?? this.rows.length, 0, record);
        }),
      patch: (id, changes) =>
        this.did(`patch ${id}`, () => {
          this.rows = this.rows.map((row) =>
            String(row['id']) === id ? { ...row, ...changes } : row,
          );
        }),
      remove: (id) =>
        this.did(`remove ${id}`, () => {
          this.rows = this.rows.filter((row) => String(row['id']) !== id);
        }),
    };
    if (!lacks.replaceId) {
      sink.replaceId = (former, id) =>
        this.did(`rename ${former} to ${id}`, () => {
          this.rows = this.rows.map((row) => (String(row['id']) === former ? { ...row, id } : row));
        });
    }
    if (!lacks.find) {
      sink.find = (id) => {
        const index = this.rows.findIndex((row) => String(row['id']) === id);
        const record = this.rows[index];
        return record && { record, index };
      };
    }
    return sink;
  }

  private did(call: string, change: () => void): unknown {
    this.calls.push(call);
    const answer = this.answer;
    this.answer = () => undefined;
    const given = answer();
    change();
    return given;
  }
}
