import { SyncMutationError, syncActions } from 'synchrone';

interface Appointment {
  id: string;
  start: string;
}

const appointments = syncActions<Appointment>('/api/v1/appointments');

export async function book(start: string): Promise<string> {
  try {
    // Resolves with the confirmed record; offline with the optimistic one.
    const { id } = await appointments.create({ start });
    return id;
  } catch (error) {
    if (error instanceof SyncMutationError && error.code === 'SLOT_TAKEN') return 'taken';
    throw error;
  }
}

export function bookAndReport(start: string, report: (message: string) => void): void {
  const change = appointments.create({ start });
  void change.settled.then((outcome) => {
    if (outcome.status === 'synced') report(`Confirmed: ${outcome.record.start}`);
    else report(outcome.error.message);
  });
}
