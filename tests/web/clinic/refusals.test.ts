import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../../web/clinic/app/src/management/refusal.ts';

describe('what the pages of the management say when nothing was saved', () => {
  it.each([
    ['fr', 'Le serveur ne répond pas. Réessayez dans un instant.'],
    ['en', 'The server does not answer. Try again in a moment.'],
    ['es', 'El servidor no responde. Vuelva a intentarlo en un momento.'],
  ] as const)('is, without an answer, that there is none (%s)', (language, sentence) => {
    expect(refusalOf(language, undefined)).toMatchObject({ message: sentence, fields: {} });
  });

  it('is what the server says, beside the fields that it names', () => {
    const details = { fields: [{ field: 'name', message: 'Champ obligatoire' }] };
    expect(
      refusalOf('fr', { code: 'VALIDATION_FAILED', message: 'À revoir', details }),
    ).toMatchObject({
      message: 'À revoir',
      code: 'VALIDATION_FAILED',
      fields: { name: 'Champ obligatoire' },
    });
  });

  it('is said once: by the field whose value breaks a rule, else over the form', () => {
    const taken = { code: 'ACCOUNT_EXISTS', message: 'Déjà prise.', details: { field: 'email' } };
    expect(refusalOf('fr', taken)).toMatchObject({
      fields: { email: 'Déjà prise.' },
      general: null,
    });
    const last = { code: 'LAST_ADMINISTRATOR', message: 'Le dernier.', details: {} };
    expect(refusalOf('fr', last)).toMatchObject({ fields: {}, general: 'Le dernier.' });
  });
});
