import type { MessageCode, ProblemCode } from '../messages.ts';

/** Spanish. `{name}` stands for a value. */

/** One sentence per error code. */
export const errors: Readonly<Record<MessageCode, string>> = {
  VALIDATION_FAILED: 'Hay campos que corregir.',
  MALFORMED_JSON: 'El cuerpo de la petición no es JSON válido.',
  MALFORMED_REQUEST: 'La petición está mal formada.',
  BODY_TOO_LARGE: 'La petición supera el tamaño permitido.',
  UNSUPPORTED_MEDIA_TYPE: 'El cuerpo debe enviarse como application/json.',
  ROUTE_NOT_FOUND: 'Esta dirección no existe en la API.',
  METHOD_NOT_ALLOWED: 'Este método no está permitido aquí.',
  NOT_FOUND: 'Este registro no existe.',
  GONE: 'Este registro ha sido eliminado.',
  CURSOR_EXPIRED: 'Esta lista ha cambiado: vuelva a leerla.',
  VERSION_CONFLICT: 'Otra persona ha modificado este registro entretanto.',
  VERSION_REQUIRED: 'Hay que volver a leer esta ficha antes de modificarla.',
  INVALID_IDEMPOTENCY_KEY: 'La clave de idempotencia debe tener de 1 a 255 caracteres visibles.',
  IDEMPOTENCY_KEY_IN_PROGRESS: 'Esta solicitud ya está en curso.',
  IDEMPOTENCY_KEY_REUSED: 'Esta solicitud ya se usó para otra cosa: empiece de nuevo.',
  SLOT_TAKEN: 'Este horario ya está ocupado para este profesional.',
  PATIENT_BOOKED: 'Este paciente ya tiene una cita a esa hora.',
  HAS_APPOINTMENTS:
    'Este profesional aún tiene {count} citas próximas: muévalas o anúlelas primero.',
  UNKNOWN_REFERENCE: 'Un registro vinculado no existe o ha sido eliminado.',
  DUPLICATE_PATIENT: 'Ya existe un paciente con el mismo nombre y fecha de nacimiento.',
  DUPLICATE: 'Ya existe un registro idéntico.',
  RECORD_SIGNED: 'Este documento está firmado y ya no puede modificarse.',
  SIGNER_REQUIRED:
    'Solo un profesional conectado puede firmar: su cuenta no es la de un profesional.',
  SIGNER_MISMATCH:
    'Este documento está a nombre de otro profesional: solo esa persona puede firmarlo.',
  CONSENT_WITHDRAWN:
    'El paciente ha retirado su consentimiento: no se puede añadir ningún documento.',
  PATIENT_FIXED: 'Un documento no puede pasar a otro paciente: cree uno nuevo.',
  CONSENT_FINAL: 'Un consentimiento retirado es definitivo: registre uno nuevo.',
  PRACTITIONER_INACTIVE: 'Este profesional ya no recibe citas.',
  COMPANY_MISMATCH: 'Este registro está destinado a otra empresa.',
  UNAUTHENTICATED: 'Inicie sesión para continuar.',
  TOKEN_EXPIRED: 'Su sesión ha caducado: vuelva a iniciarla.',
  BAD_CREDENTIALS: 'Dirección o contraseña incorrecta.',
  FORBIDDEN: 'Su función no permite esta acción.',
  RATE_LIMITED: 'Demasiadas peticiones: inténtelo de nuevo en {seconds} s.',
  DATABASE_UNAVAILABLE: 'La base de datos no responde.',
  BUSY: 'El servidor está ocupado: inténtelo en un momento.',
  SHUTTING_DOWN: 'El servidor se está deteniendo.',
  INTERNAL: 'Se ha producido un error inesperado.',
  DEMO_DOWN: 'Demostración: el servidor está caído.',
  DEMO_REFUSED: 'Demostración: el servidor rechaza este cambio, el expediente está cerrado.',
};

/** One sentence per problem of a field. */
export const problems: Readonly<Record<ProblemCode, string>> = {
  REQUIRED: 'Este campo es obligatorio.',
  WRONG_TYPE: 'Este valor no es del tipo adecuado.',
  TOO_LONG: '{maximum} caracteres como máximo.',
  TOO_SHORT: '{minimum} caracteres como mínimo.',
  TOO_LARGE: '{maximum} como máximo.',
  TOO_SMALL: '{minimum} como mínimo.',
  NOT_ALLOWED: 'Valores permitidos: {allowed}.',
  INVALID_EMAIL: 'Esta dirección de correo no es válida.',
  INVALID_PHONE: 'Este número de teléfono no es válido.',
  INVALID_DATE: 'Esta fecha no existe o no se puede leer.',
  INVALID_INSTANT: 'Esta fecha y esta hora no se pueden leer.',
  INVALID_ID: 'Esta ficha vinculada no se reconoce.',
  INVALID_INSURANCE_NUMBER: 'Este número de seguridad social no es válido.',
  INVALID_COLOR: 'Este color no se reconoce.',
  INVALID_FORMAT: 'Este formato no se reconoce.',
  INVALID_CHARACTER: 'Este texto contiene un carácter prohibido.',
  IN_THE_FUTURE: 'Esta fecha está en el futuro.',
  ENDS_BEFORE_START: 'El fin debe seguir al inicio.',
  TOO_SHORT_A_SLOT: 'Una cita dura al menos un minuto.',
  TOO_LONG_AGO: 'Esta fecha es demasiado antigua para la agenda.',
  TOO_LONG_A_SLOT: 'Una cita dura como máximo 12 horas.',
  EMPTY_SIGNATURE: 'Un documento vacío no se puede firmar.',
  INVALID_CURSOR: 'Este cursor no es válido para esta lista.',
  INVALID: 'Este valor no se acepta.',
};
