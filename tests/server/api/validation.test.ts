import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClinic, type Json, type TestClinic } from '../support/clinic.ts';
import {
  createPatient,
  sampleAppointment,
  sampleFor,
  samplePatient,
  slotOfNow,
} from '../support/samples.ts';

/** BEHAVIOUR 8: every bad field is named; BEHAVIOUR 9.3: in the reader's language. */
let clinic: TestClinic;
beforeAll(async () => {
  clinic = await startClinic();
});
afterAll(() => clinic.close());

/** `field: CODE` of every complaint. */
function complaints(details: Json): string[] {
  return (details['fields'] as Array<{ field: string; code: string }>)
    .map(({ field, code }) => `${field}: ${code}`)
    .sort();
}

describe('8: validation', () => {
  it('names every bad field of a create', async () => {
    const answer = await clinic.send('POST', '/api/v1/patients', {
      last_name: '   ',
      birth_date: '1980-02-30',
      sex: 'unknown',
      email: 'nobody@',
      phone: 'call me',
      postal_code: '6'.repeat(13),
      insurance_number: '180056912345600',
      notes: 12,
      city: 'a\u0000b',
    });
    expect([answer.status, answer.body.error.code]).toEqual([400, 'VALIDATION_FAILED']);
    expect(complaints(answer.body.error.details)).toEqual([
      'birth_date: INVALID_DATE',
      'city: INVALID_CHARACTER',
      'email: INVALID_EMAIL',
      'first_name: REQUIRED',
      'insurance_number: INVALID_INSURANCE_NUMBER',
      'last_name: REQUIRED',
      'notes: WRONG_TYPE',
      'phone: INVALID_PHONE',
      'postal_code: TOO_LONG',
      'sex: NOT_ALLOWED',
    ]);
  });

  it('checks only the given fields of a patch', async () => {
    const own = `/api/v1/patients/${await createPatient(clinic)}`;
    const answer = await clinic.send('PATCH', own, { first_name: '', email: 'x' });
    expect(complaints(answer.body.error.details)).toEqual([
      'email: INVALID_EMAIL',
      'first_name: REQUIRED',
    ]);
    expect((await clinic.send('PUT', own, { city: 'Lyon' })).badFields).toEqual([
      'first_name',
      'last_name',
    ]);
  });

  it('checks the whole record after a patch', async () => {
    const body = await sampleAppointment(clinic);
    const { record } = await clinic.send('POST', '/api/v1/appointments', body);
    const answer = await clinic.send('PATCH', `/api/v1/appointments/${record.id}`, {
      ends_at: '2031-03-04T08:00:00Z',
    });
    expect(complaints(answer.body.error.details)).toEqual(['ends_at: ENDS_BEFORE_START']);
  });

  it('refuses a birth in the future', async () => {
    const answer = await clinic.send(
      'POST',
      '/api/v1/patients',
      samplePatient({ birth_date: '2199-01-01' }),
    );
    expect(complaints(answer.body.error.details)).toEqual(['birth_date: IN_THE_FUTURE']);
  });

  const happened: ReadonlyArray<readonly [string, string, Json]> = [
    ['consents', 'granted_at', {}],
    ['consents', 'withdrawn_at', { status: 'withdrawn' }],
    ['medical-records', 'recorded_at', {}],
    ['appointments', 'arrived_at', { ...slotOfNow(), status: 'arrived' }],
    ['appointments', 'seen_at', { ...slotOfNow(), status: 'in_care' }],
    ['appointments', 'left_at', { ...slotOfNow(), status: 'completed' }],
  ];
  const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

  it.each(happened)('refuses in %s a future %s, by every way', async (resource, field, more) => {
    const path = `/api/v1/${resource}`;
    const body = await sampleFor(clinic, resource);
    const future = { ...body, ...more, [field]: '2099-01-01T00:00:00Z' };
    const { record } = await clinic.send('POST', path, body);
    const own = `${path}/${record.id}`;
    const match = { 'if-match': '"1"' };
    for (const answer of [
      await clinic.send('POST', path, future),
      await clinic.send('PUT', own, future, match),
      await clinic.send('PATCH', own, { ...more, [field]: hoursFromNow(24) }, match),
    ]) {
      expect(complaints(answer.body.error.details)).toEqual([`${field}: IN_THE_FUTURE`]);
    }
    expect((await clinic.send('GET', own)).record.version).toBe(1);
  });

  it.each(happened)('keeps in %s the %s of hours ago and no future one', async (...one) => {
    const [resource, field, more] = one;
    const kept = async (moment: string): Promise<unknown> => {
      const body = { ...(await sampleFor(clinic, resource)), ...more, [field]: moment };
      return (await clinic.send('POST', `/api/v1/${resource}`, body)).record[field];
    };
    const offline = hoursFromNow(-9);
    expect(await kept(offline)).toBe(offline);
    // A clock that is ahead by a wrong time zone: the present of the server.
    const before = Date.now();
    const taken = Date.parse(String(await kept(hoursFromNow(2))));
    expect(taken).toBeGreaterThanOrEqual(before);
    expect(taken).toBeLessThanOrEqual(Date.now());
  });

  it('wants moments with an offset', async () => {
    const body = await sampleAppointment(clinic, {
      starts_at: '2031-03-04T09:00:00',
      ends_at: 'tomorrow',
    });
    const answer = await clinic.send('POST', '/api/v1/appointments', body);
    expect(complaints(answer.body.error.details)).toEqual([
      'ends_at: INVALID_INSTANT',
      'starts_at: INVALID_INSTANT',
    ]);
  });

  it('knows the numbers of Corsica', async () => {
    const answer = await clinic.send(
      'POST',
      '/api/v1/patients',
      samplePatient({ insurance_number: '2 69 05 2A 588 157 17' }),
    );
    expect([answer.status, answer.badFields]).toEqual([201, []]);
  });
});

