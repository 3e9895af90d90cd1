import { describe, expect, it } from 'vitest';
import { mailLink } from '../../../web/clinic/app/src/patients/mail-link.ts';

describe('a link to write a mail', () => {
  it.each([
    ['jean.dupont+clinique@example.org', 'mailto:jean.dupont+clinique@example.org'],
    ['x?cc=other@example.org', 'mailto:x%3Fcc%3Dother@example.org'],
    ['x%0Abcc:y@example.org', 'mailto:x%250Abcc%3Ay@example.org'],
    ['x&body=pay@example.org', 'mailto:x%26body%3Dpay@example.org'],
    ['zoé@exämple.org', 'mailto:zo%C3%A9@ex%C3%A4mple.org'],
  ])('to %s names that reader alone', (email, link) => {
    expect(mailLink(email)).toBe(link);
    expect(new URL(link).search).toBe('');
  });
});
