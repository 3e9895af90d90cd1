import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Gauge, Histogram, Registry, Counter } from 'prom-client';
import type { Database } from '../database/database.ts';
import type { FeedHub } from '../feed/hub.ts';
import { routeOf } from './route.ts';

/** Upper bounds of the duration classes, in seconds. */
const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The numbers of one server in Prometheus's text format. Labels are routes and codes, never ids. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #replays: Counter;
  #running = 0;

  constructor(database: Database, hub: FeedHub) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: 'clinic_request_seconds',
      help: 'Duration of answered requests',
      labelNames: ['method', 'route', 'status'],
      buckets,
      registers,
    });
    this.#replays = new Counter({
      name: 'clinic_replayed_answers_total',
      help: 'Stored answers given to a repeated idempotency key',
      registers,
    });
    const { pool } = database.engine;
    gauge(
      this.#registry,
      'clinic_requests_running',
      'Requests being answered',
      () => this.#running,
    );
    gauge(this.#registry, 'clinic_live_connections', 'Open live connections', () => hub.size);
    gauge(
      this.#registry,
      'clinic_database_connections',
      'Open database connections',
      () => pool.totalCount,
    );
    gauge(
      this.#registry,
      'clinic_database_waiting',
      'Requests that wait for a connection',
      () => pool.waitingCount,
    );
  }

  /** Measures every request. */
  middleware(): RequestHandler {
    return (request, response, next) => {
      const started = performance.now();
      this.#running += 1;
      response.on('close', () => {
        this.#running -= 1;
      });
      response.on('finish', () => {
        const labels = {
          method: request.method,
          route: routeOf(request.originalUrl).route,
          status: String(response.statusCode),
        };
        this.#requests.observe(labels, (performance.now() - started) / 1000);
        if (response.hasHeader('Idempotency-Replayed')) this.#replays.inc();
      });
      next();
    };
  }

  /** GET /metrics. */
  page(): RequestHandler {
    return async (_request, response) => {
      response.type(this.#registry.contentType).send(await this.#registry.metrics());
    };
  }
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
