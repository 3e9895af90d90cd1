import express, { Router, type Express } from 'express';
import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import { DemoConditions } from '../demo/conditions.ts';
import type { FeedHub } from '../feed/hub.ts';
import { feedRouter } from '../feed/router.ts';
import { limits } from '../limits.ts';
import { openApiRouter } from '../openapi/document.ts';
import { health, ready } from '../observability/health.ts';
import { requestLog } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import { auditRouter } from '../audit/router.ts';
import { versionedByPolicy, type ServerOptions } from '../options.ts';
import { accountsRouter } from '../people/accounts-router.ts';
import { companyRouter } from '../people/company-router.ts';
import { authenticate, mustBeComplete } from '../people/authenticate.ts';
import { meRouter, signInRouter, type People } from '../people/router.ts';
import { ownAccountRouter } from '../people/own-account-router.ts';
import { resources } from '../resources/all.ts';
import { resourceRouter } from '../resources/router.ts';
import { batchRouter } from '../writes/router.ts';
import { Writer } from '../writes/writer.ts';
import { compressed } from './compression.ts';
import { errorAnswers, unknownRoute } from './errors.ts';
import { jsonBody } from './json-body.ts';
import { requestLimit } from './rate-limit.ts';
import {
  crossOrigin,
  neverStored,
  noDevices,
  noTwins,
  ownOrigin,
  securityHeaders,
} from './security.ts';
import { uiRouter } from './ui.ts';

/** Whether the server is about to stop. */
export interface Lifecycle {
  isStopping: boolean;
}

/** What the application is made of. */
export interface AppParts {
  readonly database: Database;
  readonly people: People;
  readonly hub: FeedHub;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
}

/** Puts the parts together, in the order in which a request meets them. */
export function createApp(parts: AppParts, options: ServerOptions): Express {
  const { database, log, hub, metrics, lifecycle } = parts;
  const app = express();
  app.disable('etag'); // a list has no version of its own; records carry theirs
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', options.trustedProxies ?? 0);
  app.use(
    requestLog(log),
    metrics.middleware(),
    securityHeaders(options.secureCookies === true),
    noDevices,
    noTwins,
    crossOrigin(options.corsOrigins ?? []),
    compressed,
  );
  app.get('/health', neverStored, health);
  app.get('/ready', neverStored, ready(database, lifecycle));
  const conditions = options.demo === true ? new DemoConditions(() => hub.dropAll()) : null;
  if (conditions !== null) app.use('/demo', neverStored, express.json(), conditions.router());
  app.use('/api/v1', neverStored, apiRouter(parts, options, conditions));
  app.use(['/api', '/demo'], unknownRoute);
  if (options.uiDir !== undefined) app.use(uiRouter(options.uiDir));
  app.use(unknownRoute);
  app.use(errorAnswers(log));
  return app;
}

function apiRouter(
  { database, people, hub, log }: AppParts,
  options: ServerOptions,
  conditions: DemoConditions | null,
): Router {
  const api = Router();
  api.use(openApiRouter());
  if (conditions !== null) api.use(conditions.middleware());
  const isSecure = options.secureCookies === true;
  api.use('/auth', ownOrigin(options.corsOrigins ?? []), signInRouter(people, isSecure));
  api.use(authenticate(people, options.demo === true));
  api.use(requestLimit(options.requestsPerMinute ?? limits.requestsPerMinute));
  api.use('/auth', meRouter());
  const demandedOf = options.requireSecondFactor ?? [];
  api.use('/auth', ownAccountRouter(people.own, people.guard, demandedOf));
  api.use(mustBeComplete);
  const writer = new Writer(database, {
    requireIfMatch: new Set(options.requireIfMatch ?? versionedByPolicy),
    ...(conditions === null ? {} : { gate: () => conditions.refuseIfSet() }),
  });
  api.use('/changes', feedRouter(database, hub, people.signIns));
  api.use('/audit', auditRouter(database));
  api.use('/accounts', accountsRouter(people.accounts, people.own, people.guard));
  api.use('/company', companyRouter(database));
  api.use('/batch', batchRouter(writer, log));
  api.use(jsonBody(limits.jsonBodyBytes));
  for (const resource of resources)
    api.use(`/${resource.name}`, resourceRouter(resource, database, writer));
  return api;
}
