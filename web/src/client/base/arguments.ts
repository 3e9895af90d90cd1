import { SyncMutationError } from '../../types/errors.js';
import type { ExpectedKey } from './messages/catalogue.js';
import type { Sentence } from './messages/sentence.js';
import type { MemberKind, SimpleKind } from '../../types/argument_kinds.js';

function isObject(value: unknown): value is object {
  try {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false; // a proxy that was revoked, such as a draft of Immer
  }
}

/**
 * An id as text; '' for what is none. Half a surrogate pair becomes U+FFFD, as in records: the module
 * would read it, and what follows it, as another character.
 */
export function idText(id: unknown): string {
  const isNumber = typeof id === 'bigint' || (typeof id === 'number' && Number.isFinite(id));
  if (isNumber) return String(id);
  return typeof id === 'string' ? id.replace(/\p{Surrogate}/gu, '\ufffd') : '';
}

/**
 * Checks what an application passes, before anything of it is used: applications are written in
 * JavaScript too. Every rejection is a SyncMutationError INVALID_ARGUMENT that names the field.
 */
export class Arguments {
  constructor(private readonly sentence: Sentence) {}

  /** @throws always */
  readonly fail = (field: string, kind: ExpectedKey, choices = ''): never => {
    const expected = this.sentence(`expected.${kind}`, { choices });
    const message = this.sentence('INVALID_ARGUMENT', { field, expected });
    throw new SyncMutationError({ code: 'INVALID_ARGUMENT', field, message });
  };

  /** An id as text; a number is accepted. */
  id(value: unknown, field: string): string {
    return idText(value) || this.fail(field, 'id');
  }

  /** As `id`, where undefined and null mean none: ''. */
  idOrNone(value: unknown, field: string): string {
    return value === undefined || value === null || value === '' ? '' : this.id(value, field);
  }

  /** What `read` takes from an object of the application, whose getters and proxies may throw. */
  reading<T>(field: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof SyncMutationError) throw error;
      return this.fail(field, 'object');
    }
  }

  /** An object, no array and no function. */
  object(value: unknown, field: string): object {
    return isObject(value) ? value : this.fail(field, 'object');
  }

  /** As `object`, where undefined and null mean one without members. */
  options<T extends object>(value: T | null | undefined, field: string): T {
    return (value ?? undefined) === undefined ? ({} as T) : (this.object(value, field) as T);
  }

  /** A list of objects. */
  records(value: unknown, field: string): readonly object[] {
    return Array.isArray(value) && value.every(isObject) ? value : this.fail(field, 'records');
  }

  /** A function. */
  function(value: unknown, field: string): void {
    if (typeof value !== 'function') this.fail(field, 'function');
  }

  /** true or false. */
  flag(value: unknown, field: string): void {
    if (typeof value !== 'boolean') this.fail(field, 'flag');
  }

  /** One of these words. */
  choice(value: unknown, choices: readonly string[], field: string): void {
    if (!choices.includes(value as string)) this.fail(field, 'choice', quoted(choices));
  }

  /**
   * An object with these members, each of its kind; with a question mark one may be missing.
   * @param prefix of the object among the arguments; '': the options themselves
   */
  check(value: unknown, kinds: Readonly<Record<string, MemberKind>>, prefix = ''): void {
    const checked = this.object(value, prefix || 'options');
    for (const [name, kind] of Object.entries(kinds)) {
      const mayBeMissing = typeof kind === 'string' && kind.endsWith('?');
      this.members(checked, { [name]: kind }, prefix, !mayBeMissing);
    }
  }

  /** Checks each member that is present. @param needed whether every member has to be present */
  members(
    value: object,
    kinds: Readonly<Record<string, MemberKind>>,
    prefix = '',
    needed = false,
  ): void {
    for (const [name, kind] of Object.entries(kinds)) {
      const field = prefix === '' ? name : `${prefix}.${name}`;
      let member: unknown;
      try {
        member = (value as Record<string, unknown>)[name];
      } catch {
        member = UNREADABLE; // a getter or a proxy of the application threw
      }
      if (member === undefined && !needed) continue;
      if (Array.isArray(kind)) this.choice(member, kind as readonly string[], field);
      else if (!isOfKind(member, kind as SimpleKind)) this.fail(field, shown(kind as SimpleKind));
    }
  }
}

/** Is of no kind. */
const UNREADABLE = Symbol();

const shown = (kind: SimpleKind): ExpectedKey => kind.replace('?', '') as ExpectedKey;

function isOfKind(value: unknown, kind: SimpleKind): boolean {
  if (value === null) return kind.endsWith('?');
  switch (shown(kind)) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) && value >= 0;
    case 'flag':
      return typeof value === 'boolean';
    case 'function':
      return typeof value === 'function';
    case 'list':
      return Array.isArray(value) && value.every((one) => typeof one === 'string');
    default:
      return isObject(value);
  }
}

const quoted = (choices: readonly string[]): string =>
  choices.map((choice) => `'${choice}'`).join(', ');
