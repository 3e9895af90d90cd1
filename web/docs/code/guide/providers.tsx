'use client';

import { createContext, useState, type PropsWithChildren } from 'react';
import { useSyncMutation } from 'synchrone';
import { SyncNotices, SyncStatus } from 'synchrone/ui';
import 'synchrone/ui/styles.css';

interface Patient {
  id: string;
  last_name: string;
}

export const PatientContext = createContext<unknown>(null);

/** `first`: the rows that the server component has read. */
export function Patients({ first, children }: PropsWithChildren<{ first: readonly Patient[] }>) {
  const [patients, setPatients] = useState(first);
  const { create: createPatient } = useSyncMutation<Patient>(null, '/api/v1/patients', {
    adapter: { setItems: setPatients, items: patients },
  });
  return (
    <PatientContext.Provider value={{ patients, createPatient }}>
      <SyncStatus />
      {children}
      <SyncNotices />
    </PatientContext.Provider>
  );
}
