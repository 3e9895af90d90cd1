'use client';
import { useState } from 'react';
import { useSyncMutation, useSyncedRows } from 'synchrone';
import { AttentionList, SyncStatus } from 'synchrone/ui';

/** A list of patients, as a person would write it: no read, so that only the queue shows rows. */
export function Patients() {
  const [stored] = useState([]);
  const [name, setName] = useState('');
  const patients = useSyncedRows(stored, '/api/patients');
  const { create, error } = useSyncMutation('/api/patients');
  return (
    <main>
      <SyncStatus />
      <input aria-label="Name" value={name} onChange={(event) => setName(event.target.value)} />
      <button onClick={() => void create({ name }).catch(() => undefined)}>New</button>
      <ul>
        {patients.map((patient) => (
          <li key={patient.id}>{patient.name}</li>
        ))}
      </ul>
      {error !== null && <p role="alert">{error}</p>}
      <AttentionList />
    </main>
  );
}
