import { Arguments } from '../base/arguments.js';
import type { Sentence } from '../base/messages/sentence.js';
import { toPlainRecord } from '../base/plain_json.js';
import { OPTION_MEMBERS } from '../engine/option_members.js';
import type { EnqueueRequest, SyncUser } from '../../types/mutation_queue.js';

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Checks what callers of the queue pass. */
export class QueueArguments extends Arguments {
  constructor(private readonly words: Sentence) {
    super(words);
  }

  /** A request of `enqueue`, with its id as text. @throws SyncMutationError INVALID_ARGUMENT */
  request(request: EnqueueRequest): EnqueueRequest {
    this.object(request, 'request');
    const { id, type, endpoint } = request;
    this.choice(type, METHODS, 'type');
    if (typeof endpoint !== 'string') this.fail('endpoint', 'text');
    this.members(request, { previousState: 'object?', ...OPTION_MEMBERS });
    return id === undefined || id === null ? request : { ...request, id: this.id(id, 'id') };
  }

  /** The ids of a person and of their company ('': none). @throws SyncMutationError INVALID_ARGUMENT */
  user(user: SyncUser): [id: string, company: string] {
    return this.reading('user', () => {
      const { id, companyId } = this.object(user, 'user') as SyncUser;
      return [this.id(id, 'user.id'), this.idOrNone(companyId, 'user.companyId')];
    });
  }

  /** JSON of a body. @throws SyncMutationError NOT_SERIALISABLE */
  text(data: unknown): string {
    return toPlainRecord(data, (field, what) => this.words('NOT_SERIALISABLE', { field, what }))
      .text;
  }
}
