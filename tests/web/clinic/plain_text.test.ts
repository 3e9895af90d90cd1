import { describe, expect, it } from 'vitest';
import { plainText, toFields } from '../../../web/clinic/app/src/clinic/form-values.ts';
import { checks } from '../../../web/clinic/app/src/clinic/validation.ts';
import { fr } from '../../../web/clinic/app/src/i18n/fr.ts';

describe('9: text that is pasted into a form', () => {
  it('is saved as it is seen', () => {
    expect(plainText('\u202a+33 6 39 98 00 01\u202c ')).toBe('+33 6 39 98 00 01');
    expect(toFields({ content: '\u202egm 05\u202c', title: '\u200b' })).toEqual({
      content: 'gm 05',
      title: null,
    });
    // What joins letters and emojis is seen.
    expect(plainText('👩\u200d⚕️')).toBe('👩\u200d⚕️');
  });

  it('is checked as it is saved', () => {
    const { phone, required } = checks(fr.validation);
    expect(phone('\u202a06 39 98 00 01\u202c')).toBeNull();
    expect(required('\u200b')).toBe(fr.validation.required);
  });
});
