/** The languages of BEHAVIOUR 9.3. */
export type Language = 'fr' | 'en' | 'es';

/** The first is the default. */
export const languages: readonly Language[] = ['fr', 'en', 'es'];

type Texts = Readonly<Record<Language, string>>;
const texts = (fr: string, en: string, es: string): Texts => ({ fr, en, es });

/** One sentence per error code. `{name}` is replaced by a value. */
const errorTexts = {
  VALIDATION_FAILED: texts('Certains champs sont à corriger.', 'Some fields need correction.', 'Hay campos que corregir.'),
  MALFORMED_JSON: texts('Le corps de la requête n’est pas du JSON valide.', 'The request body is not valid JSON.', 'El cuerpo de la petición no es JSON válido.'),
  MALFORMED_REQUEST: texts('La requête est mal formée.', 'The request is malformed.', 'La petición está mal formada.'),
  BODY_TOO_LARGE: texts('La requête dépasse la taille permise.', 'The request is larger than allowed.', 'La petición supera el tamaño permitido.'),
  UNSUPPORTED_MEDIA_TYPE: texts('Le corps doit être envoyé en application/json.', 'The body must be sent as application/json.', 'El cuerpo debe enviarse como application/json.'),
  ROUTE_NOT_FOUND: texts('Cette adresse n’existe pas dans l’API.', 'This address does not exist in the API.', 'Esta dirección no existe en la API.'),
  METHOD_NOT_ALLOWED: texts('Cette méthode n’est pas permise ici.', 'This method is not allowed here.', 'Este método no está permitido aquí.'),
  NOT_FOUND: texts('Cette fiche n’existe pas.', 'This record does not exist.', 'Este registro no existe.'),
  GONE: texts('Cette fiche a été supprimée.', 'This record has been deleted.', 'Este registro ha sido eliminado.'),
  CURSOR_EXPIRED: texts('Ce curseur n’est plus valable : relisez les listes.', 'This cursor is no longer valid: read the lists anew.', 'Este cursor ya no es válido: vuelva a leer las listas.'),
  VERSION_CONFLICT: texts('Cette fiche a été modifiée entre-temps par quelqu’un d’autre.', 'Somebody else has changed this record in the meantime.', 'Otra persona ha modificado este registro entretanto.'),
  VERSION_REQUIRED: texts('Cette modification doit indiquer la version lue (If-Match).', 'This change must state the version it is based on (If-Match).', 'Este cambio debe indicar la versión leída (If-Match).'),
  INVALID_IDEMPOTENCY_KEY: texts('La clé d’idempotence doit avoir de 1 à 255 caractères visibles.', 'The idempotency key must have 1 to 255 visible characters.', 'La clave de idempotencia debe tener de 1 a 255 caracteres visibles.'),
  IDEMPOTENCY_KEY_IN_PROGRESS: texts('La même demande est encore en cours.', 'The same request is still being processed.', 'La misma petición sigue en curso.'),
  IDEMPOTENCY_KEY_REUSED: texts('Cette clé d’idempotence a déjà servi à une autre demande.', 'This idempotency key was already used for another request.', 'Esta clave de idempotencia ya se usó para otra petición.'),
  SLOT_TAKEN: texts('Ce créneau est déjà pris pour ce praticien.', 'This slot is already taken for this practitioner.', 'Este horario ya está ocupado para este profesional.'),
  UNKNOWN_REFERENCE: texts('Une fiche liée n’existe pas ou a été supprimée.', 'A linked record does not exist or has been deleted.', 'Un registro vinculado no existe o ha sido eliminado.'),
  DUPLICATE_PATIENT: texts('Un patient de même nom et de même date de naissance existe déjà.', 'A patient with the same name and date of birth already exists.', 'Ya existe un paciente con el mismo nombre y fecha de nacimiento.'),
  DUPLICATE: texts('Une fiche identique existe déjà.', 'An identical record already exists.', 'Ya existe un registro idéntico.'),
  RECORD_SIGNED: texts('Ce document est signé : il ne peut plus être modifié.', 'This document is signed and can no longer be changed.', 'Este documento está firmado y ya no puede modificarse.'),
  CONSENT_WITHDRAWN: texts('Le patient a retiré son consentement aux soins : aucun document ne peut être ajouté.', 'The patient has withdrawn consent to care: no document can be added.', 'El paciente ha retirado su consentimiento: no se puede añadir ningún documento.'),
  CONSENT_FINAL: texts('Un consentement retiré est définitif : recueillez-en un nouveau.', 'A withdrawn consent is final: record a new one.', 'Un consentimiento retirado es definitivo: registre uno nuevo.'),
  PRACTITIONER_INACTIVE: texts('Ce praticien ne reçoit plus de rendez-vous.', 'This practitioner no longer takes appointments.', 'Este profesional ya no recibe citas.'),
  COMPANY_MISMATCH: texts('Cette fiche est destinée à un autre établissement.', 'This record is addressed to another company.', 'Este registro está destinado a otra empresa.'),
  UNAUTHENTICATED: texts('Connectez-vous pour continuer.', 'Sign in to continue.', 'Inicie sesión para continuar.'),
  TOKEN_EXPIRED: texts('Votre session a expiré : reconnectez-vous.', 'Your session has expired: sign in again.', 'Su sesión ha caducado: vuelva a iniciarla.'),
  BAD_CREDENTIALS: texts('Adresse ou mot de passe incorrect.', 'Wrong address or password.', 'Dirección o contraseña incorrecta.'),
  FORBIDDEN: texts('Votre rôle ne permet pas cette action.', 'Your role does not allow this action.', 'Su función no permite esta acción.'),
  RATE_LIMITED: texts('Trop de requêtes : réessayez dans {seconds} s.', 'Too many requests: try again in {seconds} s.', 'Demasiadas peticiones: inténtelo de nuevo en {seconds} s.'),
  DATABASE_UNAVAILABLE: texts('La base de données ne répond pas.', 'The database does not answer.', 'La base de datos no responde.'),
  BUSY: texts('Le serveur est occupé : réessayez dans un instant.', 'The server is busy: try again in a moment.', 'El servidor está ocupado: inténtelo en un momento.'),
  SHUTTING_DOWN: texts('Le serveur s’arrête.', 'The server is shutting down.', 'El servidor se está deteniendo.'),
  INTERNAL: texts('Une erreur inattendue s’est produite.', 'An unexpected error occurred.', 'Se ha producido un error inesperado.'),
  DEMO_DOWN: texts('Démonstration : le serveur est en panne.', 'Demonstration: the server is down.', 'Demostración: el servidor está caído.'),
  DEMO_REFUSED: texts('Démonstration : le serveur refuse cette modification, le dossier est clôturé.', 'Demonstration: the server refuses this change, the file is closed.', 'Demostración: el servidor rechaza este cambio, el expediente está cerrado.'),
} as const satisfies Record<string, Texts>;

