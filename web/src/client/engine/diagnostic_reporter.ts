import type { BrowserHost } from '../../host/browser_host.js';
import type { Diagnostic } from '../../types/mutation_queue.js';
import { type ClientDiagnostic, diagnostic } from '../base/diagnostics.js';
import type { EventEmitter } from '../base/event_emitter.js';
import type { Configuration } from './configuration.js';

/** Emits diagnostics to the application, and prints them where it asks for that. */
export class DiagnosticReporter {
  private readonly said = new Set<string>();

  constructor(
    private readonly emitter: EventEmitter,
    private readonly host: BrowserHost,
    private readonly configuration: Configuration,
  ) {}

  /** Reports a diagnostic of any part. */
  report(reported: Diagnostic): void {
    this.emitter.emit('sync:diagnostic', reported);
    if (this.configuration.diagnose)
      this.host.page.print(`synchrone ${reported.code}: ${reported.message}`);
  }

  /** Reports one of the client's own. @param about the ids that it names */
  of(code: ClientDiagnostic, about?: Pick<Diagnostic, 'resource' | 'mutation'>): void {
    this.report(diagnostic('client', code, about));
  }

  /** Reports one of the client's own about a resource, the first time that it is needed. */
  once(code: ClientDiagnostic, resource: string): void {
    const key = `${code} ${resource}`;
    if (this.said.has(key)) return;
    this.said.add(key);
    this.of(code, { resource });
  }
}
