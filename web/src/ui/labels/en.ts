import { pluralizer } from './plural.js';
import type { SyncLabels } from './fr.js';

const count = pluralizer('en');

/** What the sync pieces say in English. */
export const en: SyncLabels = {
  connection: {
    online: 'Online',
    offline: 'Offline',
    'offline-mode': 'Offline mode',
    unreachable: 'Server unreachable',
    elsewhere: 'Server unreachable: sign in elsewhere?',
    login: 'Sign-in needed',
    'rate-limit': 'The server asks to wait',
    paused: 'Sending paused',
    user: 'Waiting for the user',
    locked: 'Locked',
    stopped: 'Stopped',
  },
  pending: (n) =>
    count(n, { one: `⏳ ${n} change waiting to sync`, other: `⏳ ${n} changes waiting to sync` }),
  waitingForConnection: 'Waiting for connection…',
  held: (n) => count(n, { one: `${n} change kept offline`, other: `${n} changes kept offline` }),
  stale: (n) =>
    count(n, { one: 'One list may be out of date', other: `${n} lists may be out of date` }),
  attention: (n) =>
    count(n, { one: `${n} change needs attention`, other: `${n} changes need attention` }),
  progress: (done, all) => `Sending: ${done} of ${all}`,
  upToDate: 'Everything is synced',
  upToDateAt: (time) => `Synced at ${time}`,
  storage: {
    full: 'Storage full: keep this page open',
    denied: 'Storage denied: keep this page open',
    cleared: 'Being saved on this device again: keep this page open',
    stopped: 'Nothing can be saved on this page',
  },
  stoppedHint:
    'Changes made here would be neither kept nor sent. Reload the page; if that does not help, tell your administrator.',
  storageHint:
    'Changes are visible and will be sent, but this browser cannot keep them if the page is closed.',
  sealed: (n) =>
    count(n, {
      one: `${n} change of someone else waits for their sign-in`,
      other: `${n} changes of other people wait for their sign-in`,
    }),
  details: 'Synchronisation',
  lastSynced: 'Last sync',
  never: 'Not yet',
  waitingChanges: 'Waiting',
  andMore: (n) => `and ${n} more`,
  syncNow: 'Sync now',
  workOffline: 'Work offline',
  backOnline: 'Go back online',

  row: {
    pending: 'Waiting to sync',
    error: 'Refused by the server, needs attention',
    conflict: 'In conflict, needs attention',
    uncertain: 'May have been saved, needs attention',
  },

  notices: 'Changes that need attention',
  kinds: {
    refused: 'Refused',
    conflict: 'Conflict',
    uncertain: 'Outcome unknown',
    blocked: 'Cannot be sent',
    dependency: 'Waiting for another change',
    expired: 'Too late',
  },
  conflictReason: 'Somebody else has changed this record in the meantime.',
  uncertainReason: 'The change left, but the answer never came back.',
  unknownReason: 'The server gave no reason.',
  grouped: (n) => `${n} changes refused for the same reason`,
  seeAll: 'See all',
  retry: 'Retry',
  retryAll: 'Retry all',
  discard: 'Discard',
  keepOffline: 'Offline mode',
  keepOfflineHint: 'Keep the change on this computer without sending it',
  correct: 'Correct',
  compare: 'Compare',
  alreadySaved: 'Already saved',
  sendNow: 'Send now',
  heldKind: 'Kept offline',
  heldReason: 'Kept on this device until you send it.',
  sendAgain: 'Send again',
  dismiss: 'Hide, decide later',
  discardTitle: 'Discard this change?',
  discardText: 'It will not be sent. This cannot be undone.',
  keep: 'Keep',

  operations: { create: 'Creation', update: 'Change', delete: 'Deletion', action: 'Action' },

  inspector: {
    title: 'Sending queue',
    empty: 'The queue is empty.',
    sender: 'This tab sends.',
    otherSender: 'Another tab sends.',
    storage: 'Storage',
    used: (kb: string) => `${kb} kB used`,
    lane: (n: number) => count(n, { one: `${n} change`, other: `${n} changes` }),
    states: { sending: 'Being sent', waiting: 'Waiting', parked: 'Needs attention' },
  },
  audit: {
    title: 'Journal of changes',
    empty: 'No changes in the last 30 days.',
    when: 'When',
    who: 'Who',
    what: 'What',
    outcome: 'Outcome',
    steps: 'Steps',
    reason: 'Reason',
    nobody: 'Nobody was signed in',
    find: 'Search',
    download: 'Download',
    sound: (n: number) =>
      count(n, { one: `${n} record, untouched`, other: `${n} records, untouched` }),
    altered: (n: number) =>
      count(n, { one: `${n} fault in the journal`, other: `${n} faults in the journal` }),
    statuses: {
      pending: 'Waiting',
      synced: 'Synced',
      error: 'Needs attention',
      'rolled-back': 'Discarded',
    },
  },

  conflict: {
    title: 'Two versions of the same record',
    intro: 'Somebody saved another version while you were working. Choose the one to keep.',
    field: 'Field',
    base: 'Before',
    mine: 'Your changes',
    server: 'On the server',
    empty: 'empty',
    deleted: 'The record has been deleted on the server.',
    deletesIt: 'Your change deletes the record.',
    useMine: 'Retry with your changes',
    useServer: 'Use server version',
    later: 'Decide later',
  },
};
