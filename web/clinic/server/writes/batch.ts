import { z } from 'zod';
import { failure, type Answer } from '../http/answer.ts';
import { ApiError, invalid } from '../http/api-error.ts';
import { toApiError } from '../http/error-answer.ts';
import type { Language } from '../http/messages.ts';
import { limits } from '../limits.ts';
import type { Session } from '../people/session.ts';
import { isStorable, plainReason, problem } from '../resources/fields.ts';
import { problemsOf } from '../resources/problems.ts';
import { writeTarget } from './target.ts';
import type { Writer } from './writer.ts';

/** One mutation of a batch (BEHAVIOUR 10): what its own request would have carried. */
export const batchEntrySchema = z.object({
  id: z.string().min(1).max(200),
  key: z.string().optional(),
  method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']),
  path: z.string().max(500),
  body: z.unknown().optional(),
  ifMatch: z.string().max(200).nullish(),
  reason: z.string().max(500).refine(isStorable, problem('INVALID_CHARACTER')).nullish(),
});

/** The body of POST /api/v1/batch. Entries are looked at one by one: a bad one does not hurt its neighbours. */
export const batchSchema = z.object({
  mutations: z
    .array(z.looseObject({ id: batchEntrySchema.shape.id }))
    .min(1)
    .max(limits.batchMaxEntries),
});

/** What happened to one mutation: the answer that its own request would have got. */
export interface BatchResult {
  readonly id: string;
  readonly status: number;
  readonly body: Answer['body'];
  readonly etag?: string;
  readonly location?: string;
  /** Seconds to wait before trying again, as in Retry-After. */
  readonly retryAfter?: number;
  /** The idempotency key, where the API has kept it. */
  readonly key?: string;
  readonly replayed?: true;
}

/** Who sends the batch, and how to speak to them. */
export interface BatchCaller {
  readonly session: Session;
  readonly requestId: string;
  readonly language: Language;
  /** What was thrown has no answer of its own: 500. */
  surprised(thrown: unknown): void;
}

interface Entry {
  readonly id: string;
  readonly [field: string]: unknown;
}

/**
 * Carries out many mutations, each confirmed or refused on its own, in a transaction of its own (BEHAVIOUR 3.13).
 * Mutations of one record run in the order given; different records run side by side.
 * @returns one result per entry, in the order given.
 * @throws ApiError 400 when it is not a batch at all.
 */
export async function runBatch(
  writer: Writer,
  caller: BatchCaller,
  body: unknown,
): Promise<readonly BatchResult[]> {
  if (body === undefined) throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE');
  const parsed = batchSchema.safeParse(body, { reportInput: true });
  if (!parsed.success) throw invalid(problemsOf(parsed.error));
  const entries = parsed.data.mutations;
  const results = new Map<number, BatchResult>();
  const lanes = lanesOf(entries);
  const workers = Array.from({ length: limits.batchConcurrency }, async () => {
    for (let lane = lanes.shift(); lane !== undefined; lane = lanes.shift()) {
      for (const [index, entry] of lane) results.set(index, await runEntry(writer, caller, entry));
    }
  });
  await Promise.all(workers);
  return entries.map((_, index) => results.get(index)).filter((result) => result !== undefined);
}

/** Entries of one record share a lane; every create is alone, since nothing can refer to it yet. */
function lanesOf(entries: readonly Entry[]): Array<Array<readonly [number, Entry]>> {
  const lanes = new Map<string, Array<readonly [number, Entry]>>();
  entries.forEach((entry, index) => {
    const given = typeof entry['path'] === 'string' ? entry['path'].toLowerCase() : '';
    const path = given.replace(/\/restore\/?$/, '');
    const alone = entry['method'] === 'POST' && path === given;
    const name = alone ? `create ${index}` : path;
    const lane = lanes.get(name) ?? [];
    lane.push([index, entry]);
    lanes.set(name, lane);
  });
  return [...lanes.values()];
}

async function runEntry(writer: Writer, caller: BatchCaller, entry: Entry): Promise<BatchResult> {
  const answer = await answerTo(writer, caller, entry).catch((thrown: unknown) => {
    const { error, unexpected } = toApiError(thrown);
    if (unexpected) caller.surprised(thrown);
    return failure(error, caller.language);
  });
  const { etag, location, headers } = answer;
  const { 'Retry-After': retryAfter, 'Idempotency-Key': key } = headers ?? {};
  return {
    id: entry.id,
    status: answer.status,
    body: answer.body,
    ...(etag === undefined ? {} : { etag }),
    ...(location === undefined ? {} : { location }),
    ...(retryAfter === undefined ? {} : { retryAfter: Number(retryAfter) }),
    ...(key === undefined ? {} : { key }),
    ...(headers?.['Idempotency-Replayed'] === undefined ? {} : { replayed: true as const }),
  };
}

async function answerTo(
  writer: Writer,
  { session, requestId }: BatchCaller,
  entry: Entry,
): Promise<Answer> {
  const parsed = batchEntrySchema.safeParse(entry, { reportInput: true });
  if (!parsed.success) throw invalid(problemsOf(parsed.error));
  const { method, path, key, body, ifMatch, reason } = parsed.data;
  return writer.write({
    ...writeTarget(method, path),
    session,
    method,
    path,
    body,
    requestId,
    idempotencyKey: key,
    ifMatch: ifMatch ?? undefined,
    reason: reason == null ? undefined : plainReason(reason),
  });
}
