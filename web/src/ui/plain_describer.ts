import type { Language } from '../types/index.js';
import { syncLabels } from './labels/index.js';
import type { ChangeDescriber, ChangeOutline } from './types.js';

/** Fields by which people call a record, the most telling first; those of one line belong together. */
const NAMES: readonly (readonly string[])[] = [
  ['last_name', 'first_name'],
  ['lastName', 'firstName'],
  ['nom', 'prenom'],
  ['nom', 'prénom'],
  ['name'],
  ['title'],
  ['label'],
  ['subject'],
];

/** Fields that are not for people. */
const TECHNICAL = /^(id|_id|version|created_?at|updated_?at|deleted_?at|company_?id)$|_id$|Id$/i;

/**
 * Words for changes of any application, made of what their fields are called: "Modification ·
 * medical records", "DUPONT Jean", "Birth date". An application that knows its records better gives
 * the pieces a `describer` of its own.
 */
export function plainDescriber(language: Language): ChangeDescriber {
  const { operations } = syncLabels[language];
  return {
    what: (entry) => `${operations[entry.operation]} · ${words(resourceName(entry))}`,
    about: (entry) => nameIn({ ...recordIn(entry.conflict?.base), ...recordIn(entry.data) }),
    fieldLabel: (_, field) => (TECHNICAL.test(field) ? null : capitalised(words(field))),
    fieldValue: (_, __, value) => valueWords(value),
  };
}

/** The last part of the collection's path: "patients", "medical-records". */
function resourceName({ resource }: ChangeOutline): string {
  return resource.split('/').at(-1) ?? resource;
}

/** "birth_date", "birthDate" and "birth-date" as people write it. */
function words(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function recordIn(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function nameIn(record: Record<string, unknown>): string {
  for (const fields of NAMES) {
    const found = fields
      .map((field) => valueWords(record[field]))
      .filter(Boolean)
      .join(' ');
    if (found) return found;
  }
  return '';
}

function valueWords(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