/** One sentence per problem of a field. */
const problemTexts = {
  REQUIRED: texts('Ce champ est obligatoire.', 'This field is required.', 'Este campo es obligatorio.'),
  WRONG_TYPE: texts('Le type attendu est : {expected}.', 'The expected type is: {expected}.', 'El tipo esperado es: {expected}.'),
  TOO_LONG: texts('{maximum} caractères au plus.', 'At most {maximum} characters.', '{maximum} caracteres como máximo.'),
  TOO_SHORT: texts('{minimum} caractères au moins.', 'At least {minimum} characters.', '{minimum} caracteres como mínimo.'),
  TOO_LARGE: texts('{maximum} au plus.', 'At most {maximum}.', '{maximum} como máximo.'),
  TOO_SMALL: texts('{minimum} au moins.', 'At least {minimum}.', '{minimum} como mínimo.'),
  NOT_ALLOWED: texts('Valeurs permises : {allowed}.', 'Allowed values: {allowed}.', 'Valores permitidos: {allowed}.'),
  INVALID_EMAIL: texts('Cette adresse électronique n’est pas valide.', 'This e-mail address is not valid.', 'Esta dirección de correo no es válida.'),
  INVALID_PHONE: texts('Ce numéro de téléphone n’est pas valide.', 'This phone number is not valid.', 'Este número de teléfono no es válido.'),
  INVALID_DATE: texts('Date attendue : AAAA-MM-JJ.', 'Expected a date: YYYY-MM-DD.', 'Fecha esperada: AAAA-MM-DD.'),
  INVALID_INSTANT: texts('Date et heure attendues au format ISO 8601, avec fuseau.', 'Expected an ISO 8601 date and time with an offset.', 'Se espera fecha y hora ISO 8601 con zona.'),
  INVALID_ID: texts('Cet identifiant n’est pas un UUID.', 'This identifier is not a UUID.', 'Este identificador no es un UUID.'),
  INVALID_INSURANCE_NUMBER: texts('Ce numéro de sécurité sociale n’est pas valide.', 'This insurance number is not valid.', 'Este número de seguridad social no es válido.'),
  INVALID_COLOR: texts('Couleur attendue : #rrggbb.', 'Expected a colour: #rrggbb.', 'Color esperado: #rrggbb.'),
  INVALID_FORMAT: texts('Ce format n’est pas reconnu.', 'This format is not recognised.', 'Este formato no se reconoce.'),
  INVALID_CHARACTER: texts('Ce texte contient un caractère interdit.', 'This text contains a forbidden character.', 'Este texto contiene un carácter prohibido.'),
  IN_THE_FUTURE: texts('Cette date est dans le futur.', 'This date is in the future.', 'Esta fecha está en el futuro.'),
  ENDS_BEFORE_START: texts('La fin doit suivre le début.', 'The end must come after the start.', 'El fin debe seguir al inicio.'),
  TOO_LONG_A_SLOT: texts('Un rendez-vous dure au plus 12 heures.', 'An appointment lasts at most 12 hours.', 'Una cita dura como máximo 12 horas.'),
  INVALID_CURSOR: texts('Ce curseur n’est pas valable pour cette liste.', 'This cursor is not valid for this list.', 'Este cursor no es válido para esta lista.'),
  INVALID: texts('Cette valeur n’est pas acceptée.', 'This value is not accepted.', 'Este valor no se acepta.'),
} as const satisfies Record<string, Texts>;

/** Codes of `error.code`. */
export type MessageCode = keyof typeof errorTexts;
/** Codes of `error.details.fields[].code`. */
export type ProblemCode = keyof typeof problemTexts;

/** True for a code that `fieldMessage` knows: custom checks carry theirs through the schema library. */
export function isProblemCode(value: unknown): value is ProblemCode {
  return typeof value === 'string' && Object.hasOwn(problemTexts, value);
}

/** The sentence for an error code. */
export function errorMessage(code: MessageCode, language: Language, values: Readonly<Record<string, string | number>> = {}): string {
  return fill(errorTexts[code][language], values);
}

/** The sentence for a problem of one field. */
export function fieldMessage(code: ProblemCode, language: Language, values: Readonly<Record<string, string | number>> = {}): string {
  return fill(problemTexts[code][language], values);
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
