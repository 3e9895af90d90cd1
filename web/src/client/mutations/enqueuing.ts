import type { Configuration } from '../engine/configuration.js';
import { needsTransform } from '../engine/configuration.js';
import type { EngineConnection } from '../engine/engine_connection.js';
import type { MutationOptions } from '../../types/mutation.js';
import type { EnqueueRequest } from '../../types/mutation_queue.js';

const KIND_NUMBERS = { create: 0, update: 1, delete: 2 } as const;

/** What one mutation is, as `Engine.enqueue` wants it. */
export interface EnqueueOrder {
  kind: 'create' | 'update' | 'delete';
  entity: string;
  /** The version that the caller's changes held, JSON text. */
  version?: string | undefined;
  /** JSON text of the record or the changes, a newline, JSON text of the confirmed record or ''. */
  text: string;
  options: MutationOptions;
}

/** How a mutation joins the queue: as a create, update or delete, or as existing code writes it. */
export class Enqueuing {
  constructor(
    private readonly connection: EngineConnection,
    private readonly configuration: Configuration,
  ) {}

  /** @param endpoint as written */
  order(
    endpoint: string,
    { kind, entity, version, text, options }: EnqueueOrder,
  ): { id: string; durable: boolean } {
    const { resource, written } = this.configuration.read(endpoint);
    const localId = kind === 'create' || undefined;
    const own = this.optionsText(resource, options, { version, localId });
    return this.connection.enqueue(text, (engine) =>
      engine.enqueue(KIND_NUMBERS[kind], written, entity, text, own),
    );
  }

  /** @returns the id of the mutation */
  raw(request: EnqueueRequest, text: string): string {
    const { resource, written } = this.configuration.read(request.endpoint);
    const own = this.optionsText(resource, request, {});
    return this.connection.enqueue(text, (engine) =>
      engine.enqueueRaw(request.type, written, text, own),
    ).id;
  }

  /** JSON of `Engine.enqueue`'s options; '' where there are none. */
  private optionsText(
    resource: string,
    options: MutationOptions | EnqueueRequest,
    more: { version?: string | undefined; localId?: true | undefined },
  ): string {
    const { reason, holdMs, notAfter } = options;
    const id = 'id' in options ? options.id : undefined;
    const transform = needsTransform(this.configuration.endpoint(resource)) || undefined;
    const payload = this.configuration.storedWork.payloadVersion;
    const own = { id, reason, holdMs, notAfter, transform, payload, ...more };
    return Object.values(own).some((value) => value !== undefined) ? JSON.stringify(own) : '';
  }
}
