import type { ReactNode } from 'react';
import { mayOpenMedicalFiles } from '../session/person.ts';
import { usePerson } from '../session/useSession.ts';
import { useFirstDay } from './first-day.ts';
import {
  AppointmentResource,
  ConsentResource,
  MedicalRecordResource,
  PatientResource,
  PractitionerResource,
} from './resources.ts';

/**
 * Every record of the clinic, for everything below. The innermost is read first: what every page shows before what a file
 * does.
 */
export function ResourceProviders({ children }: { children: ReactNode }) {
  const person = usePerson();
  const isTime = useFirstDay() !== 'reading';
  return (
    <ConsentResource.Provider load={isTime}>
      <MedicalRecordResource.Provider load={isTime && mayOpenMedicalFiles(person)}>
        <PatientResource.Provider load={isTime}>
          <AppointmentResource.Provider load={isTime}>
            <PractitionerResource.Provider>{children}</PractitionerResource.Provider>
          </AppointmentResource.Provider>
        </PatientResource.Provider>
      </MedicalRecordResource.Provider>
    </ConsentResource.Provider>
  );
}
