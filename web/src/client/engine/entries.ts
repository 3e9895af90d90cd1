import type { EntryText } from 'synchrone-module';
import { parseJson } from '../../host/http/json_text.js';
import type { MutationEntry, MutationStatus } from '../../types/mutation.js';
import type { Sentence } from '../base/messages/sentence.js';
import type { EngineConnection } from './engine_connection.js';
import { entryOf } from './entry_codec.js';

/** The entries of the queue, read from the engine at each call. Empty where no engine works. */
export class Entries {
  constructor(
    private readonly connection: EngineConnection,
    private readonly sentence: Sentence,
  ) {}

  /** @returns null: there is none of this id (any more) */
  one(id: string): MutationEntry | null {
    const text = this.connection.ask((engine) => engine.entry(id), '');
    return text === '' ? null : this.entryIn(text);
  }

  /** @param status '': all, in order */
  of(status: MutationStatus | ''): MutationEntry[] {
    const texts = this.connection.ask((engine) => engine.entries(status), '[]');
    return (parseJson(texts) as EntryText[]).map((text) => entryOf(text, this.sentence));
  }

  private entryIn(text: string): MutationEntry {
    return entryOf(parseJson(text) as EntryText, this.sentence);
  }
}
