import { isRecord } from '../../host/http/body_transform.js';
import { idOf } from '../base/rows.js';
import type { AnyRecord } from '../../types/mutation.js';

/** Flags under any name: true where there is more. */
const MORE =
  /^_?(has|is)?_?(more|next|truncated)_?(items|rows|results|records|pages?|data|available)?$/i;
/** Flags under any name: true where that was all. */
const END = /^_?(is)?_?(at)?_?(the)?_?(done|last|end|finished|completed?|exhausted)_?(page)?$/i;
/** Marks to go on from. */
const MARK =
  /next|cursor|token|continu|bookmark|last_?evaluated|scroll|marker|start_?key|offset|page_?state|resume/i;
/** Marks that say, where they are empty, that there is nothing more. */
const ENDS_EMPTY =
  /next|cursor|continu|bookmark|last_?evaluated|scroll|start_?key|page_?(token|state)/i;
/** Marks that lead elsewhere, or that are none. */
const OTHER =
  /prev|before|first|start_?cursor|current|self|total|count|limit|size|sync|delta|csrf|xsrf|access|auth|session|request|device/i;
/** Letters and digits that no person has written. */
const OPAQUE = /^(?=.*\d)(?=.*[a-z])[\w+/=.:~-]{8,}$/i;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ADDRESS = /^(https?:|\/)/i;
const MOMENT = /^\d{4}-\d\d-\d\d/;
/** Names of texts that look like a mark and are none. */
const NO_MARK =
  /(id|key|uuid|version|hash|tag|sum|status|type|kind|lang|locale|unit|url|uri|href|link|path|self|date|time|at|by|name|title|code|message|server|host|node|region|env|build|release|commit|copyright|context|schema)s?$/i;

/** A boolean, also one that was written as text; undefined: neither. */
export const flagOf = (value: unknown): boolean | undefined =>
  value === true || value === 'true'
    ? true
    : value === false || value === 'false'
      ? false
      : undefined;

/** What the members of an envelope say of more, whatever they are called. */
export interface Marks {
  /** There is more (true), or nothing (false); undefined: none says. */
  more: boolean | undefined;
  /** A text that may be handed back for the next page, under the name that it has. */
  cursor: { name: string; text: string } | undefined;
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (isRecord(value) && Object.keys(value).length === 0);

/** @param holders the objects that say something of the list @param rows of the page */
export function marksIn(holders: readonly AnyRecord[], rows: readonly AnyRecord[]): Marks {
  const members = holders
    .flatMap((holder) => Object.entries(holder))
    .filter(([, value]) => !Array.isArray(value));
  const lastRow = rows.at(-1);
  const lastId = lastRow ? idOf(lastRow) : '';
  let more: boolean | undefined;
  let cursor: Marks['cursor'];
  for (const [name, value] of members) {
    const flag = flagOf(value);
    if (flag !== undefined && MORE.test(name)) more ??= flag;
    if (flag !== undefined && END.test(name)) more ??= !flag;
    if (flag !== undefined || OTHER.test(name)) continue;
    const isNamed = MARK.test(name);
    if (ENDS_EMPTY.test(name) && isEmpty(value)) more ??= false;
    // A database key may be an object; how to send it back is unknown.
    if (isNamed && isRecord(value) && /key|evaluated/i.test(name) && !isEmpty(value)) more ??= true;
    if (typeof value !== 'string' || value === '') continue;
    const isCount = /^\d+$/.test(value);
    const isCursor = isNamed
      ? !isCount || lastId === value
      : (lastId !== '' && lastId === value && rows.length > 1) ||
        (OPAQUE.test(value) &&
          !ADDRESS.test(value) &&
          !UUID.test(value) &&
          !MOMENT.test(value) &&
          !NO_MARK.test(name));
    if (isCursor) cursor ??= { name, text: value };
  }
  return { more, cursor };
}
