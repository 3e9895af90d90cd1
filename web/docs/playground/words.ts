/** The words of the playground; those of the pieces are the package's. */
export interface Words {
  conditions: Record<'offline' | 'slow' | 'refuse' | 'conflict' | 'lose', string>;
  hints: Record<'refuse' | 'conflict' | 'lose', string>;
  switches: string;
  next: string;
  secondTab: string;
  closeTab: string;
  reset: string;
  patients: string;
  create: string;
  rename: string;
  remove: string;
  server: string;
  has: (count: number) => string;
  lost: string;
  states: Record<'pending' | 'synced' | 'error' | 'conflict' | 'uncertain', string>;
}

export const words: Record<'en' | 'fr', Words> = {
  en: {
    conditions: {
      offline: 'Offline',
      slow: 'Slow: 3 s',
      refuse: 'Refuse',
      conflict: 'Conflict',
      lose: 'Lose the reply',
    },
    hints: {
      refuse: 'the server refuses the next change',
      conflict: 'a colleague is faster than your next edit',
      lose: 'the next change is saved, and the answer never arrives',
    },
    switches: 'Network and server',
    next: 'the next change only',
    secondTab: 'Open a second tab',
    closeTab: 'Close the second tab',
    reset: 'Start again',
    patients: 'Patients',
    create: 'New patient',
    rename: 'Move',
    remove: 'Delete',
    server: 'What the server has',
    has: (count) => (count === 1 ? '1 patient:' : `${count} patients:`),
    lost: 'saved, answer lost',
    states: {
      pending: 'pending',
      synced: 'saved',
      error: 'refused',
      conflict: 'conflict',
      uncertain: 'uncertain',
    },
  },
  fr: {
    conditions: {
      offline: 'Hors ligne',
      slow: 'Lent\u00a0: 3\u00a0s',
      refuse: 'Refuser',
      conflict: 'Conflit',
      lose: 'Perdre la réponse',
    },
    hints: {
      refuse: 'le serveur refuse le prochain changement',
      conflict: 'un collègue devance votre prochaine modification',
      lose: 'le prochain changement est enregistré, mais sa réponse n’arrive jamais',
    },
    switches: 'Réseau et serveur',
    next: 'le prochain changement seulement',
    secondTab: 'Ouvrir un second onglet',
    closeTab: 'Fermer le second onglet',
    reset: 'Recommencer',
    patients: 'Patients',
    create: 'Nouveau patient',
    rename: 'Déménager',
    remove: 'Supprimer',
    server: 'Ce que le serveur a',
    has: (count) => `${count}\u00a0patient${count > 1 ? 's' : ''}\u00a0:`,
    lost: 'enregistré, réponse perdue',
    states: {
      pending: 'en attente',
      synced: 'enregistré',
      error: 'refusé',
      conflict: 'conflit',
      uncertain: 'incertain',
    },
  },
};
