/** Where to write: signs that would add other readers or a text to the mail are no more than signs (RFC 6068). */
export const mailLink = (email: string): string =>
  `mailto:${email.replace(/[^\w.+@-]/gu, encodeURIComponent)}`;
