import { describe, expect, it } from 'vitest';
import { en } from '../../../../web/src/client/base/messages/en.js';
import { es } from '../../../../web/src/client/base/messages/es.js';
import { fr } from '../../../../web/src/client/base/messages/fr.js';
import { chooseLanguage, sentenceOf } from '../../../../web/src/client/base/messages/sentence.js';
import { openPage } from '../../support/open_page.js';

describe('9.3: messages', () => {
  it.each([
    [['en-GB', 'fr'], 'en'],
    [['de-CH', 'es-MX'], 'es'],
    [['FR'], 'fr'],
    [['de'], 'fr'],
    [[], 'fr'],
  ])('the first language of the person that we have: %j is %s', (preferred, language) => {
    expect(chooseLanguage(preferred)).toBe(language);
  });

  it('are complete and name the same values in every language', () => {
    const values = (text: string): string[] =>
      [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
    for (const [code, sentence] of Object.entries(fr)) {
      for (const other of [en, es]) {
        const translated = (other as Record<string, string>)[code] ?? '';
        expect(translated, code).not.toBe('');
        expect(values(translated), code).toEqual(values(sentence));
      }
    }
    expect(Object.keys(en).sort()).toEqual(Object.keys(fr).sort());
    expect(Object.keys(es).sort()).toEqual(Object.keys(fr).sort());
  });

  it('put values in, and know only their own codes', () => {
    expect(sentenceOf('SERVER_ERROR', 'en', { status: '500' })).toBe(
      'The server could not save the change (error 500).',
    );
    expect(sentenceOf('toString', 'en')).toBeUndefined();
    expect(sentenceOf('SLOT_TAKEN', 'fr')).toBeUndefined();
  });

  it("follow the configured language over the browser's", () => {
    const { client, page } = openPage();
    page.preferred = ['es-ES'];
    expect(client.sentence('DISCARDED')).toBe('El cambio se ha descartado.');
    client.queue.configure({ language: 'en' });
    expect(client.sentence('DISCARDED')).toBe('The change was discarded.');
    expect(client.sentence('SLOT_TAKEN')).toBe('SLOT_TAKEN');
  });
});
