/**
 * Everything is in the bundle already. `whole_parts_split.ts` takes the place of this file where it is
 * not.
 */
export const provideParts = (): void => undefined;
