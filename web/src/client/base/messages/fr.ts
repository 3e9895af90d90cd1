import type { Catalogue } from './catalogue.js';

/** Français. `{name}` est remplacé par une valeur. */
export const fr: Catalogue = {
  WASM_BLOCKED:
    "WebAssembly ne peut pas démarrer sur cette page. Si elle a une Content-Security-Policy, ajoutez 'wasm-unsafe-eval' à script-src.",
  STOPPED:
    'La synchronisation s’est arrêtée après une erreur interne. Vos changements sont conservés ; rechargez la page.',
  NO_PAGE:
    'La file ne fonctionne que dans un navigateur. Appelez-la depuis un effet ou un gestionnaire d’événement, pas pendant le rendu sur un serveur.',
  NOT_SERIALISABLE:
    'Ce changement ne peut pas être enregistré : le champ « {field} » contient autre chose que des données ({what}). Donnez du texte, des nombres, vrai ou faux, des listes et des objets simples ; envoyez les fichiers à part.',
  MISSING_ID: 'L’identifiant manque : indiquez l’id de l’enregistrement à modifier ou à supprimer.',
  TOO_LARGE:
    'Ce changement est trop volumineux (plus de 256 Kio). Raccourcissez-le ou envoyez les fichiers à part.',
  DUPLICATE_ID: 'Cet id est celui d’un autre enregistrement ou changement : omettez-le.',
  INVALID_ARGUMENT: '« {field} » ne convient pas : indiquez {expected}.',
  'expected.id': "un texte autre que '', '.' et '..', ou un nombre",
  'expected.text': 'un texte',
  'expected.number': 'un nombre non négatif',
  'expected.flag': 'true ou false',
  'expected.function': 'une fonction',
  'expected.object': 'un objet',
  'expected.list': 'une liste de textes',
  'expected.records': 'une liste d’enregistrements',
  'expected.choice': 'l’un de {choices}',
  'expected.url':
    "un chemin absolu comme '/api/v1', ou une URL http(s), sans paramètres ni fragment",
  'expected.key': 'un Uint8Array de 32 octets, ou null',
  INVALID_ENDPOINT:
    "L’adresse n’est pas valable. Donnez un chemin absolu comme '/api/v1/patients'.",
  FORBIDDEN_ORIGIN: 'L’adresse est sur un autre serveur, absent de configure({ origins }).',
  CONTEXT_UNUSABLE: 'Le contexte n’a pas de méthode pour ce changement. Cherché : {looked}.',
  CONTEXT_SENDS_TOO:
    'L’application envoie ce changement elle-même : la file d’attente ne l’envoie donc pas. Ses développeurs doivent retirer l’un des deux envois.',
  CONTEXT_REJECTED: 'L’application n’a pas accepté le changement : {reason}',
  DISCARDED: 'Le changement a été abandonné.',
  CONFLICT: 'Quelqu’un d’autre a modifié cet enregistrement entre-temps.',
  UNCERTAIN:
    'Le changement est peut-être enregistré : le serveur ne l’a pas confirmé. Vérifiez avant de le renvoyer.',
  BLOCKED:
    'Le navigateur ou l’application ne laisse pas partir cette requête. Prévenez votre administrateur.',
  NOT_CHANGED:
    'Le serveur n’a rien modifié : l’enregistrement n’existe plus, ou vous n’avez pas le droit de le modifier.',
  NOT_THE_API:
    'Une page d’erreur ({status}) répond à la place du serveur : celle d’un proxy ou d’un pare-feu, sans doute. Prévenez votre administrateur.',
  DEPENDENCY: 'Ce changement attend un enregistrement que le serveur a refusé.',
  EXPIRED: 'Ce changement n’a pas été envoyé à temps. Vérifiez-le.',
  REFUSED: 'Le serveur a refusé le changement.',
  SERVER_ERROR: 'Le serveur n’a pas pu enregistrer le changement (erreur {status}).',
  REDIRECTED:
    'La requête a été redirigée vers {address}, dont la réponse ne montre pas l’enregistrement : le changement est peut-être enregistré, peut-être pas.',
  MISSING_SERVER_ID: 'Le serveur a créé l’enregistrement sans donner son identifiant.',
  NOT_ALLOWED_NOW: 'Ce n’est pas possible dans l’état actuel du changement.',
  IN_FLIGHT: 'Le changement est en cours d’envoi. Attendez la réponse.',
  UNKNOWN_MUTATION: 'Ce changement n’est plus dans la file.',
  TRANSFORM_FAILED: 'L’application n’a pas pu convertir cet enregistrement pour le serveur.',
  RECORD_GONE: 'La fiche n’existe plus sur le serveur.',
  READ_FAILED: 'Les données n’ont pas pu être chargées.',
  ROWS_MAY_BE_OLD: 'Cette liste n’a pas pu être rechargée : elle n’est peut-être pas à jour.',
  LIST_INCOMPLETE: 'Cette liste est incomplète : le serveur ne l’a pas renvoyée en entier.',
  ANSWER_TOO_LONG: 'La réponse du serveur est trop longue : elle a été interrompue.',
  STORAGE_FULL:
    'Le navigateur n’a plus de place : le changement est gardé jusqu’à la fermeture de cette page.',
  STORAGE_DENIED:
    'Le navigateur interdit tout stockage : le changement est gardé jusqu’à la fermeture de cette page.',
  LOCKED: 'L’espace de travail est verrouillé : déverrouillez-le, puis recommencez.',
  BAD_KEY: 'La clé de chiffrement doit compter 32 octets.',
  'waiting.': 'Il part dans un instant.',
  'waiting.sending': 'Envoi en cours.',
  'waiting.offline': 'En attente de connexion…',
  'waiting.offline-mode': 'Le mode hors ligne est activé.',
  'waiting.unreachable': 'Le serveur ne répond pas. Nouvel essai automatique.',
  'waiting.elsewhere':
    'Une autre page répond à la place du serveur : ce réseau ou le serveur demande peut-être une connexion, dans un autre onglet. Nouvel essai automatique.',
  'waiting.headers':
    'L’application n’a pas pu préparer la requête : son headers() a échoué. Nouvel essai automatique.',
  'waiting.login': 'Veuillez vous reconnecter.',
  'waiting.rate-limit': 'Le serveur demande de patienter un instant.',
  'waiting.paused': 'L’envoi est en pause.',
  'waiting.storage':
    'Le travail enregistré sur ce poste n’a pas pu être lu. Nouvel essai automatique.',
  'waiting.user': 'En attente : aucun utilisateur n’est connecté.',
  'waiting.locked': 'Le travail enregistré sur ce poste est chiffré : déverrouillez-le.',
  'waiting.held': 'Il est retenu jusqu’à ce que vous l’envoyiez.',
  'waiting.delayed': 'Il part après le délai prévu ; d’ici là, il peut être annulé.',
  'waiting.dependency': 'Il attend un autre enregistrement en cours de création.',
  'waiting.parked-before': 'Un changement antérieur attend une décision.',
  'waiting.transform': 'Cette page ne sait pas le préparer ; ouvrez la page où il a été fait.',
  'waiting.origin': 'Son adresse est sur un serveur que cette page n’autorise pas.',
  'waiting.expired': 'Il n’a pas été envoyé à temps et attend une décision.',
  'waiting.backoff': 'Le dernier essai a échoué. Nouvel essai automatique.',
  'waiting.read': 'La fiche est d’abord relue.',
  'waiting.lane': 'Un changement antérieur du même enregistrement part d’abord.',
  'waiting.sender': 'Un autre onglet l’envoie.',
  'waiting.error': 'Il attend une décision.',
  'waiting.synced': 'Il a été envoyé.',
  'waiting.rolled-back': 'Il a été abandonné.',
};
