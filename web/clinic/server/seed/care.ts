import { holidayOn } from '../../closing-days.ts';
import { documentsAfter } from './documents.ts';
import type { SeedPractitioner, SeedRow } from './people.ts';
import type { Random } from './random.ts';
import { fitting } from './words.ts';

const dayMs = 86_400_000;
/** Half-days of work in minutes after midnight on the clinic's clock. */
const halfDays: ReadonlyArray<readonly [number, number]> = [
  [8 * 60 + 30, 12 * 60 + 30],
  [13 * 60 + 30, 18 * 60 + 30],
];

/** A seeded appointment with what the medical file needs to know about it. */
export interface SeedAppointment {
  readonly row: SeedRow;
  readonly past: boolean;
}

/**
 * Four weeks behind and four ahead of `today`, none on a Sunday or public holiday, no practitioner with two patients at once.
 * @param today the day, as midnight UTC
 * @param minuteNow after midnight on the clinic's clock: what ended before it today is over
 */
export function makeAppointments(
  random: Random,
  patients: readonly SeedRow[],
  practitioners: readonly SeedPractitioner[],
  today: Date,
  minuteNow: number,
): readonly SeedAppointment[] {
  const appointments: SeedAppointment[] = [];
  for (let offset = -28; offset < 28; offset += 1) {
    const day = new Date(today.getTime() + offset * dayMs);
    const weekday = day.getUTCDay();
    if (weekday === 0 || holidayOn(day.toISOString().slice(0, 10), 'france') !== null) continue;
    const seen = new Set<string>();
    for (const practitioner of practitioners) {
      if (weekday === 6 && !random.chance(0.4)) continue; // Saturdays: a few of them, in the morning
      const halves =
        weekday === 6 ? halfDays.slice(0, 1) : halfDays.filter(() => random.chance(0.88));
      const fill = offset < 0 ? 0.85 : Math.max(0.35, 0.85 - offset * 0.018); // the far future is emptier
      for (const half of halves) {
        appointments.push(
          ...halfDay(random, half, fill, { day, offset, minuteNow, practitioner, patients, seen }),
        );
      }
    }
  }
  return appointments;
}

interface DayContext {
  readonly day: Date;
  readonly offset: number;
  readonly minuteNow: number;
  readonly practitioner: SeedPractitioner;
  readonly patients: readonly SeedRow[];
  /** Who has an appointment on that day already: one visit a day, and no patient is at two places. */
  readonly seen: Set<string>;
}

function halfDay(
  random: Random,
  [from, to]: readonly [number, number],
  fill: number,
  context: DayContext,
): SeedAppointment[] {
  const found: SeedAppointment[] = [];
  let minute = from;
  for (;;) {
    const length = random.pick(context.practitioner.words.minutes);
    if (minute + length > to) return found;
    if (random.chance(fill)) found.push(appointment(random, minute, length, context));
    minute += length;
  }
}

function appointment(
  random: Random,
  minute: number,
  length: number,
  context: DayContext,
): SeedAppointment {
  const { day, offset, minuteNow, practitioner } = context;
  const patient = pickPatient(random, context);
  const booked = new Date(day.getTime() - random.between(2, 40) * dayMs).toISOString();
  const newest = new Date(
    Math.min(Date.parse(booked), day.getTime() - Math.max(offset, 0) * dayMs),
  ).toISOString();
  return {
    past: offset < 0,
    row: {
      id: random.uuid(),
      patient_id: patient.id,
      practitioner_id: practitioner.row.id,
      starts_at: onTheClock(day, minute),
      ends_at: onTheClock(day, minute + length),
      reason: random.pick(fittingOf(practitioner.words.reasons, patient, day)),
      status: statusFor(
        random,
        offset,
        offset < 0 || (offset === 0 && minute + length <= minuteNow),
      ),
      notes: random.chance(0.05) ? 'Première visite : carte Vitale à demander.' : null,
      created_at: newest,
      updated_at: newest,
    },
  };
}

