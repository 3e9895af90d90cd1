import { useCallback } from 'react';
import type { MutationEntry } from 'synchrone/streaming';
import { useDialogs, type Dialog } from '../dialogs/dialogs.tsx';
import type {
  Appointment,
  Consent,
  MedicalRecord,
  Patient,
  Practitioner,
} from '../clinic/types.ts';
import { recordOf, resourceOf, useRowLookup } from './useClinicDescriber.ts';

/** Opens the form of a refused change with what had been entered. */
export function useCorrection() {
  const { open } = useDialogs();
  const rowOf = useRowLookup();
  const correct = useCallback(
    (entry: MutationEntry) => {
      const dialog = formFor(entry, rowOf(entry));
      if (dialog !== null) open(dialog);
    },
    [open, rowOf],
  );
  return { correct, canCorrect };
}

/** A create or an update has data to correct; a delete has none. */
function canCorrect(entry: MutationEntry): boolean {
  return entry.kind === 'refused' && (entry.operation === 'create' || entry.operation === 'update');
}

function formFor(entry: MutationEntry, row: object | undefined): Dialog | null {
  const record = entry.operation === 'update' ? row : undefined;
  const start = { correcting: entry, ...(record === undefined ? {} : { record }) };
  const patientId = String(recordOf(entry, row)['patient_id'] ?? '');
  switch (resourceOf(entry)) {
    case 'patients':
      return { kind: 'patient', ...(start as { correcting: MutationEntry; record?: Patient }) };
    case 'appointments':
      return {
        kind: 'appointment',
        ...(start as { correcting: MutationEntry; record?: Appointment }),
      };
    case 'practitioners':
      return {
        kind: 'practitioner',
        ...(start as { correcting: MutationEntry; record?: Practitioner }),
      };
    case 'medical-records':
      return {
        kind: 'record',
        patientId,
        ...(start as { correcting: MutationEntry; record?: MedicalRecord }),
      };
    case 'consents':
      return {
        kind: 'consent',
        patientId,
        ...(start as { correcting: MutationEntry; record?: Consent }),
      };
    default:
      return null;
  }
}
