/**
 * The `mailto:` link of an address. Characters that would add recipients or a text to the mail are escaped
 * (RFC 6068).
 */
export const mailLink = (email: string): string =>
  `mailto:${email.replace(/[^\w.+@-]/gu, encodeURIComponent)}`;
