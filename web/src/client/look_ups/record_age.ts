import type { AnyRecord } from '../../types/mutation.js';
import { epochMs } from './time_match.js';

/**
 * Whether a row says that it was made before a moment, or since. 'unclear': shortly before, by a
 * clock that may differ from ours.
 */
export type Age = 'before' | 'unclear' | 'since';

/** Members by which servers say when they made a record, or wrote it last. */
const CREATED =
  /^_?(date_?)?(created?|creation|inserted)(_?(at|on|date|time|datetime|timestamp|utc))?$/i;
const WRITTEN = /^_?(date_?|last_?)?(updated?|modified)(_?(at|on|date|time|datetime|timestamp))?$/i;
/** Where such members may be instead of beside the fields. */
const HOLDERS: readonly string[] = ['meta', '_meta', 'metadata', 'attributes', 'audit'];

/** `Date` is in seconds, and so are many times of creation. */
const ROUNDING_MS = 2_000;
const HOUR_MS = 3_600_000;
/** Zones of the earth, around UTC. */
const ZONE_MS = 14 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
/** 2000-01-01: a number below is not a time, or of a clock that was never set. */
const PLAUSIBLE_MS = 946_684_800_000;

/** A moment, as exactly as it was written. */
interface Span {
  from: number;
  to: number;
}

const exactly = (ms: number): Span => ({ from: ms, to: ms + 1000 });

function spanOfText(text: string): Span | undefined {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) {
    const day = Date.parse(text);
    return { from: day - ZONE_MS, to: day + DAY_MS + ZONE_MS };
  }
  const hasZone = /(Z|GMT|UTC|[+-]\d\d:?\d\d)$/i.test(text.trim());
  const ms = Date.parse(text.replace(/^(\d{4}-\d\d-\d\d) /, '$1T'));
  // Without a zone it is in that of the server, which is unknown.
  return hasZone ? exactly(ms) : { from: ms - 2 * ZONE_MS, to: ms + 2 * ZONE_MS };
}

function spanOf(value: unknown): Span | undefined {
  const isCount = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
  const span = isCount
    ? exactly(epochMs(Number(value)))
    : typeof value === 'string'
      ? spanOfText(value)
      : undefined;
  return span && span.from > PLAUSIBLE_MS - DAY_MS ? span : undefined;
}

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const ULID_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** When an id was given: ObjectId of MongoDB, UUID version 7 (RFC 9562), ULID. */
function spanOfId(id: string): Span | undefined {
  if (/^[0-9a-f]{24}$/i.test(id)) return exactly(parseInt(id.slice(0, 8), 16) * 1000);
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/i.test(id))
    return exactly(parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
  if (!ULID.test(id)) return undefined;
  const time = [...id.slice(0, 10)];
  return exactly(time.reduce((ms, letter) => ms * 32 + ULID_LETTERS.indexOf(letter), 0));
}

/** The members of a row, those that say something of it included, but for what was sent. */
function membersOf(row: AnyRecord, sent: AnyRecord): [key: string, value: unknown][] {
  const inner = HOLDERS.flatMap((name) => {
    const holder = row[name];
    return typeof holder === 'object' && holder !== null ? Object.entries(holder) : [];
  });
  return [...Object.entries(row), ...inner].filter(([key]) => !Object.hasOwn(sent, key));
}

/** When a change was sent for the first time, in milliseconds since the epoch. */
export interface ChangeTime {
  at: number;
  now: number;
  /** Both times are by the server's clock; else by the device's, which may be wrong by days. */
  isServers: boolean;
}

/**
 * What a row says of its age, by the time of its creation or by its id.
 *
 * @param sent the change that may have made the row; members that it sent are not written by the server
 * @returns undefined: nothing, or not exactly enough
 */
export function ageOf(
  row: AnyRecord,
  id: string,
  sent: AnyRecord,
  { at, now, isServers }: ChangeTime,
): Age | undefined {
  const members = membersOf(row, sent);
  const spansOf = (name: RegExp): Span[] =>
    members.flatMap(([key, value]) => (name.test(key) && spanOf(value)) || []);
  const made = spansOf(CREATED);
  // What was written last before the change was made, was there before.
  const margin = isServers ? HOUR_MS : 7 * DAY_MS;
  if ([...made, ...spansOf(WRITTEN)].some(({ to }) => to < at - margin)) return 'before';
  if (!isServers) return undefined;
  const named = spanOfId(id);
  const isSince = ({ from }: Span): boolean => from >= at - ROUNDING_MS && from <= now + DAY_MS;
  // An id of random letters has any time, and hardly ever one of these.
  if ([...made, ...(named ? [named] : [])].some(isSince)) return 'since';
  return made.some(({ to }) => to < at) ? 'unclear' : undefined;
}
