/** The addresses of the clinic's pages. */
export const paths = {
  agenda: '/agenda',
  waiting: '/salle-d-attente',
  patients: '/patients',
  practitioners: '/praticiens',
  attention: '/a-traiter',
  sync: '/synchronisation',
  ownAccount: '/mon-compte',
  accounts: '/comptes',
  clinic: '/clinique',
  audit: '/journal',
} as const;

/** The address of one patient's file. */
export function patientPath(id: string): string {
  return `${paths.patients}/${encodeURIComponent(id)}`;
}

/** The agenda at a day, in the view that is kept for it. */
export function agendaPath(day: string, practitionerId?: string): string {
  const query = new URLSearchParams({
    jour: day,
    ...(practitionerId ? { praticien: practitionerId } : {}),
  });
  return `${paths.agenda}?${query.toString()}`;
}
