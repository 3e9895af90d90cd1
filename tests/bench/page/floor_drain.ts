import { type Patient, kBatchEndpoint } from '../support/patients.mjs';
import { type Entry, kFloorPrefix } from './floor.js';

/** As many requests at once as a browser opens to one server, and as Synchrone sends. */
export const kLanes = 6;

/**
 * Sends every entry of the floor with bare fetches: `batchSize` entries in a request, six requests
 * at once. An entry is removed and its row replaced when it is confirmed.
 *
 * @returns the rows, the confirmed ones in their places
 */
export async function drainFloorEntries(
  shown: readonly Patient[],
  batchSize: number,
): Promise<readonly Patient[]> {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(kFloorPrefix));
  let rows: readonly Patient[] = shown;
  const places = new Map(rows.map(({ id }, place) => [id, place]));
  const lane = async (): Promise<void> => {
    while (keys.length > 0) {
      const taken = keys.splice(0, batchSize);
      const entries = taken.map(
        (key) => JSON.parse(localStorage.getItem(key) ?? '') as Entry & { data: Patient },
      );
      const confirmed = await sendAll(entries, batchSize > 1);
      for (const key of taken) localStorage.removeItem(key);
      const next = rows.slice();
      for (const row of confirmed) next[places.get(row.id) ?? next.length] = row;
      rows = next;
    }
  };
  await Promise.all(Array.from({ length: kLanes }, lane));
  return rows;
}

/** One change of a hand-written queue. */
export type Sendable = Pick<Entry, 'id' | 'type' | 'endpoint'> & { data: Patient };

/** Sends one entry by itself, or all of them in one request; gives the records of the API. */
export async function sendAll(entries: readonly Sendable[], together: boolean): Promise<Patient[]> {
  if (!together) {
    const [entry] = entries;
    if (!entry) return [];
    const { data } = await post<{ data: Patient }>(entry.endpoint, entry.data, entry.type);
    return [data];
  }
  const mutations = entries.map(({ id, type, endpoint, data }) => ({
    id,
    key: id,
    method: type,
    path: endpoint,
    body: data,
  }));
  const { data } = await post<{ data: { body: { data: Patient } }[] }>(kBatchEndpoint, {
    mutations,
  });
  return data.map(({ body }) => body.data);
}

async function post<Answer>(endpoint: string, body: unknown, method = 'POST'): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(endpoint, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${endpoint} answered ${response.status}.`);
  return (await response.json()) as Answer;
}
