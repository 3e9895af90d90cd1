import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stepInWords } from '../../../web/src/ui/audit_entries.js';
import { syncLabels } from 'synchrone/ui';

const engine = new URL('../../../core/engine/', import.meta.url);

/** Every step that the engine writes into the trail, as its sources write it. */
function writtenSteps(): string[] {
  const files = readdirSync(engine, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.cc'),
  );
  const sources = files.map((file) => readFileSync(new URL(file, engine), 'utf8')).join('\n');
  const calls = [...sources.matchAll(/\b(?:NoteStep|Confirm)\(([^;]*)\);/g)].map(([, all]) => all);
  const names = /const char\* (?:DecisionName|FailureStep)\([^)]*\) \{([^}]*)/g;
  const bodies = [...sources.matchAll(names)].map(([, body]) => body);
  const texts = [...calls, ...bodies].flatMap((source) => [
    ...(source ?? '').matchAll(/"([^"\n]*)"/g),
  ]);
  return [...new Set(texts.flatMap(([, text]) => text || []))];
}

describe('9.3: the steps of the audit trail', () => {
  it('are words of the person’s language, whatever the engine writes', () => {
    const steps = writtenSteps();
    expect(steps).toEqual(
      expect.arrayContaining(['timeout', 'discard', 'resolve: server', 'as sent']),
    );
    for (const labels of Object.values(syncLabels))
      expect(steps.filter((step) => stepInWords(step, labels) === step)).toEqual([]);
  });
});
