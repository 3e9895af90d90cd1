import { createSyncContext, getMutationQueue } from 'synchrone';
import { kPath, type Patient } from './server.ts';
import type { Words } from './words.ts';

getMutationQueue().configure({ app: 'playground' });
getMutationQueue().setUser({ id: 'reader' });

export const { Provider, useResource: usePatients } = createSyncContext<Patient, 'patient'>({
  endpoint: kPath,
  name: 'patient',
  idempotencyHeader: true, // the script honours keys
});

const kNames = ['Louis Moreau', 'Inès Garcia', 'Paul Roux', 'Aya Diallo', 'Emma Petit'];
const kCities = ['Lyon', 'Lille', 'Nantes', 'Nice', 'Rennes'];

/** The value after this one, around. */
function after(list: readonly string[], value: string): string {
  return list[(list.indexOf(value) + 1) % list.length] ?? value;
}

export function Patients({ words }: { words: Words }) {
  const { patients, createPatient, updatePatient, deletePatient, rowKey, syncState } =
    usePatients();
  const create = () => {
    const name = kNames[patients.length % kNames.length] ?? '';
    createPatient({ name, city: 'Lyon' }).catch(() => undefined);
  };
  return (
    <section className="playground-list" aria-label={words.patients}>
      <h3>{words.patients}</h3>
      <ul>
        {patients.map(({ city, ...patient }) => {
          const state = syncState(patient.id);
          const move = () => updatePatient(patient.id, { city: after(kCities, city) });
          return (
            <li key={rowKey({ city, ...patient })} data-state={state}>
              <span className="playground-name">
                {patient.name} <small>{city}</small>
              </span>
              <span className="playground-state">{words.states[state]}</span>
              <button onClick={() => void move().catch(() => undefined)}>{words.rename}</button>
              <button
                aria-label={`${words.remove}: ${patient.name}`}
                onClick={() => void deletePatient(patient.id).catch(() => undefined)}
              >
                ✕
              </button>
            </li>
          );
        })}
      </ul>
      <button className="playground-create" onClick={create}>
        {words.create}
      </button>
    </section>
  );
}
