import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatPhone, practitionerName } from '../clinic/people.ts';
import type { Patient } from '../clinic/types.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { usePractitioners } from '../resources/hooks.ts';
import { mailLink } from './mail-link.ts';
import classes from './PatientFile.module.css';

/** Everything recorded about the person, field by field. */
export function DetailsTab({ patient }: { patient: Patient }) {
  const { patients: messages, states } = useMessages();
  const { getPractitionerById } = usePractitioners();
  const practitioner = patient.practitioner_id
    ? getPractitionerById(patient.practitioner_id)
    : undefined;
  const address = [
    patient.address,
    [patient.postal_code, patient.city].filter(Boolean).join(' '),
  ].filter(Boolean);
  const facts: ReadonlyArray<[label: string, value: ReactNode]> = [
    [
      messages.phone,
      patient.phone && <Anchor href={`tel:${patient.phone}`}>{formatPhone(patient.phone)}</Anchor>,
    ],
    [
      messages.email,
      patient.email && <Anchor href={mailLink(patient.email)}>{patient.email}</Anchor>,
    ],
    [messages.address, address.join('\n')],
    [
      messages.insuranceNumber,
      patient.insurance_number && groupInsuranceNumber(patient.insurance_number),
    ],
    [messages.practitioner, practitioner && practitionerName(practitioner)],
    [messages.allergies, patient.allergies],
    [messages.notes, patient.notes],
  ];
  return (
    <dl className={`${classes.details} tabular`}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value || <span className={classes.entryMeta}>{states.notFilled}</span>}</dd>
        </div>
      ))}
    </dl>
  );
}

/** "1 84 12 76 451 089 46": the groups in which the number is read aloud. */
function groupInsuranceNumber(number: string): string {
  const groups = /^(.)(..)(..)(..)(...)(...)(..)?$/.exec(number.replace(/\s/g, ''));
  return groups === null ? number : groups.slice(1).filter(Boolean).join(' ');
}
