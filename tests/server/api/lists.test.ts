import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClinic, type TestClinic } from '../support/clinic.ts';
import {
  createPatient,
  createPractitioner,
  created,
  sampleAppointment,
} from '../support/samples.ts';

/** BEHAVIOUR 8: lists with pages, cursors, search, filters and updated_since. */
let clinic: TestClinic;
const names = ['Aubert', 'Belkacem', 'Çelik', 'Durand', 'Élie', 'Fabre', 'Garnier'];

beforeAll(async () => {
  clinic = await startClinic();
  for (const name of [...names].reverse()) {
    await createPatient(clinic, {
      last_name: name,
      first_name: 'Zoé',
      city: name === 'Durand' ? 'Bron' : 'Lyon',
    });
  }
});
afterAll(() => clinic.close());

const lastNames = (records: ReadonlyArray<Record<string, unknown>>) =>
  records.map((record) => record['last_name']);

describe('8: pages', () => {
  it('orders by name without case and accents', async () => {
    const { records } = await clinic.send('GET', '/api/v1/patients');
    expect(lastNames(records)).toEqual(names);
  });

  it('cuts pages and counts them', async () => {
    const { records, body } = await clinic.send('GET', '/api/v1/patients?limit=3&page=3');
    expect(lastNames(records)).toEqual(['Garnier']);
    expect(body.pagination).toMatchObject({
      limit: 3,
      page: 3,
      total: 7,
      total_pages: 3,
      has_more: false,
    });
  });

  it.each([
    [3, 1, 3],
    [3, 4, 3],
    [7, 1, 1],
    [7, 2, 1],
    [1000, 1, 1],
    [1000, 2, 1],
  ])(
    'counts all rows whichever page is asked for: %i rows, page %i',
    async (limit, page, pages) => {
      const { body } = await clinic.send('GET', `/api/v1/patients?limit=${limit}&page=${page}`);
      expect(body.pagination).toMatchObject({ page, total: 7, total_pages: pages });
      const none = await clinic.send(
        'GET',
        `/api/v1/patients?q=introuvable&limit=${limit}&page=${page}`,
      );
      expect(none.body.pagination).toMatchObject({ page, total: 0, total_pages: 1 });
    },
  );

  it('refuses limits out of range by name', async () => {
    const answer = await clinic.send(
      'GET',
      '/api/v1/patients?limit=1001&page=0&updated_since=yesterday&sort=shoe',
    );
    expect(answer.status).toBe(400);
    expect(answer.badFields).toEqual(['limit', 'page', 'sort', 'updated_since']);
  });
});

describe('8: parameters that an address does not have', () => {
  it('are refused by name, together with what is wrong with others', async () => {
    for (const [query, ...bad] of [
      ['patients?patient_id=x', 'patient_id'],
      ['medical-records?patientId=x&limit=0', 'limit', 'patientId'],
      ['consents?patient_id[]=x', 'patient_id[]'],
      ['practitioners?q=a&Q=a&__proto__=x', 'Q', '__proto__'],
      ['audit?patient=x&record=y', 'patient', 'record'],
      ['changes?seconds=1&patient_id=x', 'patient_id'],
      ['changes/stream?patient_id=x', 'patient_id'],
      ['patients/x?limit=0&patient_id=x', 'patient_id'],
      ['accounts?role=admin', 'role'],
      ['company?id=x', 'id'],
      ['auth/me?user=x', 'user'],
      ['auth/second-factor?user=x', 'user'],
      ['openapi.json?version=2', 'version'],
    ]) {
      const answer = await clinic.send('GET', `/api/v1/${String(query)}`);
      expect([query, answer.status, answer.badFields]).toEqual([query, 400, bad]);
    }
  });

  it('are not those of its list, which come along to a record', async () => {
    const [patient] = (await clinic.send('GET', '/api/v1/patients?limit=1')).records;
    const path = `/api/v1/patients/${String(patient?.id)}?limit=1&sort=name`;
    expect((await clinic.send('GET', path)).status).toBe(200);
  });
});

describe('8: cursors', () => {
  it('walks every row once in both directions', async () => {
    for (const sort of ['name', '-name', '-created_at']) {
      const seen: unknown[] = [];
      let cursor: unknown = '';
      do {
        const page = await clinic.send(
          'GET',
          `/api/v1/patients?limit=2&sort=${sort}&cursor=${String(cursor)}`,
        );
        seen.push(...lastNames(page.records));
        cursor = page.body.pagination['next_cursor'];
      } while (cursor !== null);
      expect(seen).toHaveLength(names.length);
      if (sort === 'name') expect(seen).toEqual(names);
      else expect(new Set(seen)).toEqual(new Set(names));
    }
  });

  it('skips nothing when a row before the cursor goes away', async () => {
    const doomed = await createPatient(clinic, { last_name: 'Aaron' });
    const first = await clinic.send('GET', '/api/v1/patients?limit=2');
    await clinic.send('DELETE', `/api/v1/patients/${doomed}`);
    const second = await clinic.send(
      'GET',
      `/api/v1/patients?limit=2&cursor=${String(first.body.pagination['next_cursor'])}`,
    );
    expect(lastNames(second.records)).toEqual(['Belkacem', 'Çelik']);
  });

  it('refuses cursors of another order and garbage', async () => {
    const first = await clinic.send('GET', '/api/v1/patients?limit=2');
    const cursor = String(first.body.pagination['next_cursor']);
    for (const query of [`sort=-name&cursor=${cursor}`, 'cursor=garbage', 'cursor=WzEsMiwzXQ']) {
      const answer = await clinic.send('GET', `/api/v1/patients?${query}`);
      expect([query, answer.status, answer.badFields]).toEqual([query, 400, ['cursor']]);
    }
  });
});

