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
    expect(refusalOf('fr', taken).fields).toEqual({ email: 'Déjà prise.' });
    expect(refusalOf('fr', taken).beside(['email', 'name'])).toBeNull();
    const last = { code: 'LAST_ADMINISTRATOR', message: 'Le dernier.', details: {} };
    expect(refusalOf('fr', last).fields).toEqual({});
    expect(refusalOf('fr', last).beside(['email'])).toBe('Le dernier.');
  });

  it('is said over the form where the form has no control for the field', () => {
    const taken = { message: 'Déjà prise.', details: { field: 'email' } };
    expect(refusalOf('fr', taken).beside(['name'])).toBe('Déjà prise.');
    const fields = ['email', 'name', 'phone'].map((field) => ({ field, message: `${field} ?` }));
    const several = { message: 'À corriger.', details: { fields } };
    expect(refusalOf('fr', several).beside(['name'])).toBe('À corriger. email ? phone ?');
  });
});
