import { useMemo } from 'react';
import { practitionerName } from '../clinic/people.ts';
import { usePractitioners } from './hooks.ts';

/** The practitioners who see patients, for a select; also the one already chosen, if they have left. */
export function usePractitionerOptions(
  chosen?: string | null,
): Array<{ value: string; label: string }> {
  const { practitioners } = usePractitioners();
  return useMemo(
    () =>
      practitioners
        .filter((practitioner) => practitioner.active || practitioner.id === chosen)
        .map((practitioner) => ({ value: practitioner.id, label: practitionerName(practitioner) })),
    [practitioners, chosen],
  );
}
