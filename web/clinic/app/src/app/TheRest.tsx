import { useEffect } from 'react';
import { Later } from '../parts/Later.tsx';
import { loadTheRest } from '../parts/parts.ts';
import { useFirstDay } from '../resources/first-day.ts';
import {
  useAppointments,
  useConsents,
  useMedicalRecords,
  usePatients,
  usePractitioners,
} from '../resources/hooks.ts';

/**
 * Loads the rest of the application, once the page that waits for the lists has been drawn with them, or without those
 * that could not be read. What is asked for meanwhile comes at once.
 */
export function TheRest() {
  const lists = [
    usePractitioners(),
    usePatients(),
    useAppointments(),
    useMedicalRecords(),
    useConsents(),
  ];
  const isWaiting = useFirstDay() === 'reading';
  return (
    !isWaiting &&
    lists.every(({ isLoading }) => !isLoading) && (
      <Later>
        <Loads />
      </Later>
    )
  );
}

function Loads() {
  useEffect(loadTheRest, []);
  return null;
}
