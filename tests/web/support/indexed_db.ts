const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** Tasks of this process that are queued: fake-indexeddb does each step of its work in one. */
const queuedTasks = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'Immediate').length;

/** Resolves when IndexedDB has done all that was asked of it, and what follows from its answers. */
export async function indexedDbRests(): Promise<void> {
  // What an answer sets off may ask again a few promises later.
  for (let idle = 0; idle < 5;) {
    await nextTask();
    idle = queuedTasks() === 0 ? idle + 1 : 0;
  }
}
