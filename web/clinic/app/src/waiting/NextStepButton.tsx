import { Button } from '@mantine/core';
import { useNow } from '../app/clock.tsx';
import { isoDay } from '../clinic/dates.ts';
import type { Appointment } from '../clinic/types.ts';
import { nextStep } from '../clinic/visits.ts';
import dayjs from 'dayjs';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useVisitStep } from './useVisitStep.ts';

export interface NextStepButtonProps {
  appointment: Appointment;
  /** Whose, for a screen reader. */
  name: string;
}

/** The next step of a visit of today, by one click; nothing where there is none. */
export function NextStepButton({ appointment, name }: NextStepButtonProps) {
  const { waiting } = useMessages();
  const today = useNow().format(isoDay);
  const take = useVisitStep();
  const step = nextStep(appointment);
  if (step === null || dayjs(appointment.starts_at).format(isoDay) !== today) return null;
  return (
    <Button
      size="compact-sm"
      variant={step === 'arrive' ? 'default' : 'light'}
      style={{ position: 'relative', zIndex: 1, flex: 'none' }}
      aria-label={`${waiting.steps[step]} : ${name}`}
      onClick={() => take(appointment, step)}
    >
      {waiting.steps[step]}
    </Button>
  );
}
