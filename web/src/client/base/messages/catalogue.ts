import type { SyncErrorCode } from '../../../types/errors.js';
import type { Language } from '../../../types/options.js';

/** Every language of the sentences. */
export const LANGUAGES: readonly Language[] = ['fr', 'en', 'es'];

/** Sentences by code; `waiting.` + a code says why an entry has not been sent (BEHAVIOUR 3.11). */
export type MessageKey =
  | SyncErrorCode
  | 'REFUSED'
  | 'SERVER_ERROR'
  | 'BAD_KEY'
  | 'BLOCKED'
  | 'NOT_CHANGED'
  | 'NOT_THE_API'
  | 'DEPENDENCY'
  | 'EXPIRED'
  | 'MISSING_SERVER_ID'
  | 'REDIRECTED'
  | 'ROWS_MAY_BE_OLD'
  | 'STORAGE_FULL'
  | 'STORAGE_DENIED'
  | `expected.${ExpectedKey}`
  | `waiting.${WaitingKey}`;

/** What an argument has to be. */
export type ExpectedKey =
  | 'id'
  | 'text'
  | 'number'
  | 'flag'
  | 'function'
  | 'object'
  | 'list'
  | 'records'
  | 'choice'
  | 'url'
  | 'key';

type WaitingKey =
  | ''
  | 'sending'
  | 'offline'
  | 'offline-mode'
  | 'unreachable'
  | 'elsewhere'
  | 'headers'
  | 'login'
  | 'rate-limit'
  | 'paused'
  | 'storage'
  | 'user'
  | 'locked'
  | 'held'
  | 'delayed'
  | 'dependency'
  | 'parked-before'
  | 'transform'
  | 'origin'
  | 'expired'
  | 'backoff'
  | 'read'
  | 'lane'
  | 'sender'
  | 'error'
  | 'synced'
  | 'rolled-back';

/** All sentences of one language. */
export type Catalogue = Readonly<Record<MessageKey, string>>;
