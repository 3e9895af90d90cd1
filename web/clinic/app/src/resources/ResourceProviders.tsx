import type { ReactNode } from 'react';
import { mayOpenMedicalFiles } from '../session/person.ts';
import { usePerson } from '../session/useSession.ts';
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
  return (
    <PractitionerResource.Provider>
      <PatientResource.Provider>
        <AppointmentResource.Provider>
          <MedicalRecordResource.Provider load={mayOpenMedicalFiles(person)}>
            <ConsentResource.Provider>{children}</ConsentResource.Provider>
          </MedicalRecordResource.Provider>
        </AppointmentResource.Provider>
      </PatientResource.Provider>
    </PractitionerResource.Provider>
  );
}
