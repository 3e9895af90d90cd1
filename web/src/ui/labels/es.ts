import { pluralizer } from './plural.js';
import type { SyncLabels } from './fr.js';

const count = pluralizer('es');

/** What the sync pieces say in Spanish. */
export const es: SyncLabels = {
  connection: {
    online: 'En línea',
    offline: 'Sin conexión',
    'offline-mode': 'Modo sin conexión',
    unreachable: 'Servidor inaccesible',
    elsewhere: 'Servidor inaccesible: ¿iniciar sesión en otra página?',
    login: 'Hay que iniciar sesión',
    'rate-limit': 'El servidor pide esperar',
    paused: 'Envío en pausa',
    storage: 'Trabajo guardado ilegible',
    user: 'Esperando al usuario',
    locked: 'Cifrado, por desbloquear',
    stopped: 'Detenido',
  },
  pending: (n) =>
    count(n, {
      one: `⏳ ${n} cambio pendiente de sincronizar`,
      other: `⏳ ${n} cambios pendientes de sincronizar`,
    }),
  waitingForConnection: 'Esperando la conexión…',
  held: (n) =>
    count(n, {
      one: `${n} cambio guardado sin conexión`,
      other: `${n} cambios guardados sin conexión`,
    }),
  stale: (n) =>
    count(n, {
      one: 'Una lista puede estar desactualizada',
      other: `${n} listas pueden estar desactualizadas`,
    }),
  attention: (n) =>
    count(n, { one: `${n} cambio por resolver`, other: `${n} cambios por resolver` }),
  progress: (done, all) => `Envío: ${done} de ${all}`,
  upToDate: 'Todo está sincronizado',
  upToDateAt: (time) => `Sincronizado a las ${time}`,
  storage: {
    full: 'Almacenamiento lleno: mantenga esta página abierta',
    denied: 'Almacenamiento denegado: mantenga esta página abierta',
    cleared: 'Guardando de nuevo en este equipo: mantenga esta página abierta',
    stopped: 'No se puede guardar nada en esta página',
  },
  stoppedHint:
    'Los cambios hechos aquí no se guardarían ni se enviarían. Recargue la página; si continúa, avise a su administrador.',
  storageHint:
    'Los cambios se ven y se enviarán, pero este navegador no puede conservarlos si se cierra la página.',
  sealed: (n) =>
    count(n, {
      one: `${n} cambio guardado aquí espera a su autor`,
      other: `${n} cambios guardados aquí esperan a su autor`,
    }),
  details: 'Sincronización',
  lastSynced: 'Última sincronización',
  never: 'Ninguna por ahora',
  waitingChanges: 'Pendientes',
  andMore: (n) => `y ${n} más`,
  syncNow: 'Sincronizar ahora',
  workOffline: 'Trabajar sin conexión',
  backOnline: 'Volver a conectarse',

  row: {
    pending: 'Pendiente de sincronizar',
    error: 'Rechazado por el servidor, por resolver',
    conflict: 'En conflicto, por resolver',
    uncertain: 'Puede haberse guardado, por resolver',
  },

  notices: 'Cambios por resolver',
  kinds: {
    refused: 'Rechazado',
    conflict: 'Conflicto',
    uncertain: 'Resultado desconocido',
    blocked: 'No se puede enviar',
    dependency: 'A la espera de otro cambio',
    expired: 'Fuera de plazo',
  },
  conflictReason: 'Otra persona ha modificado este registro entretanto.',
  uncertainReason: 'El cambio salió, pero el servidor no lo ha confirmado.',
  unknownReason: 'El servidor no ha dado un motivo.',
  grouped: (n) => `${n} cambios rechazados por el mismo motivo`,
  seeAll: 'Ver todo',
  retry: 'Reintentar',
  retryAll: 'Reintentar todo',
  discard: 'Descartar',
  keepOffline: 'Modo sin conexión',
  keepOfflineHint: 'Guardar el cambio en este equipo sin enviarlo',
  correct: 'Corregir',
  compare: 'Comparar',
  lookAgain: 'Comprobar',
  uncertainHint:
    '«Comprobar» lo envía solo si falta en el servidor, «Ya está guardado» no lo envía, ' +
    '«Enviar de nuevo» lo envía y puede duplicarlo.',
  alreadySaved: 'Ya está guardado',
  sendNow: 'Enviar ahora',
  heldKind: 'Guardado sin conexión',
  heldReason: 'Guardado en este equipo hasta que usted lo envíe.',
  sendAgain: 'Enviar de nuevo',
  dismiss: 'Ocultar y decidir más tarde',
  discardTitle: '¿Descartar este cambio?',
  discardText: 'No se enviará. Esta acción es definitiva.',
  keep: 'Conservar',

  operations: {
    create: 'Creación',
    update: 'Modificación',
    delete: 'Eliminación',
    action: 'Acción',
  },

  inspector: {
    title: 'Cola de envío',
    empty: 'La cola está vacía.',
    sender: 'Envío desde esta pestaña',
    otherSender: 'Envío desde otra pestaña',
    storage: (kb: string) => `Almacenamiento: ${kb} kB usados`,
    lane: (n: number) => count(n, { one: `${n} cambio`, other: `${n} cambios` }),
    sending: 'Enviando',
  },
  audit: {
    title: 'Registro de cambios',
    empty: 'No ha cambiado nada en este equipo en los últimos 30 días.',
    when: 'Cuándo',
    who: 'Quién',
    what: 'Qué',
    outcome: 'Resultado',
    steps: 'Pasos',
    reason: 'Motivo',
    nobody: 'Nadie había iniciado sesión',
    find: 'Buscar',
    download: 'Descargar',
    more: (n: number) =>
      count(n, { one: `Mostrar más (${n} línea)`, other: `Mostrar más (${n} líneas)` }),
    noMatch: 'Ninguna línea contiene esas palabras.',
    sound: 'Registro íntegro',
    altered: (n: number) =>
      count(n, { one: `${n} anomalía en el registro`, other: `${n} anomalías en el registro` }),
    stepWords: {
      saved: 'Guardado',
      refused: 'Rechazado',
      conflict: 'Otra versión en el servidor',
      login: 'Se pidió iniciar sesión',
      busy: 'Servidor ocupado o caído',
      silent: 'Sin respuesta',
      again: 'Reenviado',
      corrected: 'Corregido y reenviado',
      kept: 'Guardado en este equipo',
      mine: 'Se conservan sus cambios',
      merged: 'Elegido campo por campo',
      absent: 'No está en el servidor',
      unknown: 'No se pudo comprobar',
      single: 'Enviado por separado',
      blocked: 'Envío bloqueado por el navegador',
      unsent: 'Nada que enviar',
      gone: 'Ya ausente del servidor',
      discarded: 'Descartado',
      withdrawn: 'Retirado',
      cleared: 'Borrado de este equipo',
      joined: 'Unido a otro cambio',
      theirs: 'Versión del servidor conservada',
    },
    statuses: {
      pending: 'En espera',
      synced: 'Sincronizado',
      error: 'Por resolver',
      'rolled-back': 'Descartado',
    },
  },

  conflict: {
    title: 'Dos versiones del mismo registro',
    intro: 'Se guardó otra versión mientras usted trabajaba. Elija la que quiere conservar.',
    field: 'Campo',
    base: 'Antes',
    mine: 'Sus cambios',
    server: 'En el servidor',
    empty: 'vacío',
    deleted: 'El registro se ha eliminado en el servidor.',
    deletesIt: 'Su cambio elimina el registro.',
    useMine: 'Reintentar con sus cambios',
    useChoices: 'Guardar estas elecciones',
    useServer: 'Usar la versión del servidor',
    later: 'Decidir más tarde',
  },
};
