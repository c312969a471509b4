import { setMaxListeners } from 'node:events';
import type { Account } from '../../local/account.ts';
import { PIPELINE } from '../../local/resources/code-pipeline.ts';
import { textOf } from '../../local/resources/read.ts';
import { isOpen } from '../../local/services/codepipeline-description.ts';
import { type ExecutionRecord, executionsOf, findExecution } from '../../local/services/executions.ts';
import type { Pace } from '../pace.ts';
import type { Tell } from '../timeline.ts';
import type { BuildImage } from './action.ts';
import type { CreateDeployment } from './deploy-action.ts';
import { type Gate, makeGate } from './gate.ts';
import { LOST, playExecution, refuse } from './play.ts';
import type { Studio, Told } from './play-action.ts';

/** What pipelines are played with. */
export interface PipelineOptions {
  readonly account: Account;
  readonly pace: Pace;
  /** The workload: what git tracks of it, or would, stands for what is committed. */
  readonly sourceFolder: string;
  /** Builds an image of the source. */
  readonly buildImage: BuildImage;
  /** Begins a deployment: CreateDeployment of the account's own CodeDeploy, unless said. */
  readonly deploy?: CreateDeployment;
  readonly tell: Tell;
  /** Where logs of builds are left. */
  readonly folder: string;
  /** When the rehearsal began, which entries of the timeline count from: now, unless said. */
  readonly began?: Date;
}

/** Pipelines that are played. */
export interface AttachedPipelines {
  /** Ends builds and waiting where they stand; the next player says what has become of them. */
  readonly close: () => Promise<void>;
  /** Waits until an execution is over. @throws Error where it is gone, or nobody plays it any more. */
  readonly settled: (executionId: string) => Promise<ExecutionRecord>;
}

/** That a timer can take, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/**
 * Plays the pipelines of an account from now on: StartPipelineExecution begins executions that run through the stages that the template
 * declares. Those that another process has left under way fail with a word about it, but for one that waits for a deployment: it goes on.
 */
export function attachPipelines(options: PipelineOptions): AttachedPipelines {
  const { account, pace, sourceFolder, buildImage, deploy, folder, began = options.account.now() } = options;
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  const waiting = new Set<() => void>();
  const gates = new Map<string, Gate>();
  const runs = new Map<string, Promise<ExecutionRecord>>();
  const tell = (entry: Told) => options.tell({ at: account.now().getTime() - began.getTime(), ...entry });
  const answered = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        clearTimeout(timer);
        waiting.delete(look);
        resolve();
      };
      const timer = setTimeout(look, Math.min(milliseconds, LONGEST));
      waiting.add(look);
    });
  const lookAll = () => {
    for (const look of [...waiting]) look();
  };
  const studio: Studio = {
    account,
    pace,
    sourceFolder,
    buildImage,
    deploy,
    tell,
    folder,
    signal: ending.signal,
    answered,
  };
  const gateOf = (name: string): Gate => {
    const known = gates.get(name);
    if (known) return known;
    const declared = () => account.find(PIPELINE, name);
    const gate = makeGate({
      supersedes: (textOf(declared()?.properties ?? {}, 'ExecutionMode') ?? 'SUPERSEDED') === 'SUPERSEDED',
      isOpen: (stage) => {
        const pipeline = declared();
        return pipeline !== undefined && isOpen(account, pipeline, stage);
      },
    });
    gates.set(name, gate);
    return gate;
  };
  const begin = (name: string, id: string) => {
    const pipeline = account.find(PIPELINE, name);
    if (!pipeline) return;
    const execution = { id, pipeline, artifacts: new Map(), namespaces: new Map() };
    const run = playExecution(studio, execution, gateOf(name)).then(() => {
      const record = findExecution(account, name, id);
      if (record) return record;
      throw new Error(`the execution ${id} is gone with its pipeline ${name}`);
    });
    // Nobody may wait for it.
    run.catch(() => {});
    runs.set(id, run);
  };
  const player = {
    begin,
    changed: (name: string) => {
      lookAll();
      gates.get(name)?.look();
    },
  };
  account.pipelines = player;
  for (const { pipeline, record } of underWay(account)) {
    if (waitsForDeployment(record)) begin(pipeline.id, record.id);
    else refuse(studio, { pipeline, id: record.id }, LOST);
  }
  return {
    close: async () => {
      if (account.pipelines === player) account.pipelines = undefined;
      const reason = new Error('the rehearsal is over');
      ending.abort(reason);
      lookAll();
      for (const gate of gates.values()) gate.close(reason);
      await Promise.allSettled(runs.values());
    },
    settled: async (executionId) => {
      const run = runs.get(executionId);
      if (run) return run;
      const all = account.all(PIPELINE).flatMap((pipeline) => executionsOf(pipeline));
      const record = all.find(({ id }) => id === executionId);
      if (record && record.status !== 'InProgress') return record;
      throw new Error(`nobody plays an execution ${executionId}`);
    },
  };
}

function underWay(account: Account) {
  return account
    .all(PIPELINE)
    .flatMap((pipeline) =>
      executionsOf(pipeline).flatMap((record) => (record.status === 'InProgress' ? [{ pipeline, record }] : [])),
    );
}

// One that is to be got into yet has lost its artifacts; a build has ended with its process.
function waitsForDeployment({ inbound, stages }: ExecutionRecord): boolean {
  const running = stages.at(-1)?.actions.filter(({ status }) => status === 'InProgress') ?? [];
  return inbound === undefined && running.length > 0 && running.every(({ externalId }) => externalId?.startsWith('d-'));
}