describe('9.3: languages', () => {
  it.each([
    [undefined, 'Certains champs sont à corriger.', 'Ce champ est obligatoire.'],
    ['en-GB,en;q=0.9', 'Some fields need correction.', 'This field is required.'],
    ['es', 'Hay campos que corregir.', 'Este campo es obligatorio.'],
    ['de', 'Certains champs sont à corriger.', 'Ce champ est obligatoire.'],
  ])('speaks for Accept-Language %s', async (language, message, field) => {
    const headers: Record<string, string> =
      language === undefined ? {} : { 'accept-language': language };
    const { body } = await clinic.send('POST', '/api/v1/patients', { first_name: 'A' }, headers);
    expect(body.error.message).toBe(message);
    expect(body.error.details['fields']).toEqual([
      { field: 'last_name', code: 'REQUIRED', message: field },
    ]);
  });
});

describe('8: requests that are not understood', () => {
  it.each([
    ['malformed JSON', '{"first_name":', 400, 'MALFORMED_JSON'],
    ['a bare string', '"Jean"', 400, 'MALFORMED_JSON'],
    ['a list', '[]', 400, 'VALIDATION_FAILED'],
    ['a huge body', JSON.stringify({ notes: 'x'.repeat(1024 * 1024) }), 413, 'BODY_TOO_LARGE'],
  ])('answers with an envelope %s', async (_name, body, status, code) => {
    const answer = await clinic.send('POST', '/api/v1/patients', body);
    expect([answer.status, answer.body.success, answer.body.error.code]).toEqual([
      status,
      false,
      code,
    ]);
    expect(answer.body.error.message).not.toBe('');
  });

  it('wants JSON', async () => {
    const text = await clinic.send('POST', '/api/v1/patients', 'first_name=A', {
      'content-type': 'text/plain',
    });
    expect([text.status, text.body.error.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const none = await clinic.send('POST', '/api/v1/patients');
    expect(none.status).toBe(415);
  });

  it('distinguishes unknown routes from unknown records', async () => {
    for (const path of [
      '/api/v1/doctors',
      '/api/v2/patients',
      '/api',
      '/nowhere',
      '/api/v1/patients/x/y',
    ]) {
      const answer = await clinic.send('GET', path);
      expect([path, answer.status, answer.body.error.code]).toEqual([path, 404, 'ROUTE_NOT_FOUND']);
    }
  });

  it('names the methods that are allowed', async () => {
    const answer = await clinic.send('PATCH', '/api/v1/patients', {});
    expect([answer.status, answer.body.error.code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(answer.headers.get('allow')).toBe('GET, HEAD, POST');
  });

  it('survives broken escapes in the path', async () => {
    const answer = await clinic.send('GET', '/api/v1/patients/%E0%A4%A');
    expect([answer.status, answer.body.error.code]).toEqual([400, 'MALFORMED_REQUEST']);
  });
});
