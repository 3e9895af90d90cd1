/** The width below which the clinic is laid out for a phone; the same as in the style sheets. */
export const phoneWidth = '(max-width: 48em)';
