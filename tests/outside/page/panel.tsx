import { useLayoutEffect } from 'react';
import { rowKey } from 'synchrone';
import { bench, type Operations, type Row } from './bench.ts';

/** A list with its operations, as any screen of an application has it. */
export function Panel(props: {
  name: string;
  rows: readonly Row[];
  operations: Operations;
  error?: string | null;
  /** Reads the list again. */
  read?: () => Promise<unknown>;
}) {
  const { name, rows, operations, error, read } = props;
  useLayoutEffect(() => {
    bench.shows(name, rows);
    bench.offers(name, operations);
    if (read) bench.canRead(name, read);
  });
  return (
    <section>
      <h2>{name}</h2>
      {error && <p role="alert">{error}</p>}
      <ul data-panel={name}>
        {rows.map((row) => (
          <li key={rowKey(row)}>{String(row['last_name'] ?? row['note'])}</li>
        ))}
      </ul>
    </section>
  );
}
