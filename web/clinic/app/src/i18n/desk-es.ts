import { pluralizer } from 'synchrone/streaming';
import type { Desk } from './desk-fr.ts';
import { numberWriter } from './numbers.ts';

const count = pluralizer('es');
const number = numberWriter('es');

/** "12 min", "1 h 05". */
const duration = (n: number): string =>
  n < 60 ? `${n} min` : `${Math.floor(n / 60)} h ${String(n % 60).padStart(2, '0')}`;

/** The agenda, its appointments and the waiting room in Spanish. */
export const desk: Desk = {
  appointments: {
    one: 'Cita',
    new: 'Nueva cita',
    edit: 'Modificar la cita',
    patient: 'Paciente',
    choosePatient: 'Buscar un paciente',
    noPatientFound: 'Ningún paciente encontrado',
    newPatient: 'Crear un paciente',
    newPatientNamed: (name) => `Crear el paciente «${name}»`,
    existingPatient: 'Elegir un paciente existente',
    practitioner: 'Profesional',
    date: 'Fecha',
    start: 'Hora',
    end: 'Fin',
    duration: 'Duración',
    minutes: (n) => `${n} min`,
    reason: 'Motivo',
    reasons: [
      'Consulta',
      'Primera consulta',
      'Seguimiento',
      'Renovación de receta',
      'Vacunación',
      'Revisión',
      'Resultados de análisis',
      'Certificado médico',
      'Urgencia',
    ],
    status: 'Estado',
    statuses: {
      scheduled: 'Prevista',
      confirmed: 'Confirmada',
      arrived: 'Ha llegado',
      in_care: 'Con el profesional',
      completed: 'Terminada',
      cancelled: 'Anulada',
      no_show: 'Ausente',
    },
    notes: 'Notas',
    taken: (practitioner, start, end) => `${practitioner} ya tiene una cita de ${start} a ${end}.`,
    thisPatient: 'Este paciente',
    freeSlots: 'Huecos libres más cercanos',
    repeat: 'Repetición',
    repeats: {
      never: 'Una sola vez',
      week: 'Cada semana',
      twoWeeks: 'Cada dos semanas',
      month: 'Cada mes',
    },
    times: 'Número de citas',
    series: (n: number, last: string) => `${number(n)} citas, la última ${last}.`,
    seriesSkips: (n: number, days: string) =>
      count(n, {
        one: `Este día no está libre y no se reserva: ${days}.`,
        other: `Estos días no están libres y no se reservan: ${days}.`,
      }),
    cancelSeries: 'Anular esta y las siguientes',
    cancelSeriesText: (name: string, n: number) =>
      `${name}: ${count(n, { one: `se anula ${number(n)} cita`, other: `se anulan ${number(n)} citas` })}. Los huecos quedan libres.`,
    toCome: 'Esta cita aún no ha llegado',
    absent: (practitioner: string) => `${practitioner} está ausente ese día.`,
    closed: 'La clínica está cerrada a esa hora.',
    outOfHours: (name: string) => `${name} no recibe a esa hora.`,
    cancel: 'Anular la cita',
    cancelTitle: '¿Anular esta cita?',
    cancelText: (name, when) => `${name}, ${when}. El hueco queda libre.`,
    keep: 'Conservar',
    deleteTitle: '¿Eliminar esta cita?',
    deleteText: (name, when) => `${name}, ${when}. Desaparece de la agenda.`,
    unknownPatient: 'Paciente desconocido',
    unknownPractitioner: 'Profesional desconocido',
    openFile: 'Abrir el expediente',
    details: 'Detalle de la cita',
  },

  agenda: {
    title: 'Agenda',
    day: 'Día',
    week: 'Semana',
    view: 'Vista',
    afterSunday: 'La clínica cierra los domingos: este es el lunes.',
    today: 'Hoy',
    previousDay: 'Día anterior',
    nextDay: 'Día siguiente',
    previousWeek: 'Semana anterior',
    nextWeek: 'Semana siguiente',
    previousMonth: 'Mes anterior',
    nextMonth: 'Mes siguiente',
    practitioner: 'Profesional',
    chooseDate: 'Elegir una fecha',
    practitioners: 'Profesionales mostrados',
    everyone: 'Todos',
    weekNumber: (n) => `Semana ${n}`,
    count: (n) => count(n, { one: `${number(n)} cita`, other: `${number(n)} citas` }),
    emptyDayTitle: 'Ninguna cita este día',
    emptyDayHint: 'Elija otro día o cree una cita.',
    newAt: (when) => `Nueva cita, ${when}`,
    moved: (name, when) => `${name}: ${when}`,
    several: (n: number) => `${number(n)} profesionales`,
    column: (practitioner: string, day: string, n: number) =>
      `${practitioner}, ${day}: ${count(n, { one: `${number(n)} cita`, other: `${number(n)} citas` })}`,
    freeSlot: (time: string, practitioner: string, day: string) =>
      `Hueco libre a las ${time}, ${practitioner}, ${day}`,
    closedSlot: (time: string, practitioner: string, day: string) =>
      `Fuera de horario a las ${time}, ${practitioner}, ${day}`,
    absent: 'Ausente',
    display: 'Vista e impresión',
    density: 'Densidad',
    densities: { compact: 'Compacta', normal: 'Normal', roomy: 'Amplia' },
    showCancelled: 'Mostrar las citas anuladas',
    print: 'Imprimir la lista',
    printedAt: (when: string) => `Impreso el ${when}`,
  },

  waiting: {
    title: 'Sala de espera',
    count: (n: number) =>
      count(n, { one: `${number(n)} en espera`, other: `${number(n)} en espera` }),
    steps: { arrive: 'Ha llegado', see: 'Hacer pasar', leave: 'Se ha ido' },
    back: {
      arrive: 'No ha llegado todavía',
      see: 'Volver a la sala de espera',
      leave: 'No se ha ido todavía',
    },
    places: {
      expected: 'Esperados',
      waiting: 'En espera',
      withPractitioner: 'Con el profesional',
      left: 'Ya se han ido',
    },
    nobody: 'Nadie',
    since: (n: number) => (n < 1 ? 'Acaba de llegar' : `Espera desde hace ${duration(n)}`),
    inCareSince: (n: number) => (n < 1 ? 'Acaba de pasar' : `Desde hace ${duration(n)}`),
    late: (n: number) => `${duration(n)} de retraso`,
    leftAt: (time: string) => `Se fue a las ${time}`,
    emptyTitle: 'No hay citas hoy',
    emptyHint: 'Los pacientes esperados hoy aparecen aquí.',
  },

  undo: {
    created: (what: string) => `Creado: ${what}`,
    signed: (what: string) => `Firmado: ${what}`,
    delay: 'Tiempo para deshacer',
    never: 'Ninguno: enviar enseguida',
    seconds: (n: number) => `${n} segundos`,
    series: (n: number, name: string) => `${number(n)} citas creadas: ${name}`,
    seriesCancelled: (n: number, name: string) => `${number(n)} citas anuladas: ${name}`,
    undo: 'Deshacer',
    deleted: (what: string) => `Eliminado: ${what}`,
    removed: (name: string) => `Retirado: ${name}`,
    moved: (name: string, when: string) => `${name}: movida, ${when}`,
    cancelled: (name: string) => `Cita anulada: ${name}`,
    withdrawn: (kind: string) => `Consentimiento retirado: ${kind}`,
    shortcut: 'Deshacer lo último',
  },
};
