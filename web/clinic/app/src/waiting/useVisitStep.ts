import { useCallback } from 'react';
import type { Appointment } from '../clinic/types.ts';
import { changesOfStep, type VisitStep } from '../clinic/visits.ts';
import { useAppointments } from '../resources/hooks.ts';

/** Takes a visit one step further: shown at once, sent as any other change; a refusal is shown by the notices. */
export function useVisitStep(): (appointment: Appointment, step: VisitStep) => void {
  const { updateAppointment } = useAppointments();
  return useCallback(
    (appointment, step) => {
      updateAppointment(appointment.id, changesOfStep(step, new Date()), {
        previousState: appointment,
      }).catch(() => undefined);
    },
    [updateAppointment],
  );
}
