import type { MutationEntry } from '../types/index.js';
import type { SyncLabels } from './labels/index.js';
import type { ChangeOutline } from './types.js';

/** One line of `exportAudit()`: a mutation without contents. */
export interface AuditEntry extends ChangeOutline {
  /** Id of the mutation. */
  readonly id: string;
  /** When it was made: device clock, epoch milliseconds. */
  readonly timestamp: number;
  /** The method of its request. */
  readonly type: string;
  /** Path of its request. */
  readonly endpoint: string;
  /** The record's id; of one that the page has made, the server's once it is known. */
  readonly entity: string;
  /** Its author; null: nobody was signed in. */
  readonly userId: string | null;
  /** Why it was made, in words; null: not said. */
  readonly reason: string | null;
  /** What has become of it so far. */
  readonly status: MutationEntry['status'];
  /** Milliseconds since the epoch, and what happened then: "HTTP 503", "retry". */
  readonly steps: readonly (readonly [number, string])[];
}

/** The record's id, as much of it as distinguishes ids for a person; '' where the record has none. */
export function shortId({ entity }: AuditEntry): string {
  return entity.slice(0, 8);
}

type StepWord = keyof SyncLabels['audit']['stepWords'];

const stepNames: Readonly<Record<string, StepWord>> = {
  'no answer': 'silent',
  timeout: 'silent',
  blocked: 'blocked',
  'never sent': 'unsent',
  gone: 'gone',
  'as sent': 'saved',
  'already saved': 'saved',
  'batch refused': 'single',
  keepOffline: 'kept',
  released: 'again',
  retry: 'again',
  'send again': 'again',
  'retry with other contents': 'corrected',
  discard: 'discarded',
  withdraw: 'withdrawn',
  clear: 'cleared',
  coalesce: 'joined',
  'resolve: mine': 'mine',
  'resolve: server': 'theirs',
  'resolve: merged': 'merged',
  'verified: applied': 'saved',
  'verified: absent': 'absent',
  'verified: unknown': 'unknown',
};

/** A step in words for people; one that is not known stays as it was written. */
export function stepInWords(step: string, { audit }: SyncLabels): string {
  const status = /^HTTP (\d{3})$/.exec(step)?.[1];
  const name = status === undefined ? stepNames[step] : answerName(Number(status));
  return name === undefined ? step : audit.stepWords[name];
}

function answerName(status: number): StepWord {
  if (status < 300) return 'saved';
  if (status === 401) return 'login';
  if (status === 412) return 'conflict';
  if (status === 408 || status === 425 || status === 429 || status >= 500) return 'busy';
  return 'refused';
}

/** The lines of `exportAudit()`, newest first. */
export function auditEntries(trail: string): readonly AuditEntry[] {
  const lines = trail.split('\n').filter(Boolean);
  const entries = lines.map((line) => JSON.parse(line) as AuditEntry);
  return entries.sort((a, b) => b.timestamp - a.timestamp);
}

/** The entry has all of these words somewhere, in any case. */
export function matchesText(
  entry: AuditEntry,
  wanted: string,
  nameOf: (id: string) => string,
  shown: readonly ((entry: AuditEntry) => string | undefined)[],
): boolean {
  const all = [
    ...shown.map((text) => text(entry)),
    entry.type,
    entry.endpoint,
    entry.userId === null ? '' : nameOf(entry.userId),
    entry.reason,
    ...entry.steps.map(([, what]) => what),
  ]
    .join(' ')
    .toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
