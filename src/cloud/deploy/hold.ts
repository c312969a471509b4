import { TealformError } from '../../dsl/error.ts';
import { describeStack, type StackFacts, stateOf } from '../stack.ts';
import { commandWords } from '../target.ts';
import { closeTransition, openByHand, openTransition, readTransition, type Transition } from '../transition.ts';
import type { DeployContext } from './context.ts';

/**
 * Keeps releases out of the deploy stage for as long as the stack is updated. What somebody else has closed stays closed; what a run
 * that was killed has closed is opened at the end of this one. While anything is done with the stack it is not opened: a release that
 * waits would swap the colours in the middle of it.
 */
export class Hold {
  readonly #context: DeployContext;
  #open: (() => Promise<void>) | undefined;
  #isOver = false;
  #hasBegun = false;
  /** Of the stack when an update of it was begun whose end nobody has seen yet. */
  #begun: { readonly since: Date | undefined } | undefined;

  constructor(context: DeployContext) {
    this.#context = context;
  }

  /** Looks for what an earlier run has left closed. */
  async adopt(stack: StackFacts | undefined): Promise<void> {
    const transition = await this.#read(stack);
    if (transition?.state === 'ours') this.#remember(transition);
  }

  /**
   * Closes the transition where there is one that is open.
   * @returns how it stands now; undefined where there is no pipeline.
   */
  async close(stack: StackFacts | undefined): Promise<Transition | undefined> {
    const transition = await this.#read(stack);
    if (transition === undefined || transition.state === 'theirs') return transition;
    if (transition.state === 'open') {
      // Remembered before: a call that seems to fail may have been made all the same.
      this.#remember(transition);
      await closeTransition(this.#context.clients, transition);
      const { pipeline, stage } = transition;
      this.#context.tell({ kind: 'transition', pipeline, stage, state: 'closed' });
    }
    // Read again: something may have got in just before.
    return this.#read(stack);
  }

  /**
   * An update is about to begin. Until its end is seen, a stack that looks as it did before may be about to change.
   * @throws TealformError `ended` where releases have been let in already, because the process was told to end.
   */
  begin(stack: StackFacts | undefined): void {
    if (this.#isOver) {
      throw new TealformError({
        code: 'ended',
        message: `nothing has been changed in ${this.#context.target.stackName}: this was told to end before`,
        hint: 'run it again',
      });
    }
    this.#begun = { since: stack?.since };
  }

  /** Whether an update of this run has begun, ended or not. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /**
   * The update has begun. Where the way in is open again it is closed: another run that saw the stack at rest just before has let
   * releases in, which each run does for those that were killed. One of the two sees the other: that run looks at the stack after it
   * has opened, this one at the way in after it has begun.
   */
  async insist(stack: StackFacts | undefined): Promise<void> {
    this.#hasBegun = true;
    if (this.#isOver) return;
    try {
      const transition = await this.#read(stack);
      if (transition?.state !== 'open') return;
      this.#remember(transition);
      await closeTransition(this.#context.clients, transition);
    } catch (error) {
      if (!(error instanceof TealformError)) throw error;
      const message = `nobody knows whether releases are kept out of the pipeline meanwhile: ${error.problems[0]?.message}`;
      const hint = 'start no release until this is over';
      this.#context.tell({ kind: 'warned', problems: [{ code: 'transition-unknown', message, hint }] });
    }
  }

  /** The end of the update has been seen, or it has never begun. */
  end(): void {
    this.#begun = undefined;
  }

  /** Opens what this run, or one before it, has closed, where the stack is at rest; says so where it is not. */
  async release(): Promise<void> {
    await this.#open?.();
  }

  async #read(stack: StackFacts | undefined): Promise<Transition | undefined> {
    const pipeline = stack?.outputs.PipelineName;
    return pipeline === undefined ? undefined : readTransition(this.#context.clients, pipeline);
  }

  /** Why it is not opened now; undefined where the stack is at rest. */
  async #reasonToStay(): Promise<string | undefined> {
    const { clients, target } = this.#context;
    const stack = await describeStack(clients, target.stackName);
    // Of a way back that is stuck, going on with it sets the listeners to what they were when the update began.
    if (stack !== undefined && ['busy', 'stuck'].includes(stateOf(stack)))
      return `the stack ${stack.name} is ${stack.status}`;
    const mayComeYet = this.#begun !== undefined && this.#begun.since?.getTime() === stack?.since?.getTime();
    return mayComeYet ? `an update of the stack ${target.stackName} has been asked for` : undefined;
  }

  /** Opens it, unless something is done with the stack, or is begun just then. @returns why it stays closed. */
  async #openAtRest(transition: Transition): Promise<string | undefined> {
    const { clients } = this.#context;
    for (;;) {
      const reason = await this.#reasonToStay();
      if (reason !== undefined) return reason;
      await openTransition(clients, transition);
      const late = await this.#reasonToStay();
      if (late === undefined) return undefined;
      // It may be over by the time it is closed again; then nobody else would open it.
      await closeTransition(clients, transition);
    }
  }

  #remember(transition: Transition): void {
    if (this.#open !== undefined) return;
    const { cleanups, target, tell } = this.#context;
    const { pipeline, stage } = transition;
    this.#open = cleanups.add(async () => {
      this.#isOver = true;
      const hint = `make deploy ${commandWords(target)} opens it; or, once the stack is at rest, run ${openByHand(transition)}`;
      try {
        const reason = await this.#openAtRest(transition);
        if (reason === undefined) {
          tell({ kind: 'transition', pipeline, stage, state: 'opened' });
          return;
        }
        const message = `the way into ${stage} of the pipeline ${pipeline} stays closed: ${reason}, and a release would move traffic meanwhile`;
        tell({ kind: 'warned', problems: [{ code: 'transition-closed', message, hint }] });
      } catch (error) {
        if (!(error instanceof TealformError)) throw error;
        const message = `the way into ${stage} of the pipeline ${pipeline} could not be opened again: ${error.problems[0]?.message}`;
        tell({ kind: 'warned', problems: [{ code: 'transition-closed', message, hint }] });
      }
    });
  }
}
