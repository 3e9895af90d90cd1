import { shapeOutgoing } from '../../host/http/body_transform.js';
import { parseJson } from '../../host/http/json_text.js';
import type { AnyRecord, MutationEntry } from '../../types/mutation.js';
import type { Configuration } from '../engine/configuration.js';
import { CreatedRecordMatcher } from './created_record_matcher.js';

/** What mutations send, in the shape of the wire, and what their records look like. */
export class SentRecords {
  /** Rows of lists as the application shapes them. */
  private readonly shaped = new WeakMap<AnyRecord, AnyRecord>();

  constructor(private readonly configuration: Configuration) {}

  /** The fields that the mutation sends. @throws what the application's `toServer` throws */
  of(entry: MutationEntry): AnyRecord {
    const { operation, entity, data, resource } = entry;
    if (operation === 'delete') return {};
    const outgoing = { operation, entity, localId: true, body: JSON.stringify(data ?? {}) };
    const shaped = shapeOutgoing(
      outgoing,
      this.configuration.endpoint(resource),
      this.configuration.companyOf(entry),
    );
    return parseJson(shaped) as AnyRecord;
  }

  /** What tells the record of the mutation from others. @throws as `of` does */
  matcher(entry: MutationEntry): CreatedRecordMatcher {
    const options = this.configuration.endpoint(entry.resource);
    return new CreatedRecordMatcher(entry, this.of(entry), options, this.shaped);
  }
}
