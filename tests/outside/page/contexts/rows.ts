import { useEffect, useState, type Dispatch, type SetStateAction } from 'react';
import type { Row } from '../bench.ts';

/** Rows as an application keeps them: read once at the start, then changed by its own methods. */
export function useRows(endpoint: string): [Row[], Dispatch<SetStateAction<Row[]>>] {
  const [rows, setRows] = useState<Row[]>([]);
  useEffect(() => {
    let over = false;
    void readAll(endpoint).then(
      (read) => !over && setRows(read),
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [endpoint]);
  return [rows, setRows];
}

export async function readAll(endpoint: string): Promise<Row[]> {
  const answer = await fetch(endpoint);
  return ((await answer.json()) as { data: Row[] }).data;
}

const has = (id: unknown) => (row: Row) => String(row['id']) === String(id);

/** Pure changes of a list, as everybody writes them. */
export const added = (row: Row) => (rows: Row[]) => [...rows, row];
export const changed = (id: unknown, changes: Row) => (rows: Row[]) =>
  rows.map((row) => (has(id)(row) ? { ...row, ...changes } : row));
export const removed = (id: unknown) => (rows: Row[]) => rows.filter((row) => !has(id)(row));
