import { insuranceKey } from '../resources/fields.ts';
import type { Random } from './random.ts';
import {
  allergies,
  familyNames,
  givenNames,
  staff,
  streets,
  towns,
  type PractitionerWords,
} from './words.ts';

/** A row to insert: column to value. */
export type SeedRow = Readonly<Record<string, unknown>> & { readonly id: string };

/** A seeded practitioner and the words for the appointments. */
export interface SeedPractitioner {
  readonly row: SeedRow;
  readonly words: PractitionerWords;
}

/** The staff, in the order of `words.ts`. */
export function makePractitioners(random: Random, createdAt: string): readonly SeedPractitioner[] {
  return staff.map((words, index) => ({
    words,
    row: {
      id: random.uuid(),
      first_name: words.first,
      last_name: words.last,
      title: words.title,
      specialty: words.specialty,
      email: addressOf(words.first, words.last, 'clinic-123.example'),
      phone: `04 65 71 10 ${String(11 + index)}`,
      rpps: `1010${String(4_000_000 + random.between(0, 999_999))}`,
      color: words.color,
      active: true,
      created_at: createdAt,
      updated_at: createdAt,
    },
  }));
}

/**
 * Patients of all ages, no two with the same name and day of birth.
 * @param today the day before which all of them are born and registered.
 */
export function makePatients(
  random: Random,
  count: number,
  practitioners: readonly SeedPractitioner[],
  today: Date,
): readonly SeedRow[] {
  const seen = new Set<string>();
  const patients: SeedRow[] = [];
  while (patients.length < count) {
    const patient = makePatient(random, patients.length, practitioners, today);
    const identity = `${String(patient['last_name'])} ${String(patient['first_name'])} ${String(patient['birth_date'])}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    patients.push(patient);
  }
  return patients;
}

function makePatient(
  random: Random,
  index: number,
  staffRows: readonly SeedPractitioner[],
  today: Date,
): SeedRow {
  const female = random.chance(0.54);
  const born = birthDay(random, today);
  const first = random.pick(namesFor(born.getUTCFullYear(), female));
  const last = random.pick(familyNames);
  const [postalCode, city] = random.pick(towns);
  const child = today.getUTCFullYear() - born.getUTCFullYear() < 16;
  const doctor = random.pick(child ? staffRows.slice(2, 3) : staffRows.slice(0, 2));
  const registered = new Date(
    today.getTime() - random.between(60, 1800) * 86_400_000 + random.between(7, 16) * 3_600_000,
  );
  return {
    id: random.uuid(),
    first_name: first,
    last_name: last,
    birth_date: born.toISOString().slice(0, 10),
    sex: female ? 'female' : 'male',
    email: child || random.chance(0.12) ? null : addressOf(first, last, 'example.org'),
    phone: fictionalMobile(index),
    address: `${random.between(1, 180)} ${random.pick(streets)}`,
    postal_code: postalCode,
    city,
    insurance_number: insuranceNumberFor(random, female, born),
    practitioner_id: doctor.row.id,
    allergies: random.chance(0.15) ? random.pick(allergies) : null,
    notes: random.chance(0.08) ? 'Préfère être rappelé en fin de journée.' : null,
    created_at: registered.toISOString(),
    updated_at: registered.toISOString(),
  };
}

/** A clinic sees many children and many old people. */
function birthDay(random: Random, today: Date): Date {
  const age = random.chance(0.18)
    ? random.between(0, 15)
    : random.chance(0.3)
      ? random.between(65, 93)
      : random.between(16, 64);
  return new Date(
    Date.UTC(today.getUTCFullYear() - age - 1, random.between(0, 11), random.between(1, 28)),
  );
}

function namesFor(year: number, female: boolean): readonly string[] {
  const generation = givenNames.find(([upTo]) => year <= upTo);
  if (generation === undefined) throw new RangeError(`no names for ${year}`);
  return female ? generation[1] : generation[2];
}

/** 06 39 98 .. .. is kept for fiction by the French regulator (Arcep). */
function fictionalMobile(index: number): string {
  const digits = String((index * 7919) % 10_000).padStart(4, '0');
  return `06 39 98 ${digits.slice(0, 2)} ${digits.slice(2)}`;
}

function insuranceNumberFor(random: Random, female: boolean, born: Date): string {
  const year = String(born.getUTCFullYear() % 100).padStart(2, '0');
  const month = String(born.getUTCMonth() + 1).padStart(2, '0');
  const place = `69${String(random.between(1, 399)).padStart(3, '0')}`;
  const body = `${female ? 2 : 1}${year}${month}${place}${String(random.between(1, 999)).padStart(3, '0')}`;
  return body + String(insuranceKey(body)).padStart(2, '0');
}

function addressOf(first: string, last: string, domain: string): string {
  const plain = `${first}.${last}`.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return `${plain.replace(/[^a-z.-]/g, '-')}@${domain}`;
}
