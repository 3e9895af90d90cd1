import type { Catalogue } from './catalogue.js';

/** Español. `{name}` se sustituye por un valor. */
export const es: Catalogue = {
  WASM_BLOCKED:
    "WebAssembly no puede iniciarse en esta página. Si tiene una Content-Security-Policy, añada 'wasm-unsafe-eval' a script-src.",
  STOPPED:
    'La sincronización se ha detenido tras un error interno. Sus cambios están guardados; recargue la página.',
  NO_PAGE:
    'La cola solo funciona en un navegador. Llámela desde un efecto o un manejador de eventos, no durante el renderizado en un servidor.',
  NOT_SERIALISABLE:
    'Este cambio no se puede guardar: el campo «{field}» contiene algo que no son datos ({what}). Use texto, números, verdadero o falso, listas y objetos simples; envíe los archivos aparte.',
  MISSING_ID: 'Falta el identificador: indique el id del registro que se modifica o se elimina.',
  TOO_LARGE:
    'Este cambio es demasiado grande (más de 256 KiB). Acórtelo o envíe los archivos aparte.',
  DUPLICATE_ID: 'Este id es el de otro registro o cambio: omítalo.',
  INVALID_ARGUMENT: '«{field}» no es válido: indique {expected}.',
  'expected.id': "un texto distinto de '', '.' y '..', o un número",
  'expected.text': 'un texto',
  'expected.number': 'un número no negativo',
  'expected.flag': 'true o false',
  'expected.function': 'una función',
  'expected.object': 'un objeto',
  'expected.list': 'una lista de textos',
  'expected.records': 'una lista de registros',
  'expected.choice': 'uno de {choices}',
  'expected.url':
    "una ruta absoluta como '/api/v1', o una URL http(s), sin parámetros ni fragmento",
  'expected.key': 'un Uint8Array de 32 bytes, o null',
  INVALID_ENDPOINT: "La dirección no es válida. Indique una ruta absoluta como '/api/v1/patients'.",
  FORBIDDEN_ORIGIN: 'La dirección está en otro servidor que no figura en configure({ origins }).',
  CONTEXT_UNUSABLE: 'El contexto no tiene un método para este cambio. Se buscó: {looked}.',
  CONTEXT_SENDS_TOO:
    'La aplicación envía este cambio por sí misma, por lo que la cola no lo envía. Sus desarrolladores deben quitar uno de los dos envíos.',
  CONTEXT_REJECTED: 'La aplicación no aceptó el cambio: {reason}',
  DISCARDED: 'El cambio se ha descartado.',
  CONFLICT: 'Otra persona ha modificado este registro entretanto.',
  UNCERTAIN:
    'El cambio puede haberse guardado: el servidor no lo ha confirmado. Compruébelo antes de enviarlo de nuevo.',
  BLOCKED: 'El navegador o la aplicación no deja salir esta solicitud. Avise a su administrador.',
  NOT_CHANGED:
    'El servidor no ha cambiado nada: el registro ya no existe o usted no puede modificarlo.',
  NOT_THE_API:
    'Una página de error ({status}) responde en lugar del servidor, probablemente de un proxy o un cortafuegos. Avise a su administrador.',
  DEPENDENCY: 'Este cambio espera un registro que el servidor ha rechazado.',
  EXPIRED: 'Este cambio no se envió a tiempo. Revíselo.',
  REFUSED: 'El servidor ha rechazado el cambio.',
  SERVER_ERROR: 'El servidor no pudo guardar el cambio (error {status}).',
  REDIRECTED:
    'La petición fue redirigida a {address}, cuya respuesta no muestra el registro: el cambio puede haberse guardado o no.',
  MISSING_SERVER_ID: 'El servidor creó el registro sin indicar su identificador.',
  NOT_ALLOWED_NOW: 'No es posible en el estado actual del cambio.',
  IN_FLIGHT: 'El cambio se está enviando. Espere la respuesta.',
  UNKNOWN_MUTATION: 'Este cambio ya no está en la cola.',
  TRANSFORM_FAILED: 'La aplicación no pudo convertir este registro para el servidor.',
  RECORD_GONE: 'El registro ya no existe en el servidor.',
  READ_FAILED: 'No se pudieron cargar los datos.',
  ROWS_MAY_BE_OLD: 'No se pudo volver a cargar esta lista: puede no estar al día.',
  LIST_INCOMPLETE: 'Esta lista no está completa: el servidor no la devolvió entera.',
  ANSWER_TOO_LONG: 'La respuesta del servidor es demasiado larga: se interrumpió.',
  STORAGE_FULL:
    'El navegador no tiene más espacio: el cambio se conserva hasta que se cierre esta página.',
  STORAGE_DENIED:
    'El navegador no permite guardar nada: el cambio se conserva hasta que se cierre esta página.',
  LOCKED: 'El trabajo de este equipo está bloqueado: desbloquéelo y vuelva a intentarlo.',
  BAD_KEY: 'La clave de cifrado debe tener 32 bytes.',
  'waiting.': 'Se enviará en un momento.',
  'waiting.sending': 'Se está enviando.',
  'waiting.offline': 'Esperando conexión…',
  'waiting.offline-mode': 'El modo sin conexión está activado.',
  'waiting.unreachable': 'El servidor no responde. Se reintenta automáticamente.',
  'waiting.elsewhere':
    'Otra página responde en lugar del servidor: quizá esta red o el servidor pida iniciar sesión, en otra pestaña. Se reintenta automáticamente.',
  'waiting.headers':
    'La aplicación no pudo preparar la solicitud: su headers() ha fallado. Se reintenta automáticamente.',
  'waiting.login': 'Vuelva a iniciar sesión.',
  'waiting.rate-limit': 'El servidor pide esperar un momento.',
  'waiting.paused': 'El envío está en pausa.',
  'waiting.storage':
    'El trabajo guardado en este equipo no se ha podido leer. Se reintenta automáticamente.',
  'waiting.user': 'Esperando el inicio de sesión.',
  'waiting.locked': 'El trabajo guardado en este equipo está cifrado: desbloquéelo.',
  'waiting.held': 'Está retenido hasta que usted lo envíe.',
  'waiting.delayed': 'Se envía tras el plazo previsto; hasta entonces puede anularse.',
  'waiting.dependency': 'Espera otro registro que se está creando.',
  'waiting.parked-before': 'Un cambio anterior necesita una decisión.',
  'waiting.transform': 'Esta página no puede prepararlo; abra la página donde se hizo.',
  'waiting.origin': 'Su dirección está en un servidor que esta página no permite.',
  'waiting.expired': 'No se envió a tiempo y necesita una decisión.',
  'waiting.backoff': 'El último intento falló. Se reintenta automáticamente.',
  'waiting.read': 'Primero se lee el registro.',
  'waiting.lane': 'Antes se envía un cambio anterior del mismo registro.',
  'waiting.sender': 'Lo está enviando otra pestaña.',
  'waiting.error': 'Necesita una decisión.',
  'waiting.synced': 'Se ha enviado.',
  'waiting.rolled-back': 'Se ha descartado.',
};
