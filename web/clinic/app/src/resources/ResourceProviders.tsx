import type { ReactNode } from 'react';
import {
  AppointmentResource,
  ConsentResource,
  MedicalRecordResource,
  PatientResource,
  PractitionerResource,
} from './resources.ts';

/** Every record of the clinic, for everything below. */
export function ResourceProviders({ children }: { children: ReactNode }) {
  return (
    <PractitionerResource.Provider>
      <PatientResource.Provider>
        <AppointmentResource.Provider>
          <MedicalRecordResource.Provider>
            <ConsentResource.Provider>{children}</ConsentResource.Provider>
          </MedicalRecordResource.Provider>
        </AppointmentResource.Provider>
      </PatientResource.Provider>
    </PractitionerResource.Provider>
  );
}
