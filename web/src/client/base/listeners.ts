/** Functions to call back; each subscription is its own, also of the same function. */
export class Listeners<Args extends readonly unknown[] = []> {
  private readonly current = new Set<{ call: (...args: Args) => void }>();

  /** Nothing is subscribed. */
  get isEmpty(): boolean {
    return this.current.size === 0;
  }

  /** @returns the function that ends the subscription */
  add(listener: (...args: Args) => void): () => void {
    const entry = { call: listener };
    this.current.add(entry);
    return () => {
      this.current.delete(entry);
    };
  }

  /**
   * Calls all that were subscribed when the call began. A listener that throws does not stop the others.
   */
  notify(...args: Args): void {
    for (const entry of [...this.current]) {
      try {
        entry.call(...args);
      } catch (error) {
        reportListener(error);
      }
    }
  }
}

/**
 * An application's listener threw: its own error, reported as the platform reports errors of event
 * listeners.
 */
function reportListener(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}