function pickPatient(random: Random, { patients, practitioner, day, seen }: DayContext): SeedRow {
  const { specialty, reasons } = practitioner.words;
  for (;;) {
    const patient = random.pick(patients);
    if (seen.has(patient.id) || !fits(specialty, patient, day)) continue;
    if (fittingOf(reasons, patient, day).length === 0) continue;
    seen.add(patient.id);
    return patient;
  }
}

/** Those of the words that suit the patient's age and sex. */
function fittingOf(words: readonly string[], patient: SeedRow, day: Date): readonly string[] {
  return words.filter((word) => fits(word, patient, day));
}

function fits(word: string, patient: SeedRow, day: Date): boolean {
  const { from = 0, to = Infinity, sex = patient['sex'] } = fitting[word] ?? {};
  const age = day.getUTCFullYear() - Number(String(patient['birth_date']).slice(0, 4));
  return age >= from && age <= to && sex === patient['sex'];
}

function statusFor(random: Random, offset: number, isOver: boolean): string {
  const draw = random.next();
  if (isOver) return draw < 0.92 ? 'completed' : draw < 0.96 ? 'no_show' : 'cancelled';
  if (offset < 3) return draw < 0.75 ? 'confirmed' : 'scheduled';
  return draw < 0.3 ? 'confirmed' : draw < 0.97 ? 'scheduled' : 'cancelled';
}

/** Local wall time in a form that PostgreSQL turns into a moment by itself, summer time included. */
function onTheClock(day: Date, minute: number): string {
  const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return `${day.toISOString().slice(0, 10)} ${time} Europe/Paris`;
}

/** A document for about every third visit; older ones are signed. */
export function makeRecords(
  random: Random,
  appointments: readonly SeedAppointment[],
  practitioners: readonly SeedPractitioner[],
): readonly SeedRow[] {
  const nameOf = new Map(
    practitioners.map(({ row, words }) => [row.id, `${words.title} ${words.first} ${words.last}`]),
  );
  return appointments
    .filter(({ past, row }) => past && row['status'] === 'completed' && random.chance(0.35))
    .map(({ row }) => ({
      id: random.uuid(),
      patient_id: row['patient_id'],
      practitioner_id: row['practitioner_id'],
      appointment_id: row.id,
      title: row['reason'],
      diagnosis: null,
      ...random.pick(documentsAfter[String(row['reason'])] ?? []),
      status: random.chance(0.85) ? 'signed' : 'draft',
      recorded_at: row['ends_at'],
      created_at: row['ends_at'],
      updated_at: row['ends_at'],
    }))
    .map((row) => ({ ...row, ...signatureOf(row, nameOf.get(String(row.practitioner_id))) }));
}

/** Everybody has agreed to care; some to more, a few have taken something back. */
export function makeConsents(random: Random, patients: readonly SeedRow[]): readonly SeedRow[] {
  return patients.flatMap((patient, index) => {
    const care = consent(random, patient, 'care', index % 150 === 149);
    const sharing = random.chance(0.6)
      ? [consent(random, patient, 'data_sharing', random.chance(0.05))]
      : [];
    const video = random.chance(0.2)
      ? [consent(random, patient, 'teleconsultation', random.chance(0.05))]
      : [];
    return [care, ...sharing, ...video];
  });
}

function consent(random: Random, patient: SeedRow, kind: string, withdrawn: boolean): SeedRow {
  const granted = String(patient['created_at']);
  const takenBack = withdrawn
    ? new Date(Date.parse(granted) + random.between(5, 50) * dayMs).toISOString()
    : null;
  return {
    id: random.uuid(),
    patient_id: patient.id,
    practitioner_id: patient['practitioner_id'],
    kind,
    status: withdrawn ? 'withdrawn' : 'granted',
    granted_at: granted,
    withdrawn_at: takenBack,
    expires_at: null,
    notes: null,
    created_at: granted,
    updated_at: takenBack ?? granted,
  };
}

/** Signed at the end of the visit by its practitioner; a draft is not signed. */
function signatureOf(row: SeedRow, signer: string | undefined): Record<string, unknown> {
  if (row['status'] !== 'signed') return { signed_at: null, signed_by: null, signer_name: null };
  return { signed_at: row['recorded_at'], signed_by: 'system', signer_name: signer };
}
