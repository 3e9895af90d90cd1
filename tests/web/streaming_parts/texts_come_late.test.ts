import { describe, expect, it } from 'vitest';
import { loadDiagnosticTexts } from '../../../web/src/client/base/diagnostic_texts_streamed.js';
import { loadLanguage } from '../../../web/src/client/base/messages/catalogues_streamed.js';
import { diagnostic } from '../../../web/src/client/base/diagnostics.js';
import { sentenceOf } from '../../../web/src/client/base/messages/sentence.js';

describe('9.3: sentences that are files of their own', () => {
  it.each(['fr', 'es'] as const)('are English before they are here, then %s', async (language) => {
    const english = sentenceOf('DISCARDED', 'en');
    expect(sentenceOf('DISCARDED', language)).toBe(english);
    await loadLanguage(language);
    expect(sentenceOf('DISCARDED', language)).not.toBe(english);
    expect(sentenceOf('DISCARDED', 'en')).toBe(english);
  });

  it('diagnostics say their code before, then what to do', async () => {
    expect(diagnostic('client', 'ROW_WITHOUT_ID').message).toBe('ROW_WITHOUT_ID');
    await loadDiagnosticTexts();
    expect(diagnostic('client', 'ROW_WITHOUT_ID').message).toContain('A row');
    expect(diagnostic('react', 'NO_ROLLBACK').message).toContain('onOptimisticUpdate');
  });
});
