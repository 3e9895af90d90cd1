import { setTimeout as delay } from 'node:timers/promises';
import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { ApiError, invalid } from '../http/api-error.ts';
import { success } from '../http/answer.ts';
import { route } from '../http/express.ts';
import { limits } from '../limits.ts';
import { demoSignIns } from '../seed/company.ts';
import { problemsOf } from '../resources/problems.ts';

/**
 * The controls of a demonstration. They change how /api/v1 answers, never what it stores.
 * - `slow`: every answer comes late. `hold`: writes wait until the conditions change, reads do not.
 * - `down`: 503 without Retry-After. `refuse`: writes are refused with 422.
 * - `lost-reply`: the request is carried out and the connection is cut before the answer, as a bad network does.
 */
export type DemoMode = (typeof modes)[number];

const modes = ['normal', 'slow', 'hold', 'down', 'refuse', 'lost-reply'] as const;

const schema = z.object({
  mode: z.enum(modes).optional(),
  latencyMs: z.number().int().min(0).max(limits.demoMaxLatencyMs).optional(),
});

/** The conditions of one server, changed by PUT /demo/conditions. */
export class DemoConditions {
  #mode: DemoMode = 'normal';
  #latencyMs = 0;
  /** Lets the held writes go on. */
  #release: () => void = () => undefined;
  #released = Promise.resolve();
  readonly #onDown: () => void;

  /** @param onDown called when the server begins to act dead: live connections must end too. */
  constructor(onDown: () => void) {
    this.#onDown = onDown;
  }

  /** What is in force now. */
  get current(): { readonly mode: DemoMode; readonly latencyMs: number } {
    return { mode: this.#mode, latencyMs: this.#latencyMs };
  }

  /**
   * Sets the conditions. Without a latency, `slow` takes its usual one and any other mode none.
   * @throws ApiError 400 for unknown values.
   */
  change(body: unknown): void {
    const result = schema.safeParse(body ?? {}, { reportInput: true });
    if (!result.success) throw invalid(problemsOf(result.error));
    this.#mode = result.data.mode ?? this.#mode;
    this.#release();
    if (this.#mode === 'hold') this.#released = new Promise((resolve) => (this.#release = resolve));
    if (this.#mode === 'down') this.#onDown();
    this.#latencyMs = result.data.latencyMs ?? (this.#mode === 'slow' ? limits.demoSlowMs : 0);
  }

  /** @throws ApiError 422 DEMO_REFUSED while the server is set to refuse. */
  refuseIfSet(): void {
    if (this.#mode === 'refuse') throw new ApiError(422, 'DEMO_REFUSED');
  }

  /** Middleware that applies the conditions to /api/v1: it delays, holds, cuts off or refuses. */
  middleware(): RequestHandler {
    return async (request, response, next) => {
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      const isSignIn = request.path.startsWith('/auth/');
      if (this.#latencyMs > 0) await delay(this.#latencyMs);
      while (this.#mode === 'hold' && !isRead && !isSignIn) await this.#released;
      if (this.#mode === 'down') throw new ApiError(503, 'DEMO_DOWN');
      if (this.#mode === 'lost-reply' && !isRead) response.json = () => response.destroy();
      next();
    };
  }

  /** GET and PUT /demo/conditions, and GET /demo/people: who can sign in, with their public password. */
  router(): Router {
    const router = Router();
    router.get(
      '/people',
      route(() => success(demoSignIns)),
    );
    router.get(
      '/conditions',
      route(() => success(this.current)),
    );
    router.put(
      '/conditions',
      route((request) => {
        this.change(request.body);
        return success(this.current);
      }),
    );
    return router;
  }
}
