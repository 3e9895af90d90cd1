/** A kind of member; with a question mark: or null. A list: one of these words. */
export type MemberKind = SimpleKind | readonly string[];

/** A kind that has a name. */
export type SimpleKind =
  `${'text' | 'number' | 'flag' | 'function' | 'object' | 'list'}${'' | '?'}`;