describe('8: search and filters', () => {
  it('finds all words without case and accents', async () => {
    expect(lastNames((await clinic.send('GET', '/api/v1/patients?q=celik%20ZOE')).records)).toEqual(
      ['Çelik'],
    );
    expect(lastNames((await clinic.send('GET', '/api/v1/patients?q=%C3%A9lie')).records)).toEqual([
      'Élie',
    ]);
    expect((await clinic.send('GET', '/api/v1/patients?q=zoe%20nobody')).records).toEqual([]);
  });

  it('takes wildcards literally', async () => {
    for (const q of ['%25', '_', '%5C', '%00%25']) {
      expect((await clinic.send('GET', `/api/v1/patients?q=${q}`)).records).toEqual([]);
    }
  });

  it("filters appointments by people and by days on the clinic's clock", async () => {
    const practitioner = await createPractitioner(clinic);
    const lateOnMonday = { starts_at: '2031-03-03T22:30:00Z', ends_at: '2031-03-03T22:50:00Z' }; // 23:30 in Paris
    const earlyOnTuesday = { starts_at: '2031-03-03T23:30:00Z', ends_at: '2031-03-03T23:50:00Z' }; // 0:30 in Paris
    const monday = await created(
      clinic,
      '/api/v1/appointments',
      await sampleAppointment(clinic, { practitioner_id: practitioner, ...lateOnMonday }),
    );
    const tuesday = await created(
      clinic,
      '/api/v1/appointments',
      await sampleAppointment(clinic, { practitioner_id: practitioner, ...earlyOnTuesday }),
    );
    const ids = async (query: string) =>
      (
        await clinic.send('GET', `/api/v1/appointments?practitioner_id=${practitioner}&${query}`)
      ).records.map(({ id }) => id);
    expect(await ids('date_from=2031-03-03&date_to=2031-03-03')).toEqual([monday]);
    expect(await ids('date_from=2031-03-04')).toEqual([tuesday]);
    expect(await ids('date_to=2031-03-03T23:00:00Z')).toEqual([monday]);
    expect(await ids('status=cancelled')).toEqual([]);
    const answer = await clinic.send(
      'GET',
      '/api/v1/appointments?patient_id=p1&date_from=soon&status=maybe',
    );
    expect(answer.badFields).toEqual(['date_from', 'patient_id', 'status']);
  });

  it("finds who has an appointment on a day of the clinic's clock", async () => {
    const slot = (from: string, to: string) =>
      sampleAppointment(clinic, {
        starts_at: `2031-05-05T${from}:00Z`,
        ends_at: `2031-05-05T${to}:00Z`,
      });
    const late = await slot('21:45', '22:05'); // from 23:45 in Paris
    const early = await slot('22:10', '22:20'); // 0:10 of the next day in Paris
    const deleted = await slot('10:00', '10:20');
    for (const body of [late, early]) await created(clinic, '/api/v1/appointments', body);
    const gone = await created(clinic, '/api/v1/appointments', deleted);
    await clinic.send('DELETE', `/api/v1/appointments/${gone}`);
    const ids = async (day: string) =>
      (await clinic.send('GET', `/api/v1/patients?appointment_on=${day}`)).records.map(
        ({ id }) => id,
      );
    expect(await ids('2031-05-05')).toEqual([late.patient_id]);
    expect(await ids('2031-05-06')).toEqual([early.patient_id]);
    expect(await ids('2031-05-07')).toEqual([]);
    const answer = await clinic.send('GET', '/api/v1/patients?appointment_on=2031-05-05T10:00:00Z');
    expect(answer.badFields).toEqual(['appointment_on']);
  });
});

describe('8: updated_since', () => {
  it('lists changes and deletions in the order they happened', async () => {
    const all = await clinic.send('GET', '/api/v1/patients?limit=1000');
    const [kept, gone] = all.records;
    const before = await clinic.send('GET', `/api/v1/patients/${kept?.id}`);
    const since = new Date(
      Date.parse(
        String(
          (
            await clinic.send('POST', '/api/v1/practitioners', {
              first_name: 'A',
              last_name: 'B',
              specialty: 'C',
            })
          ).record['created_at'],
        ),
      ),
    );
    await clinic.send('PATCH', `/api/v1/patients/${kept?.id}`, { city: 'Écully' });
    await clinic.send('DELETE', `/api/v1/patients/${gone?.id}`);
    const changes = await clinic.send(
      'GET',
      `/api/v1/patients?updated_since=${since.toISOString()}`,
    );
    expect(changes.records.map(({ id }) => id)).toEqual([kept?.id, gone?.id]);
    expect(changes.records[1]?.['deleted_at']).not.toBeNull();
    expect(before.record.version + 1).toBe(changes.records[0]?.version);
    expect(Date.parse(String(changes.body.pagination['next_updated_since']))).toBeLessThan(
      Date.now(),
    );
  });
});

describe('4: the cheap read', () => {
  it('answers head of a list without reading it', async () => {
    const answer = await clinic.send('HEAD', '/api/v1/patients');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/json');
  });
});
