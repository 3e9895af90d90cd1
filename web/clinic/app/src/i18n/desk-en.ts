import { pluralizer } from 'synchrone/streaming';
import type { Desk } from './desk-fr.ts';
import { numberWriter } from './numbers.ts';

const count = pluralizer('en');
const number = numberWriter('en');

/** "12 min", "1 h 05". */
const duration = (n: number): string =>
  n < 60 ? `${n} min` : `${Math.floor(n / 60)} h ${String(n % 60).padStart(2, '0')}`;

/** The agenda, its appointments and the waiting room in English. */
export const desk: Desk = {
  appointments: {
    one: 'Appointment',
    new: 'New appointment',
    edit: 'Edit appointment',
    patient: 'Patient',
    choosePatient: 'Search patients',
    noPatientFound: 'No patient found',
    newPatient: 'Create a patient',
    newPatientNamed: (name) => `Create patient “${name}”`,
    existingPatient: 'Choose an existing patient',
    practitioner: 'Practitioner',
    date: 'Date',
    start: 'Time',
    end: 'End',
    duration: 'Duration',
    minutes: (n) => `${n} min`,
    reason: 'Reason',
    reasons: [
      'Consultation',
      'First consultation',
      'Follow-up',
      'Repeat prescription',
      'Vaccination',
      'Check-up',
      'Test results',
      'Medical certificate',
      'Urgent',
    ],
    status: 'Status',
    statuses: {
      scheduled: 'Scheduled',
      confirmed: 'Confirmed',
      arrived: 'Arrived',
      in_care: 'With the practitioner',
      completed: 'Completed',
      cancelled: 'Cancelled',
      no_show: 'No show',
    },
    notes: 'Notes',
    taken: (practitioner, start, end) =>
      `${practitioner} already has an appointment from ${start} to ${end}.`,
    thisPatient: 'This patient',
    freeSlots: 'Nearest free slots',
    repeat: 'Repeat',
    repeats: {
      never: 'Once only',
      week: 'Every week',
      twoWeeks: 'Every two weeks',
      month: 'Every month',
    },
    times: 'Number of appointments',
    series: (n: number, last: string) => `${number(n)} appointments, the last one ${last}.`,
    seriesSkips: (n: number, days: string) =>
      count(n, {
        one: `This day is not free and is not booked: ${days}.`,
        other: `These days are not free and are not booked: ${days}.`,
      }),
    cancelSeries: 'Cancel this one and those after it',
    cancelSeriesText: (name: string, n: number) =>
      `${name}: ${count(n, { one: `${number(n)} appointment is cancelled`, other: `${number(n)} appointments are cancelled` })}. The slots are free again.`,
    toCome: 'This appointment is still to come',
    absent: (practitioner: string) => `${practitioner} is absent on that day.`,
    closed: 'The clinic is closed at that time.',
    outOfHours: (name: string) => `${name} does not receive at that time.`,
    cancel: 'Cancel the appointment',
    cancelTitle: 'Cancel this appointment?',
    cancelText: (name, when) => `${name}, ${when}. The slot becomes free.`,
    keep: 'Keep',
    deleteTitle: 'Delete this appointment?',
    deleteText: (name, when) => `${name}, ${when}. It leaves the schedule.`,
    unknownPatient: 'Unknown patient',
    unknownPractitioner: 'Unknown practitioner',
    openFile: 'Open the file',
    details: 'Appointment details',
  },

  agenda: {
    title: 'Schedule',
    day: 'Day',
    week: 'Week',
    view: 'View',
    afterSunday: 'The clinic is closed on Sundays: this is Monday.',
    today: 'Today',
    previousDay: 'Previous day',
    nextDay: 'Next day',
    previousWeek: 'Previous week',
    nextWeek: 'Next week',
    previousMonth: 'Previous month',
    nextMonth: 'Next month',
    practitioner: 'Practitioner',
    chooseDate: 'Choose a date',
    practitioners: 'Practitioners shown',
    everyone: 'Everyone',
    weekNumber: (n) => `Week ${n}`,
    count: (n) => count(n, { one: `${number(n)} appointment`, other: `${number(n)} appointments` }),
    emptyDayTitle: 'No appointments this day',
    emptyDayHint: 'Choose another day or create an appointment.',
    newAt: (when) => `New appointment, ${when}`,
    moved: (name, when) => `${name}: ${when}`,
    several: (n: number) => `${number(n)} practitioners`,
    column: (practitioner: string, day: string, n: number) =>
      `${practitioner}, ${day}: ${count(n, { one: `${number(n)} appointment`, other: `${number(n)} appointments` })}`,
    freeSlot: (time: string, practitioner: string, day: string) =>
      `Free slot at ${time}, ${practitioner}, ${day}`,
    closedSlot: (time: string, practitioner: string, day: string) =>
      `Outside opening hours at ${time}, ${practitioner}, ${day}`,
    absent: 'Absent',
    display: 'Display and print',
    density: 'Density',
    densities: { compact: 'Compact', normal: 'Normal', roomy: 'Roomy' },
    showCancelled: 'Show cancelled appointments',
    print: 'Print the list',
    printedAt: (when: string) => `Printed on ${when}`,
  },

  waiting: {
    title: 'Waiting room',
    count: (n: number) => count(n, { one: `${number(n)} waiting`, other: `${number(n)} waiting` }),
    steps: { arrive: 'Arrived', see: 'Call in', leave: 'Left' },
    back: {
      arrive: 'Has not arrived after all',
      see: 'Back to the waiting room',
      leave: 'Has not left yet',
    },
    places: {
      expected: 'Expected',
      waiting: 'Waiting',
      withPractitioner: 'With the practitioner',
      left: 'Left',
    },
    nobody: 'Nobody',
    since: (n: number) => (n < 1 ? 'Arrived just now' : `Waiting for ${duration(n)}`),
    inCareSince: (n: number) => (n < 1 ? 'Called in just now' : `For ${duration(n)}`),
    late: (n: number) => `${duration(n)} late`,
    leftAt: (time: string) => `Left at ${time}`,
    emptyTitle: 'No appointments today',
    emptyHint: 'The patients who are expected today appear here.',
  },

  undo: {
    created: (what: string) => `Created: ${what}`,
    signed: (what: string) => `Signed: ${what}`,
    delay: 'Time to undo',
    never: 'None: send at once',
    seconds: (n: number) => `${n} seconds`,
    series: (n: number, name: string) => `${number(n)} appointments created: ${name}`,
    seriesCancelled: (n: number, name: string) => `${number(n)} appointments cancelled: ${name}`,
    undo: 'Undo',
    deleted: (what: string) => `Deleted: ${what}`,
    removed: (name: string) => `Removed: ${name}`,
    moved: (name: string, when: string) => `${name}: moved to ${when}`,
    cancelled: (name: string) => `Appointment cancelled: ${name}`,
    withdrawn: (kind: string) => `Consent withdrawn: ${kind}`,
    shortcut: 'Undo what was just done',
  },
};
