import { holidayCalendars } from '../../closing-days.ts';
import {
  bothFactorsSchema,
  confirmationSchema,
  enrolmentSchema,
  ownPasswordSchema,
} from '../people/own-account-router.ts';
import { accountChangeSchema, newAccountSchema } from '../people/accounts-router.ts';
import { companyChangeSchema } from '../people/company-router.ts';
import { signInSchema } from '../people/router.ts';
import { roles } from '../people/session.ts';
import { resources } from '../resources/all.ts';
import type { Resource } from '../resources/resource.ts';
import { batchEntrySchema } from '../writes/batch.ts';
import { limits } from '../limits.ts';
import {
  closedObject,
  count,
  inputSchema,
  moment,
  nullable,
  propertiesOf,
  reference,
  text,
  truth,
  uuid,
  type JsonSchema,
} from './json-schema.ts';

/** The name of a resource's record among the components: `medical-records` is `MedicalRecord`. */
export function componentName(resource: Resource): string {
  return resource.title.replace(/(?:^|\s)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** All of `components/schemas`. */
export function schemaComponents(): Readonly<Record<string, JsonSchema>> {
  const own = resources.flatMap((resource) => {
    const name = componentName(resource);
    return [
      [name, recordSchema(resource)],
      [`New${name}`, wholeSchema(resource)],
      [`${name}Changes`, inputSchema(resource.schema.partial())],
    ] as const;
  });
  return { ...Object.fromEntries(own), ...shared };
}

/** A whole record as it may be sent; one's own company and other fields may come along. */
function wholeSchema(resource: Resource): JsonSchema {
  return {
    ...inputSchema(resource.schema),
    description: `${resource.title} as sent; unknown fields are ignored.`,
  };
}

/** A stored record: the stamps, and every field, null where nothing is known. */
function recordSchema(resource: Resource): JsonSchema {
  const fields = Object.entries(propertiesOf(inputSchema(resource.schema))).map(
    ([field, schema]) => {
      const optional = resource.schema.shape[field]?.safeParse(null).success === true;
      return [field, storedField(schema, optional)] as const;
    },
  );
  const stamps = {
    id: uuid,
    company_id: text,
    version: { type: 'integer', minimum: 1 },
    created_at: moment,
    updated_at: moment,
    created_by: nullable(text),
    updated_by: nullable(text),
    deleted_at: nullable(moment),
  };
  const own = Object.entries(resource.stamps ?? {}).map(
    ([field, type]) => [field, nullable(type === 'moment' ? moment : text)] as const,
  );
  return closedObject({ ...stamps, ...Object.fromEntries([...fields, ...own]) });
}

/** What is stored is cleaner than what may be sent: only its type, format and choices matter to a reader. */
function storedField(sent: JsonSchema, optional: boolean): JsonSchema {
  const choices = (sent['anyOf'] as readonly JsonSchema[] | undefined) ?? [sent];
  const main =
    choices.find((choice) => choice['type'] !== 'null' && choice['const'] === undefined) ?? {};
  const { type, format, enum: values } = main;
  const plain = {
    type: Array.isArray(type) ? type.filter((name) => name !== 'null')[0] : type,
    ...(format === undefined || format === 'email' ? {} : { format }), // validators differ on what an address is
    ...(values === undefined ? {} : { enum: values }),
  };
  return optional ? nullable(plain) : plain;
}

const fieldProblem = closedObject({ field: text, code: text, message: text });

const shared: Readonly<Record<string, JsonSchema>> = {
  Error: closedObject({
    success: { const: false },
    error: closedObject({
      code: text,
      message: text,
      details: {
        type: 'object',
        properties: {
          field: { type: 'string', description: 'Whose value breaks a rule.' },
          fields: { type: 'array', items: fieldProblem },
        },
      },
    }),
  }),
  Pagination: closedObject(
    {
      limit: { type: 'integer', minimum: 1, maximum: limits.maxPageSize },
      page: { type: 'integer', minimum: 1 },
      total: count,
      total_pages: { type: 'integer', minimum: 1 },
      has_more: truth,
      next_cursor: nullable(text),
      next_updated_since: moment,
      change_cursor: text,
    },
    ['page', 'total', 'total_pages'],
  ),
  Deletion: closedObject({
    id: uuid,
    deleted: { const: true },
    version: count,
    deleted_at: moment,
  }),
  BatchEntry: inputSchema(batchEntrySchema),
  BatchResult: closedObject(
    {
      id: text,
      status: count,
      body: { type: 'object' },
      etag: text,
      location: text,
      retryAfter: count,
      key: text,
      replayed: { const: true },
    },
    ['etag', 'location', 'retryAfter', 'key', 'replayed'],
  ),
  Change: closedObject({
    cursor: text,
    resource: { enum: resources.map(({ name }) => name) },
    id: uuid,
    action: { enum: ['create', 'update', 'delete', 'restore'] },
    version: { type: 'integer', minimum: 1 },
    user_id: text,
    at: moment,
    record: nullable({ type: 'object' }),
  }),
  Changes: closedObject({
    changes: { type: 'array', items: reference('Change') },
    cursor: text,
    has_more: truth,
  }),
  AuditPage: closedObject({
    entries: {
      type: 'array',
      items: closedObject({
        id: text,
        at: moment,
        action: { enum: ['create', 'update', 'delete', 'restore', 'read'] },
        resource: { enum: [...resources.map(({ name }) => name), 'accounts', 'company'] },
        record_id: nullable(uuid),
        patient_id: nullable(uuid),
        documents: nullable(count),
        version: nullable(count),
        changed_fields: nullable({ type: 'array', items: text }),
        reason: nullable(text),
        request_id: nullable(text),
        user_id: text,
        user_name: nullable(text),
      }),
    },
    has_more: truth,
    next_cursor: nullable(text),
  }),
  Account: closedObject({
    id: uuid,
    email: text,
    name: text,
    role: { enum: roles },
    active: truth,
    second_factor: truth,
    practitioner_id: nullable(uuid),
    created_at: moment,
    signed_in_at: nullable(moment),
  }),
  NewAccount: inputSchema(newAccountSchema),
  AccountChange: inputSchema(accountChangeSchema),
  SignIn: inputSchema(signInSchema),
  OwnPassword: inputSchema(ownPasswordSchema),
  EnrolmentRequest: inputSchema(enrolmentSchema),
  Confirmation: inputSchema(confirmationSchema),
  BothFactors: inputSchema(bothFactorsSchema),
  SecondFactor: closedObject({ on: truth, demanded: truth, recovery_codes_left: count }),
  Enrolment: closedObject({ secret: text, uri: text }),
  RecoveryCodes: closedObject({ recovery_codes: { type: 'array', items: text } }),
  Credentials: closedObject({
    access_token: text,
    device_key: nullable(text),
    second_factor_due: truth,
    token_type: { const: 'Bearer' },
    expires_in: count,
    user: closedObject({
      id: uuid,
      company_id: text,
      role: { enum: roles },
      name: text,
      practitioner_id: nullable(uuid),
      email: text,
      company_name: text,
      company_holidays: { enum: holidayCalendars },
      company_closures: { type: 'array', items: text },
    }),
  }),
  Company: closedObject({
    id: text,
    name: text,
    holidays: { enum: holidayCalendars },
    closures: { type: 'array', items: text },
  }),
  CompanyChange: inputSchema(companyChangeSchema),
  Person: closedObject({
    id: uuid,
    company_id: text,
    role: { enum: roles },
    name: text,
    practitioner_id: nullable(uuid),
  }),
};
