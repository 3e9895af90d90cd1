import { pluralizer } from 'synchrone/streaming';
import { numberWriter } from './numbers.ts';

const count = pluralizer('fr');
const number = numberWriter('fr');

/** "12 min", "1 h 05". */
const duration = (n: number): string =>
  n < 60 ? `${n} min` : `${Math.floor(n / 60)} h ${String(n % 60).padStart(2, '0')}`;

/** The agenda, its appointments and the waiting room in French. */
export const desk = {
  appointments: {
    one: 'Rendez-vous',
    new: 'Nouveau rendez-vous',
    edit: 'Modifier le rendez-vous',
    patient: 'Patient',
    choosePatient: 'Rechercher un patient',
    noPatientFound: 'Aucun patient trouvé',
    newPatient: 'Créer un patient',
    newPatientNamed: (name: string) => `Créer le patient « ${name} »`,
    existingPatient: 'Choisir un patient existant',
    practitioner: 'Praticien',
    date: 'Date',
    start: 'Heure',
    end: 'Fin',
    duration: 'Durée',
    minutes: (n: number) => `${n} min`,
    reason: 'Motif',
    reasons: [
      'Consultation',
      'Première consultation',
      'Suivi',
      'Renouvellement d’ordonnance',
      'Vaccination',
      'Bilan',
      'Résultats d’analyses',
      'Certificat médical',
      'Urgence',
    ],
    status: 'Statut',
    statuses: {
      scheduled: 'Prévu',
      confirmed: 'Confirmé',
      arrived: 'Arrivé',
      in_care: 'Avec le praticien',
      completed: 'Terminé',
      cancelled: 'Annulé',
      no_show: 'Absent',
    },
    notes: 'Notes',
    taken: (practitioner: string, start: string, end: string) =>
      `${practitioner} a déjà un rendez-vous de ${start} à ${end}.`,
    thisPatient: 'Ce patient',
    freeSlots: 'Créneaux libres les plus proches',
    repeat: 'Répétition',
    repeats: {
      never: 'Une seule fois',
      week: 'Chaque semaine',
      twoWeeks: 'Toutes les deux semaines',
      month: 'Chaque mois',
    },
    times: 'Nombre de rendez-vous',
    series: (n: number, last: string) => `${number(n)} rendez-vous, le dernier ${last}.`,
    seriesSkips: (n: number, days: string) =>
      count(n, {
        one: `Ce jour n’est pas libre et n’est pas réservé : ${days}.`,
        other: `Ces jours ne sont pas libres et ne sont pas réservés : ${days}.`,
      }),
    cancelSeries: 'Annuler celui-ci et les suivants',
    cancelSeriesText: (name: string, n: number) =>
      `${name} : ${count(n, { one: `${number(n)} rendez-vous est annulé`, other: `${number(n)} rendez-vous sont annulés` })}. Les créneaux sont libérés.`,
    toCome: 'Ce rendez-vous est encore à venir',
    absent: (practitioner: string) => `${practitioner} est absent ce jour-là.`,
    closedDay: (reason: string) => `La clinique est fermée ce jour-là : ${reason}.`,
    closure: 'Fermeture',
    bookAnyway: 'Réserver quand même',
    holidays: {
      newYear: 'Jour de l’An',
      goodFriday: 'Vendredi saint',
      easterMonday: 'Lundi de Pâques',
      labourDay: 'Fête du Travail',
      victoryDay: 'Victoire de 1945',
      ascension: 'Ascension',
      whitMonday: 'Lundi de Pentecôte',
      nationalDay: 'Fête nationale',
      assumption: 'Assomption',
      allSaints: 'Toussaint',
      armistice: 'Armistice de 1918',
      christmas: 'Noël',
      saintStephen: 'Saint-Étienne',
    },
    closed: 'La clinique est fermée à cette heure-là.',
    outOfHours: (name: string) => `${name} ne reçoit pas à cette heure-là.`,
    cancel: 'Annuler le rendez-vous',
    cancelTitle: 'Annuler ce rendez-vous ?',
    cancelText: (name: string, when: string) => `${name}, ${when}. Le créneau est libéré.`,
    keep: 'Conserver',
    deleteTitle: 'Supprimer ce rendez-vous ?',
    deleteText: (name: string, when: string) => `${name}, ${when}. Il disparaît de l’agenda.`,
    unknownPatient: 'Patient inconnu',
    unknownPractitioner: 'Praticien inconnu',
    openFile: 'Ouvrir le dossier',
    details: 'Détail du rendez-vous',
  },

  agenda: {
    title: 'Agenda',
    day: 'Jour',
    week: 'Semaine',
    view: 'Affichage',
    afterSunday: 'La clinique est fermée le dimanche : voici lundi.',
    today: 'Aujourd’hui',
    previousDay: 'Jour précédent',
    nextDay: 'Jour suivant',
    previousWeek: 'Semaine précédente',
    nextWeek: 'Semaine suivante',
    previousMonth: 'Mois précédent',
    nextMonth: 'Mois suivant',
    practitioner: 'Praticien',
    chooseDate: 'Choisir une date',
    practitioners: 'Praticiens affichés',
    everyone: 'Tous',
    weekNumber: (n: number) => `Semaine ${n}`,
    count: (n: number) =>
      count(n, { one: `${number(n)} rendez-vous`, other: `${number(n)} rendez-vous` }),
    emptyDayTitle: 'Aucun rendez-vous ce jour',
    emptyDayHint: 'Choisissez un autre jour ou créez un rendez-vous.',
    newAt: (when: string) => `Nouveau rendez-vous, ${when}`,
    moved: (name: string, when: string) => `${name} : ${when}`,
    several: (n: number) => `${number(n)} praticiens`,
    column: (practitioner: string, day: string, n: number) =>
      `${practitioner}, ${day} : ${count(n, { one: `${number(n)} rendez-vous`, other: `${number(n)} rendez-vous` })}`,
    freeSlot: (time: string, practitioner: string, day: string) =>
      `Créneau libre à ${time}, ${practitioner}, ${day}`,
    closedSlot: (time: string, practitioner: string, day: string) =>
      `Hors horaires à ${time}, ${practitioner}, ${day}`,
    closed: (reason: string) => `Fermé : ${reason}`,
    absent: 'Absent',
    display: 'Affichage et impression',
    density: 'Densité',
    densities: { compact: 'Serrée', normal: 'Normale', roomy: 'Large' },
    showCancelled: 'Montrer les rendez-vous annulés',
    print: 'Imprimer la liste',
    printedAt: (when: string) => `Imprimé le ${when}`,
  },

  waiting: {
    title: 'Salle d’attente',
    count: (n: number) =>
      count(n, { one: `${number(n)} en attente`, other: `${number(n)} en attente` }),
    steps: { arrive: 'Arrivé', see: 'Faire entrer', leave: 'Parti' },
    back: {
      arrive: 'Finalement pas arrivé',
      see: 'Retour en salle d’attente',
      leave: 'Pas encore parti',
    },
    places: {
      expected: 'Attendus',
      waiting: 'En attente',
      withPractitioner: 'Avec le praticien',
      left: 'Partis',
    },
    nobody: 'Personne',
    since: (n: number) => (n < 1 ? 'Arrivé à l’instant' : `Attend depuis ${duration(n)}`),
    inCareSince: (n: number) => (n < 1 ? 'Entré à l’instant' : `Depuis ${duration(n)}`),
    late: (n: number) => `${duration(n)} de retard`,
    leftAt: (time: string) => `Parti à ${time}`,
    emptyTitle: 'Aucun rendez-vous aujourd’hui',
    emptyHint: 'Les patients attendus aujourd’hui apparaissent ici.',
  },

  undo: {
    created: (what: string) => `Créé : ${what}`,
    signed: (what: string) => `Signé : ${what}`,
    delay: 'Délai pour annuler une action',
    never: 'Aucun : envoyer aussitôt',
    seconds: (n: number) => `${n} secondes`,
    series: (n: number, name: string) => `${number(n)} rendez-vous créés : ${name}`,
    seriesCancelled: (n: number, name: string) => `${number(n)} rendez-vous annulés : ${name}`,
    undo: 'Annuler l’action',
    deleted: (what: string) => `Supprimé : ${what}`,
    removed: (name: string) => `Retiré : ${name}`,
    moved: (name: string, when: string) => `${name} : déplacé, ${when}`,
    cancelled: (name: string) => `Rendez-vous annulé : ${name}`,
    withdrawn: (kind: string) => `Consentement retiré : ${kind}`,
    shortcut: 'Annuler la dernière action',
  },
};

/** What every language says of the agenda and the waiting room. */
export type Desk = typeof desk;
