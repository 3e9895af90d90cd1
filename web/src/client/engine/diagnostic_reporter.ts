import type { BrowserHost } from '../../host/browser_host.js';
import type { Diagnostic } from '../../types/mutation_queue.js';
import { type ClientDiagnostic, clientDiagnostic } from '../base/diagnostics.js';
import type { EventEmitter } from '../base/event_emitter.js';
import type { Configuration } from './configuration.js';

/** Emits diagnostics to the application, and prints them where it asks for that. */
export class DiagnosticReporter {
  constructor(
    private readonly hub: EventEmitter,
    private readonly host: BrowserHost,
    private readonly configuration: Configuration,
  ) {}

  report(diagnostic: Diagnostic): void {
    this.hub.emit('sync:diagnostic', diagnostic);
    if (this.configuration.diagnose)
      this.host.print(`synchrone ${diagnostic.code}: ${diagnostic.message}`);
  }

  /** Reports one of the client's own. @param about the ids that it names */
  of(code: ClientDiagnostic, about?: Parameters<typeof clientDiagnostic>[1]): void {
    this.report(clientDiagnostic(code, about));
  }
}
