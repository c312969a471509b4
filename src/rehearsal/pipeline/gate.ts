/** What keeps executions of a pipeline apart: in a stage there is one at a time. */
export interface Gate {
  /** Waits until an execution may enter a stage. @throws Superseded where a later one waits there as well, in a pipeline that has it so. */
  readonly enter: (stage: string, executionId: string) => Promise<void>;
  readonly leave: (stage: string, executionId: string) => void;
  /** Looks again at all who wait: a transition was opened. */
  readonly look: () => void;
  /** Has all who wait give up. */
  readonly close: (reason: Error) => void;
}

/** Said to an execution that a later one has taken the place of. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

interface Waiting {
  readonly executionId: string;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/**
 * @param options.supersedes whether of those that wait for a stage only the newest stays; else they come in their order.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
 */
export function makeGate(options: {
  readonly supersedes: boolean;
  /** Whether the way into a stage is open. */
  readonly isOpen: (stage: string) => boolean;
}): Gate {
  const inside = new Map<string, string>();
  const waiting = new Map<string, Waiting[]>();
  const admit = (stage: string) => {
    const [first, ...others] = waiting.get(stage) ?? [];
    if (!first || inside.has(stage) || !options.isOpen(stage)) return;
    waiting.set(stage, others);
    inside.set(stage, first.executionId);
    first.resolve();
  };
  return {
    enter: (stage, executionId) =>
      new Promise((resolve, reject) => {
        const before = waiting.get(stage) ?? [];
        const mine = { executionId, resolve, reject };
        waiting.set(stage, options.supersedes ? [mine] : [...before, mine]);
        if (options.supersedes) for (const each of before) each.reject(new Superseded());
        admit(stage);
      }),
    leave: (stage, executionId) => {
      if (inside.get(stage) !== executionId) return;
      inside.delete(stage);
      admit(stage);
    },
    look: () => {
      for (const stage of waiting.keys()) admit(stage);
    },
    close: (reason) => {
      const all = [...waiting.values()].flat();
      waiting.clear();
      for (const { reject } of all) reject(reason);
    },
  };
}
