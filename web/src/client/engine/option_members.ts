/** What the options of one mutation may be (2.1, 3.14), however it is made. */
export const OPTION_MEMBERS = {
  reason: 'text?',
  holdMs: 'number',
  notAfter: 'number',
} as const;
