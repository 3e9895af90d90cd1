import type { EntryText } from 'synchrone-module';
import { parseJson } from '../../host/http/json_text.js';
import { SyncMutationError } from '../../types/errors.js';
import type { MutationEntry, MutationFailure } from '../../types/mutation.js';
import type { Sentence } from '../base/messages/sentence.js';

/** Statuses after which the same request may well succeed later. */
const mayPassLater = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500;

/** Codes of parked entries that carry no answer of a server. */
const codeOfKind: Readonly<Record<string, string>> = {
  conflict: 'CONFLICT',
  uncertain: 'UNCERTAIN',
  blocked: 'BLOCKED',
  dependency: 'DEPENDENCY',
  expired: 'EXPIRED',
};

/** A sentence in the configured language for our own codes; the server's own sentence otherwise. */
function messageOf(failure: MutationFailure, kind: string, sentence: Sentence): string {
  const own = sentence(failure.code, { address: failure.message });
  if (failure.code === 'NOT_CHANGED') return [own, failure.message].join(' ').trim();
  // A server may use a code of ours for something else.
  if (kind === 'refused' && failure.message !== '') return failure.message;
  if (own !== failure.code) return own;
  // The answer does not say what became of the mutation.
  if (kind === 'uncertain') return [sentence('UNCERTAIN'), failure.message].join(' ').trim();
  if (failure.message !== '') return failure.message;
  if (kind === 'blocked' && failure.status > 0)
    return sentence('NOT_THE_API', { status: String(failure.status) });
  return failure.status >= 500
    ? sentence('SERVER_ERROR', { status: String(failure.status) })
    : sentence(codeOfKind[kind] ?? 'REFUSED');
}

/** An entry as the core reports it, with the messages of our own codes in the configured language. */
export function entryOf(text: EntryText, sentence: Sentence): MutationEntry {
  const { error, kind, ...rest } = text;
  const entry = { ...rest, ...(kind ? { kind } : {}) } as MutationEntry;
  if (!error) return entry;
  return { ...entry, error: { ...error, message: messageOf(error, kind ?? '', sentence) } };
}

/** The error that says why an entry is parked (BEHAVIOUR 10). */
export function errorOf(entry: MutationEntry, sentence: Sentence): SyncMutationError {
  const code = codeOfKind[entry.kind ?? ''] ?? entry.error?.code ?? 'REFUSED';
  const status = entry.error?.status ?? 0;
  const body = entry.error?.body ?? '';
  return new SyncMutationError({
    code,
    message: entry.error?.message ?? sentence(code),
    ...(status > 0 ? { status } : {}),
    mutation: entry,
    ...(body === '' ? {} : { body: parseJson(body) ?? body }),
    retryable: entry.kind === 'refused' ? mayPassLater(status) : entry.kind !== 'conflict',
  });
}

/** What the core finds wrong, as the application calls it. */
const FIELDS: Readonly<Record<string, string>> = {
  INVALID_ENDPOINT: 'endpoint',
  FORBIDDEN_ORIGIN: 'endpoint',
  DUPLICATE_ID: 'id',
};

/**
 * Why a command was rejected: `!{"code","message"}`.
 * @param argument the id that the command may find wrong; '': what the core says of another argument
 *   is for developers, and names it
 */
export function replyError(reply: string, sentence: Sentence, argument = ''): SyncMutationError {
  const { code, message } = JSON.parse(reply.slice(1)) as { code: string; message: string };
  const isArgument = code === 'INVALID_ARGUMENT';
  const own = sentence(code, { field: argument, expected: sentence('expected.id') });
  const field = isArgument && argument !== '' ? argument : FIELDS[code];
  return new SyncMutationError({
    code,
    message: own === code || (isArgument && argument === '') ? message : own,
    ...(field === undefined ? {} : { field }),
  });
}
