/** What a list says of itself. */
interface ListState {
  readonly isLoading: boolean;
  readonly error: string | null;
}

/** Nothing of the list has been read yet, here or earlier: no rows does not mean that there are none. */
export function isUnread({ isLoading, error }: ListState, rows: readonly unknown[]): boolean {
  return rows.length === 0 && (isLoading || error !== null);
}
