/** A piece of work, and the names of those that must be done before it. */
export interface Task {
  readonly name: string;
  readonly after: readonly string[];
  readonly work: () => Promise<void>;
}

/**
 * Does all tasks, at most `width` at a time, each as soon as what it comes after is done; among those that may begin,
 * the first of the list. The first error ends it.
 */
export async function inOrder(width: number, tasks: readonly Task[]): Promise<void> {
  const done = new Set<string>();
  const waiting = new Set(tasks);
  const running = new Map<Task, Promise<Task>>();
  const ready = (): Task | undefined =>
    waiting.values().find(task => task.after.every(name => done.has(name)));
  for (;;) {
    for (let task = ready(); task !== undefined && running.size < width; task = ready()) {
      const begun = task;
      waiting.delete(begun);
      running.set(
        begun,
        begun.work().then(() => begun),
      );
    }
    if (running.size === 0) break;
    const finished = await Promise.race(running.values());
    running.delete(finished);
    done.add(finished.name);
  }
  if (waiting.size > 0) {
    throw new Error(`Never to be begun: ${[...waiting].map(({ name }) => name).join(", ")}.`);
  }
}
