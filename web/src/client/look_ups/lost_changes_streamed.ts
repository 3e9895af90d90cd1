import type { EventText } from 'synchrone-module';
import type { FoundOut, LookUp } from '../../host/http/look_up.js';
import { laterFile } from '../../loader/later_file.js';
import type { LostChanges as Whole } from './lost_changes.js';
import type { LookUpParts } from './known_before.js';

/** Loads the look-up before a change leaves. */
export const loadLookUp = /* @__PURE__ */ laterFile(() => import('./lost_changes.js'));

/** A few minutes: then a person is asked about the change, as where the API cannot be read. */
const ENOUGH_TRIES = 8;

/**
 * Takes the place of `lost_changes.ts` where the look-up is a file of its own.
 * What leaves waits for it, because it has to know what was there before. Where it cannot be loaded,
 * changes leave without it, and what became of a lost one is found out later, or a person is asked.
 */
export class LostChanges implements LookUp {
  private whole: Whole | undefined;
  /** Events that came before the script was loaded; null: it could not be loaded. */
  private early: EventText[] | null = [];
  private arrived: Promise<void> | null = null;
  /** By mutation: how often the look-up was missing. */
  private readonly tries = new Map<string, number>();

  constructor(private readonly parts: LookUpParts) {}

  /** Takes an event of the engine. */
  note(event: EventText): void {
    if (this.whole) this.whole.note(event);
    else this.early?.push(event);
  }

  arrival(): Promise<void> {
    return (this.arrived ??= this.load());
  }

  leaving(mutation: string, ended: Promise<unknown>): void {
    this.whole?.leaving(mutation, ended);
  }

  async find(mutation: string, waits = true): Promise<FoundOut> {
    if (!this.whole) await this.load();
    if (this.whole) return this.whole.find(mutation, waits);
    const tries = (this.tries.get(mutation) ?? 0) + 1;
    this.tries.set(mutation, tries);
    return tries < ENOUGH_TRIES ? { notNow: 0 } : 'unknown';
  }

  private async load(): Promise<void> {
    const file = await loadLookUp();
    const { early } = this;
    this.early = null;
    if (!file || this.whole) return;
    this.whole = new file.LostChanges(this.parts);
    for (const event of early ?? []) this.whole.note(event);
  }
}
