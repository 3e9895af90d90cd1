import { limits } from '../limits.ts';
import type { Filter, Resource } from '../resources/resource.ts';
import { componentName } from './components.ts';
import {
  inputSchema,
  moment,
  reference,
  text,
  truth,
  uuid,
  type JsonSchema,
} from './json-schema.ts';
import {
  answer,
  body,
  errors,
  ifMatch,
  parameter,
  writeHeaders,
  type DocumentPart,
} from './parts.ts';

/** The three addresses of a resource and what can be done at each. */
export function resourcePaths(resource: Resource): Readonly<Record<string, DocumentPart>> {
  const root = `/api/v1/${resource.name}`;
  return {
    [root]: { get: list(resource), head: probe(resource), post: create(resource) },
    [`${root}/{id}`]: {
      parameters: [parameter('path', 'id', uuid, 'The record’s id.')],
      get: readOne(resource),
      put: update(resource, 'Replace', `New${componentName(resource)}`),
      patch: update(resource, 'Change', `${componentName(resource)}Changes`),
      delete: remove(resource),
    },
    [`${root}/{id}/restore`]: {
      parameters: [parameter('path', 'id', uuid, 'The record’s id.')],
      post: restore(resource),
    },
  };
}

const record = (resource: Resource): JsonSchema => reference(componentName(resource));

function operation(resource: Resource, verb: string, rest: DocumentPart): DocumentPart {
  const name = componentName(resource);
  return {
    operationId: `${verb.toLowerCase()}${name}`,
    tags: [resource.name],
    summary: `${verb}: ${resource.title.toLowerCase()}`,
    ...rest,
  };
}

function list(resource: Resource): DocumentPart {
  const data = { type: 'array', items: record(resource) };
  return operation(resource, 'List', {
    parameters: listParameters(resource),
    responses: {
      200: answer('A page.', data, { pagination: reference('Pagination') }),
      ...errors(403, 410),
    },
  });
}

function probe(resource: Resource): DocumentPart {
  return operation(resource, 'Probe', {
    description: 'The cheapest way to learn whether the API and its database answer.',
    responses: {
      200: { description: 'They do.' },
      401: { description: 'Sign in.' },
      403: { description: 'Not for this role.' },
      429: { description: 'Wait.' },
      503: { description: 'They do not.' },
    },
  });
}

function create(resource: Resource): DocumentPart {
  return operation(resource, 'Create', {
    parameters: writeHeaders,
    requestBody: body(reference(`New${componentName(resource)}`)),
    responses: {
      201: answer('The new record, with its id.', record(resource)),
      ...errors(403, 409, 413, 415, 422),
    },
  });
}

function readOne(resource: Resource): DocumentPart {
  return operation(resource, 'Read', {
    parameters: [
      parameter('header', 'If-None-Match', text, 'The ETag of the version that is already there.'),
    ],
    responses: {
      200: answer('The record.', record(resource)),
      304: { description: 'Unchanged.' },
      ...errors(403, 404, 410),
    },
  });
}

function update(resource: Resource, verb: string, schema: string): DocumentPart {
  return operation(resource, verb, {
    parameters: [...writeHeaders, ifMatch],
    requestBody: body(reference(schema)),
    responses: {
      200: answer('The record as it is now.', record(resource)),
      ...errors(403, 404, 409, 410, 412, 413, 415, 422, 428),
    },
  });
}

function remove(resource: Resource): DocumentPart {
  return operation(resource, 'Delete', {
    parameters: [...writeHeaders, ifMatch],
    responses: {
      200: answer('Deleted; it can be restored.', reference('Deletion')),
      ...errors(403, 404, 409, 410, 412, 413, 415, 422, 428),
    },
  });
}

function restore(resource: Resource): DocumentPart {
  return operation(resource, 'Restore', {
    parameters: [...writeHeaders, ifMatch],
    responses: {
      200: answer('The record is back.', record(resource)),
      ...errors(403, 404, 409, 412, 413, 415, 422, 428),
    },
  });
}

function listParameters(resource: Resource): readonly DocumentPart[] {
  const sorts = Object.keys(resource.sorts).flatMap((name) => [name, `-${name}`]);
  return [
    parameter(
      'query',
      'limit',
      { type: 'integer', minimum: 1, maximum: limits.maxPageSize, default: limits.defaultPageSize },
      'Rows of a page.',
    ),
    parameter(
      'query',
      'page',
      { type: 'integer', minimum: 1 },
      'Page number; the answer then counts all rows.',
    ),
    parameter(
      'query',
      'cursor',
      text,
      '`next_cursor` of the page before; exact while rows come and go.',
    ),
    parameter(
      'query',
      'sort',
      { enum: sorts, default: resource.defaultSort },
      'A minus means last first.',
    ),
    parameter(
      'query',
      'q',
      { type: 'string', maxLength: 200 },
      'Words that must all occur, without case and accents.',
    ),
    parameter('query', 'updated_since', moment, 'Only what changed since, deletions included.'),
    parameter(
      'query',
      'changed_since',
      text,
      'A `change_cursor`: only what was changed after it, deletions included. Without filters and `q`; 410 when it is no longer valid.',
    ),
    parameter('query', 'include_deleted', truth, 'Deleted records too.'),
    ...Object.entries(resource.filters).map(([name, filter]) =>
      parameter('query', name, filterSchema(filter), filterWords(filter)),
    ),
  ];
}

function filterSchema(filter: Filter): JsonSchema {
  if (filter.kind === 'equals') return inputSchema(filter.schema);
  const date: JsonSchema = { type: 'string', format: 'date' };
  return filter.kind === 'appointment-on' ? date : { anyOf: [date, moment] };
}

function filterWords(filter: Filter): string {
  if (filter.kind === 'equals') return `Only where ${filter.column} is this.`;
  if (filter.kind === 'appointment-on') return 'Only who has an appointment on this day.';
  return filter.kind === 'from'
    ? `${filter.column} from this day or moment on.`
    : `${filter.column} before this moment, or up to the end of this day.`;
}
