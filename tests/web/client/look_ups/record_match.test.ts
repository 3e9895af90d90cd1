import { describe, expect, it } from 'vitest';
import {
  distinguishingFields,
  matchRecord,
} from '../../../../web/src/client/look_ups/record_match.js';
import type { AnyRecord } from '../../../../web/src/types/index.js';

const match = (sent: AnyRecord, row: AnyRecord) =>
  matchRecord(distinguishingFields(sent, ['id']), row);

describe('3.12a: the record that holds every field that was sent', () => {
  it.each<[string, unknown, unknown]>([
    ['the same text', 'Jean', 'Jean'],
    ['space that the server trimmed', '  Jean   Paul ', 'Jean Paul'],
    ['another case', 'Jean@Clinic.Example', 'jean@clinic.example'],
    ['tags that the server stripped', 'a <b>bold</b> note', 'a bold note'],
    ['entities that the server wrote', "L'eau & le sel", 'L&#39;eau &amp; le sel'],
    ['composed accents', 'He\u0301le\u0300ne', 'Hélène'],
    ['a number as text', 12, '12'],
    ['a decimal as text', 70.5, '70.50'],
    ['a text that became a number', '12', 12],
    ['a flag as a number', true, 1],
    ['a flag as text', false, 'false'],
    ['a day that became a time', '1990-01-05', '1990-01-05T00:00:00.000Z'],
    ['a time in another zone', '2026-03-01T10:00:00+01:00', '2026-03-01T09:00:00.000Z'],
    ['a time with seconds', '09:00', '09:00:00'],
    ['an object in another order', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['an object with more members', { street: 'x' }, { street: 'x', country: null }],
    ['an object as JSON text', { street: 'x' }, '{"street":"x"}'],
    ['a reference that came back as its record', 'd7', { id: 'd7', name: 'Dr Noor' }],
    ['an empty text that became null', '', null],
    ['a time of day with a day that means nothing', '09:00', '1970-01-01T09:00:00.000Z'],
    ['a time of day in another column type', '1900-01-01T09:00:00', '09:00'],
    ['a day as people write it', '25/01/1990', '1990-01-25'],
    ['a day as people write it, with a time', '25.1.1990', '1990-01-25T00:00:00Z'],
    ['a moment as a count', '2024-11-09T08:00:00.000Z', 1731139200000],
    ['a moment as a count of seconds', '2024-11-09T08:00:00Z', 1731139200],
    ['a count as a moment', 1731139200000, '2024-11-09T08:00:00Z'],
    ['a decimal comma', '62,5', 62.5],
    ['a flag as a letter', true, 'Y'],
    ['a reference as a path', 5, '/api/patients/5'],
    ['a reference as an address', '5', 'https://api.example/patients/5'],
    ['a reference of JSON-LD', '5', { '@id': '/api/patients/5', '@type': 'Patient' }],
    ['a reference of FHIR', '42', { reference: 'Patient/42' }],
    ['a reference as text of FHIR', '42', 'Patient/42'],
  ])('is recognised by %s', (_, sent, got) => {
    expect(match({ name: 'A', value: sent }, { id: '1', name: 'A', value: got })).toBe('same');
  });

  it.each<[string, unknown, unknown]>([
    ['a phone with its country', '06 12 34 56 78', '+33612345678'],
    ['a day moved by a time zone', '1990-01-05', '1990-01-04T23:00:00.000Z'],
    ['a day in an ambiguous order', '05/01/1990', '1990-01-05'],
    ['a time moved by a time zone', '2024-11-10T09:00Z', '2024-11-10T08:00:00.000Z'],
    ['a time without seconds, moved', '2024-11-10T09:00+00:00', '2024-11-10 08:00:00Z'],
    ['a time of day on its day', '09:00', '2024-11-10T09:00:00Z'],
    ['a country as its code', 'France', 'FR'],
    ['an accent as two letters', 'Müller', 'Mueller'],
    ['a rounded number', 70.456, 70.46],
    ['a code that was spelled out', 'F', 'female'],
    ['a masked number', '184027512345678', '****5678'],
    ['a list in another order', ['a', 'b'], ['b', 'a']],
    ['a field that the list leaves out', 'secret', undefined],
  ])('may be one with %s, which is looked at more closely', (_, sent, got) => {
    expect(match({ name: 'A', value: sent }, { id: '1', name: 'A', value: got })).toBe('perhaps');
  });

  it.each<[string, unknown, unknown]>([
    ['another name', 'Ann', 'Anna'],
    ['another number', 1, 12],
    ['another number in its text', 'N1', 'N12'],
    ['another blood group', 'A+', 'A-'],
    ['another day', '1990-01-05', '1990-01-06'],
    ['another time', '09:00', '09:30'],
    ['another phone', '0612345678', '0612345679'],
    ['another flag', true, false],
    ['another reference', 'd7', { id: 'd8' }],
    ['a path to another record', '5', '/api/patients/15'],
    ['another record of JSON-LD', '5', { '@id': '/api/patients/51' }],
    ['another minute', '2024-11-10T09:00Z', '2024-11-10T08:30:00.000Z'],
    ['another time of day', '09:00', '1970-01-01T09:30:00.000Z'],
    ['another day as people write it', '25/01/1990', '1990-02-25'],
    ['another count', '2024-11-09T08:00:00Z', 1731139260],
    ['a longer list', ['a'], ['a', 'b']],
  ])('is not one with %s', (_, sent, got) => {
    expect(match({ name: 'A', value: sent }, { id: '1', name: 'A', value: got })).toBe('other');
  });

  it('leaves out what servers write themselves, and a company that the row does not name', () => {
    const sent = { id: 'local', name: 'A', created_at: '2026-01-01', company_id: 'c1' };
    expect(match(sent, { id: '7', name: 'A', created_at: '2026-02-02' })).toBe('same');
    expect(match(sent, { id: '7', name: 'A', company_id: 'c2' })).toBe('other');
  });

  it('knows a field by its name in another spelling', () => {
    expect(match({ firstName: 'A' }, { id: '7', first_name: 'A' })).toBe('same');
    expect(match({ firstName: 'A' }, { id: '7', first_name: 'B' })).toBe('other');
  });
});
