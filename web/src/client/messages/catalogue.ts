import type { OwnErrorCode } from '../errors.js';

/** Sentences by code; `waiting.` + a code says why an entry has not been sent (BEHAVIOUR 3.11). */
export type MessageKey =
  | OwnErrorCode
  | 'REFUSED'
  | 'SERVER_ERROR'
  | 'BAD_KEY'
  | 'BLOCKED'
  | 'DEPENDENCY'
  | 'EXPIRED'
  | 'MISSING_SERVER_ID'
  | 'STORAGE_FULL'
  | 'STORAGE_DENIED'
  | `waiting.${WaitingKey}`;

type WaitingKey =
  | ''
  | 'sending'
  | 'offline'
  | 'offline-mode'
  | 'unreachable'
  | 'login'
  | 'rate-limit'
  | 'paused'
  | 'user'
  | 'locked'
  | 'held'
  | 'dependency'
  | 'parked-before'
  | 'transform'
  | 'origin'
  | 'expired'
  | 'backoff'
  | 'lane'
  | 'sender'
  | 'error'
  | 'synced'
  | 'rolled-back';

/** All sentences of one language. */
export type Catalogue = Readonly<Record<MessageKey, string>>;
