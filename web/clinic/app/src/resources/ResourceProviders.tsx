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

/** Every record of the clinic, for everything below. */
export function ResourceProviders({ children }: { children: ReactNode }) {
  const person = usePerson();
  const isTime = useFirstDay() !== 'reading';
  return (
    <PractitionerResource.Provider>
      <PatientResource.Provider load={isTime}>
        <AppointmentResource.Provider load={isTime}>
          <MedicalRecordResource.Provider load={isTime && mayOpenMedicalFiles(person)}>
            <ConsentResource.Provider load={isTime}>{children}</ConsentResource.Provider>
          </MedicalRecordResource.Provider>
        </AppointmentResource.Provider>
      </PatientResource.Provider>
    </PractitionerResource.Provider>
  );
}
