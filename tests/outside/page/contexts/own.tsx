import { createSyncContext, useSyncMutation } from 'synchrone';
import { useMemo, type ReactNode } from 'react';
import type { Client } from '../clients.ts';
import { Panel } from '../panel.tsx';

function makeContexts(client: Client) {
  const { patientOptions, appointmentOptions } = client;
  return {
    patients: createSyncContext({
      endpoint: client.patients,
      name: 'patient',
      ...patientOptions,
    }),
    appointments: createSyncContext({
      endpoint: client.appointments,
      name: 'appointment',
      ...appointmentOptions,
    }),
  };
}

/** The contexts of `createSyncContext`. */
export function Own({ client }: { client: Client }): ReactNode {
  const contexts = useMemo(() => makeContexts(client), [client]);
  const { patients, appointments } = contexts;
  return (
    <patients.Provider>
      <appointments.Provider>
        <Patients use={patients.useResource} endpoint={client.patients} />
        <Appointments use={appointments.useResource} endpoint={client.appointments} />
      </appointments.Provider>
    </patients.Provider>
  );
}

type Made = ReturnType<typeof makeContexts>;

function Patients(props: { use: Made['patients']['useResource']; endpoint: string }) {
  const context = props.use();
  const operations = useSyncMutation(context, props.endpoint);
  const error = context.error ?? operations.error;
  return (
    <Panel
      name="patients"
      rows={context.patients}
      operations={operations}
      error={error}
      read={context.getAll}
    />
  );
}

function Appointments(props: { use: Made['appointments']['useResource']; endpoint: string }) {
  const context = props.use();
  const operations = useSyncMutation(context, props.endpoint);
  return (
    <Panel
      name="appointments"
      rows={context.appointments}
      operations={operations}
      error={context.error ?? operations.error}
    />
  );
}
