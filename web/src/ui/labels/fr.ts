import { pluralizer } from './plural.js';

const count = pluralizer('fr');

/** What the sync pieces say in French, the reference for the other languages. */
export const fr = {
  connection: {
    online: 'En ligne',
    offline: 'Hors ligne',
    'offline-mode': 'Mode hors ligne',
    unreachable: 'Serveur injoignable',
    elsewhere: 'Serveur injoignable : connexion requise ailleurs ?',
    login: 'Connexion requise',
    'rate-limit': 'Le serveur demande de patienter',
    paused: 'Envoi suspendu',
    storage: 'Travail enregistré illisible',
    user: 'En attente de l’utilisateur',
    locked: 'Chiffré, à déverrouiller',
    stopped: 'Arrêté',
  },
  pending: (n: number) =>
    count(n, {
      one: `⏳ ${n} changement en attente de sync`,
      other: `⏳ ${n} changements en attente de sync`,
    }),
  waitingForConnection: 'En attente de connexion…',
  held: (n: number) =>
    count(n, {
      one: `${n} changement gardé hors ligne`,
      other: `${n} changements gardés hors ligne`,
    }),
  stale: (n: number) =>
    count(n, {
      one: 'Une liste n’est peut-être plus à jour',
      other: `${n} listes ne sont peut-être plus à jour`,
    }),
  attention: (n: number) =>
    count(n, { one: `${n} changement à traiter`, other: `${n} changements à traiter` }),
  progress: (done: number, all: number) => `Envoi : ${done} sur ${all}`,
  upToDate: 'Tout est synchronisé',
  upToDateAt: (time: string) => `Synchronisé à ${time}`,
  storage: {
    full: 'Stockage plein : gardez cette page ouverte',
    denied: 'Stockage refusé : gardez cette page ouverte',
    cleared: 'Enregistrement sur ce poste en cours : gardez cette page ouverte',
    stopped: 'Rien ne peut être enregistré sur cette page',
  },
  stoppedHint:
    'Les changements faits ici ne seraient ni gardés ni envoyés. Rechargez la page ; si cela continue, prévenez votre administrateur.',
  storageHint:
    'Les changements sont visibles et partiront, mais ce navigateur ne peut pas les conserver si la page est fermée.',
  sealed: (n: number) =>
    count(n, {
      one: `${n} changement gardé ici attend son auteur`,
      other: `${n} changements gardés ici attendent leur auteur`,
    }),
  details: 'Synchronisation',
  lastSynced: 'Dernière synchronisation',
  never: 'Aucune pour l’instant',
  waitingChanges: 'En attente',
  andMore: (n: number) => count(n, { one: `et ${n} autre`, other: `et ${n} autres` }),
  syncNow: 'Synchroniser maintenant',
  workOffline: 'Travailler hors ligne',
  backOnline: 'Revenir en ligne',

  row: {
    pending: 'En attente de synchronisation',
    error: 'Refusé par le serveur, à traiter',
    conflict: 'En conflit, à traiter',
    uncertain: 'Peut-être enregistré, à traiter',
  },

  notices: 'Changements à traiter',
  kinds: {
    refused: 'Refusé',
    conflict: 'Conflit',
    uncertain: 'Résultat inconnu',
    blocked: 'Envoi impossible',
    dependency: 'En attente d’un autre changement',
    expired: 'Délai dépassé',
  },
  conflictReason: 'Cette fiche a été modifiée entre-temps par quelqu’un d’autre.',
  uncertainReason: 'Le changement est parti, mais le serveur ne l’a pas confirmé.',
  unknownReason: 'Le serveur n’a pas donné de motif.',
  grouped: (n: number) => `${n} changements refusés pour la même raison`,
  seeAll: 'Tout voir',
  retry: 'Réessayer',
  retryAll: 'Tout réessayer',
  discard: 'Abandonner',
  keepOffline: 'Mode hors ligne',
  keepOfflineHint: 'Garder le changement sur ce poste, sans l’envoyer',
  correct: 'Corriger',
  compare: 'Comparer',
  lookAgain: 'Vérifier',
  uncertainHint:
    '«\u00a0Vérifier\u00a0» l’envoie seulement s’il manque au serveur, «\u00a0Déjà enregistré\u00a0» ne l’envoie pas, ' +
    '«\u00a0Renvoyer\u00a0» l’envoie, au risque d’un double.',
  alreadySaved: 'Déjà enregistré',
  sendNow: 'Envoyer maintenant',
  heldKind: 'Gardé hors ligne',
  heldReason: 'Gardé sur ce poste jusqu’à ce que vous l’envoyiez.',
  sendAgain: 'Renvoyer',
  dismiss: 'Masquer, à traiter plus tard',
  discardTitle: 'Abandonner ce changement ?',
  discardText: 'Il ne sera pas envoyé. Cette action est définitive.',
  keep: 'Conserver',

  operations: {
    create: 'Création',
    update: 'Modification',
    delete: 'Suppression',
    action: 'Action',
  },

  inspector: {
    title: 'File d’envoi',
    empty: 'La file est vide.',
    sender: 'Envoi par cet onglet',
    otherSender: 'Envoi par un autre onglet',
    storage: (kb: string) => `Stockage : ${kb} ko utilisés`,
    lane: (n: number) => count(n, { one: `${n} changement`, other: `${n} changements` }),
    sending: 'En cours d’envoi',
  },
  audit: {
    title: 'Journal des changements',
    empty: 'Vous n’avez rien changé sur ce poste dans les 30 derniers jours.',
    when: 'Quand',
    who: 'Qui',
    what: 'Quoi',
    outcome: 'Résultat',
    steps: 'Étapes',
    reason: 'Motif',
    nobody: 'Personne n’était identifié',
    find: 'Rechercher',
    download: 'Télécharger',
    more: (n: number) =>
      count(n, { one: `Afficher la suite (${n} ligne)`, other: `Afficher la suite (${n} lignes)` }),
    noMatch: 'Aucune ligne ne contient ces mots.',
    sound: 'Journal intact',
    altered: (n: number) =>
      count(n, { one: `${n} anomalie dans le journal`, other: `${n} anomalies dans le journal` }),
    stepWords: {
      saved: 'Enregistré',
      refused: 'Refusé',
      conflict: 'Autre version sur le serveur',
      login: 'Connexion demandée',
      busy: 'Serveur occupé ou en panne',
      silent: 'Pas de réponse',
      again: 'Renvoyé',
      corrected: 'Corrigé et renvoyé',
      kept: 'Gardé sur ce poste',
      mine: 'Vos changements gardés',
      merged: 'Champs choisis un par un',
      absent: 'Absent du serveur',
      unknown: 'Non vérifiable',
      single: 'Envoyé séparément',
      blocked: 'Envoi bloqué par le navigateur',
      unsent: 'Rien à envoyer',
      gone: 'Déjà absent du serveur',
      discarded: 'Abandonné',
      withdrawn: 'Retiré',
      cleared: 'Effacé de ce poste',
      joined: 'Fusionné avec un autre changement',
      theirs: 'Version du serveur gardée',
    },
    statuses: {
      pending: 'En attente',
      synced: 'Synchronisé',
      error: 'À traiter',
      'rolled-back': 'Abandonné',
    },
  },

  conflict: {
    title: 'Deux versions de la même fiche',
    intro:
      'Une autre version a été enregistrée pendant que vous travailliez. Choisissez celle à garder.',
    field: 'Champ',
    base: 'Avant',
    mine: 'Vos changements',
    server: 'Sur le serveur',
    empty: 'vide',
    deleted: 'La fiche a été supprimée sur le serveur.',
    deletesIt: 'Votre changement supprime la fiche.',
    useMine: 'Réessayer avec vos changements',
    useChoices: 'Enregistrer ces choix',
    useServer: 'Utiliser la version du serveur',
    later: 'Décider plus tard',
  },
};

/** The shape that every language must fill. */
export type SyncLabels = typeof fr;
