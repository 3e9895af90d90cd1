/** What was decided shows in the list and the views; a decision that came too late leaves the entry where it is. */
export function settle(decision: Promise<unknown>): void {
  decision.catch(() => undefined);
}
