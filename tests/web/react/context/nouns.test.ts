import { describe, expect, it } from 'vitest';
import { camelCase, resourceNouns } from '../../../../web/src/react/context/nouns.js';
import { pluralOf } from '../../../../web/src/react/context/plural.js';

describe('2.5: method names follow from the endpoint', () => {
  it.each([
    ['/api/v1/patients', ['Patient', 'Patients'], ['Patients']],
    ['/api/v1/patients/', ['Patient', 'Patients'], ['Patients']],
    ['/api/v1/patients?company=1', ['Patient', 'Patients'], ['Patients']],
    ['https://api.example/v1/appointments', ['Appointment', 'Appointments'], ['Appointments']],
    [
      '/api/v1/medical-records',
      ['MedicalRecord', 'MedicalRecords', 'Record', 'Records'],
      ['MedicalRecords', 'Records'],
    ],
    [
      '/api/v1/medical_records',
      ['MedicalRecord', 'MedicalRecords', 'Record', 'Records'],
      ['MedicalRecords', 'Records'],
    ],
    [
      '/api/v1/medicalRecords',
      ['MedicalRecord', 'MedicalRecords', 'Record', 'Records'],
      ['MedicalRecords', 'Records'],
    ],
    ['/api/v1/patients/p1/allergies', ['Allergy', 'Allergies'], ['Allergies']],
  ])('%s', (endpoint, singular, plural) => {
    expect(resourceNouns(endpoint)).toEqual({ singular, plural });
  });

  it.each([
    ['people', 'Person'],
    ['children', 'Child'],
    ['addresses', 'Address'],
    ['boxes', 'Box'],
    ['branches', 'Branch'],
    ['nurses', 'Nurse'],
    ['statuses', 'Status'],
    ['diagnoses', 'Diagnosis'],
    ['analyses', 'Analysis'],
    ['keys', 'Key'],
    ['hopitaux', 'Hopital'],
    ['staff', 'Staff'],
    ['access', 'Access'],
  ])('irregular plural: %s is looked for as %s', (plural, singular) => {
    expect(resourceNouns(`/api/${plural}`).singular).toContain(singular);
  });

  it('an endpoint without a path has no nouns', () => {
    expect(resourceNouns('')).toEqual({ singular: [], plural: [] });
  });
});

describe('10: members of createSyncContext are named after name and plural', () => {
  it.each([
    ['medical-record', 'medicalRecord'],
    ['medical_record', 'medicalRecord'],
    ['medicalRecord', 'medicalRecord'],
    ['patient', 'patient'],
  ])('%s in camelCase is %s', (name, camel) => {
    expect(camelCase(name)).toBe(camel);
  });

  it.each([
    ['patient', 'patients'],
    ['medicalRecord', 'medicalRecords'],
    ['allergy', 'allergies'],
    ['day', 'days'],
    ['box', 'boxes'],
    ['branch', 'branches'],
    ['address', 'addresses'],
    ['person', 'people'],
    ['diagnosis', 'diagnoses'],
  ])('plural of %s is %s', (name, plural) => {
    expect(pluralOf(name)).toBe(plural);
  });
});
