import { ClinicApi } from './clinic_api.js';

/** A generator of numbers in [0, 1), the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/**
 * Every request waits twice: before the server sees it, and before its answer arrives, which may be lost.
 * What is sent again with the same key is done once.
 */
export class SlowApi extends ClinicApi {
  readonly waiting: (() => void)[] = [];
  isSlow = false;
  private readonly done = new Map<string, Response>();

  constructor(
    rows: readonly object[],
    private readonly isLost: () => boolean,
  ) {
    super(rows);
  }

  override async read(path: string): Promise<unknown> {
    await this.wait();
    const seen = structuredClone(this.answer('GET', path, {}));
    await this.wait();
    if (seen.status >= 400) throw new Error(`HTTP ${seen.status}`);
    return seen.body;
  }

  override async fetch(url: string, init: RequestInit): Promise<Response> {
    if (init.method === 'HEAD') return super.fetch(url, init);
    await this.wait();
    const key = new Headers(init.headers).get('Idempotency-Key') ?? '';
    const answer = this.done.get(key) ?? (await super.fetch(url, init));
    if (key !== '') this.done.set(key, answer.clone());
    await this.wait();
    if (this.isSlow && this.isLost()) throw new TypeError('Failed to fetch');
    return answer;
  }

  private wait(): Promise<void> {
    if (!this.isSlow) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }
}
