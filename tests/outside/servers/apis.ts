import { aspnet } from './personalities/aspnet.ts';
import { django } from './personalities/django.ts';
import { feathers } from './personalities/feathers.ts';
import { fhir } from './personalities/fhir.ts';
import { jsonApi } from './personalities/json_api.ts';
import { laravel } from './personalities/laravel.ts';
import { mongoose } from './personalities/mongoose.ts';
import { php } from './personalities/php.ts';
import { plain } from './personalities/plain.ts';
import { postgrest } from './personalities/postgrest.ts';
import { rails } from './personalities/rails.ts';
import { spring } from './personalities/spring.ts';
import { keyed } from './keyed.ts';
import { startJsonServer } from './real/json_server.ts';
import { startRemult } from './real/remult.ts';
import { scripted, type Personality } from './scripted.ts';
import type { Api } from './wire.ts';

/** An API of the table: what it can, and how it is started. */
export interface KnownApi {
  title: string;
  /** Has versions, so that two people cannot undo each other's change unseen. */
  hasConflicts: boolean;
  /** Refuses phone numbers with letters. */
  validates: boolean;
  /** Does not delete a patient who has appointments. */
  protects: boolean;
  /** Says of a record that it is gone: 404, 410. Otherwise only its lists show it. */
  saysGone: boolean;
  /** @param folder where it may keep files */
  start(folder: string): Promise<Api>;
}

const script = (title: string, personality: Personality): KnownApi => ({
  title,
  hasConflicts: personality.seen !== undefined,
  validates: true,
  protects: true,
  saysGone: personality.saysGone ?? true,
  start: async () => scripted(personality),
});

/** By the name that the page is opened with. */
export const apis = {
  plain: script('plain JSON', plain),
  keyed: {
    ...script('plain JSON with idempotency keys', plain),
    start: async () => keyed(scripted(plain)),
  },
  django: script('Django REST framework', django),
  rails: script('Rails', rails),
  laravel: script('Laravel', laravel),
  spring: script('Spring', spring),
  mongoose: script('Express with Mongoose', mongoose),
  feathers: script('Feathers', feathers),
  php: script('PHP', php),
  postgrest: script('PostgREST', postgrest),
  jsonapi: script('JSON:API', jsonApi),
  aspnet: script('ASP.NET', aspnet),
  fhir: script('FHIR R4', fhir),
  jsonserver: {
    title: 'json-server 0.17 (npm)',
    hasConflicts: false,
    validates: false,
    protects: false,
    saysGone: true,
    start: startJsonServer,
  },
  remult: {
    title: 'Remult 3 (npm)',
    hasConflicts: false,
    validates: true,
    protects: false,
    saysGone: true,
    start: startRemult,
  },
} satisfies Record<string, KnownApi>;

export type ApiName = keyof typeof apis;
