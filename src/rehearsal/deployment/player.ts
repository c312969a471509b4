import type { DeploymentPlayer } from '../../local/player.ts';
import { DEPLOYMENT_GROUP } from '../../local/resources/code-deploy.ts';
import {
  allDeployments,
  type DeploymentRecord,
  findDeployment,
  putDeployment,
  RUNNING,
} from '../../local/resources/deployments.ts';
import { MANUAL_STOP } from '../../local/services/codedeploy-run.ts';
import { deny } from '../../local/services/refusals.ts';
import { routesOf } from '../../local/services/traffic.ts';
import { watchAlarms } from '../alarms/watch.ts';
import { invoke } from '../hook/invoke.ts';
import { breakOff, tellCreated } from './finish.ts';
import { goOn, run } from './run.ts';
import type { PlayerOptions, Stage } from './stage.ts';
import { followServices, takeUpTaskSets, taskSetsOf } from './task-sets.ts';
import { putEvent, sleep, tickOf } from './watch.ts';

/** Deployments as they are played. */
export interface Player {
  /** Lets go of the account. What is under way stops where it stands, and the next player goes on with it. */
  readonly close: () => Promise<void>;
  /** The deployment once it has ended, what takes it back has too, and no task is going any more. */
  readonly settled: (deploymentId: string) => Promise<DeploymentRecord>;
  /** Sees which services have come and gone. */
  readonly look: () => void;
}

/**
 * Has the account's deployments played over time, with the world's tasks and traffic, at a pace: CodeDeploy's lifecycle, hooks, alarms,
 * rollbacks and permissions. Goes on with what an earlier player has begun; time-outs have counted on.
 */
export function attachPlayer(options: PlayerOptions): Player {
  const { account } = options;
  const began = options.began ?? account.now();
  const runs = new Map<string, Promise<void>>();
  const background = new Set<Promise<void>>();
  const hooks = new Map<string, { readonly ends: AbortController; readonly done: Promise<void> }>();
  let isOpen = true;

  const inBackground = (work: Promise<void>) => {
    const quiet = work.catch((error) => {
      stage.tell({ kind: 'log', source: 'codedeploy', text: `${error instanceof Error ? error.message : error}` });
    });
    const all = quiet.finally(() => background.delete(all));
    background.add(all);
  };
  const stage: Stage = {
    ...options,
    tell: (entry) => options.tell({ at: account.now().getTime() - began.getTime(), ...entry }),
    isOpen: () => isOpen,
    started: new Set(),
    refused: new Map(),
    play: (record) => void runs.set(record.id, run(stage, record)),
    invoke: (call) => {
      const before = hooks.get(call.deploymentId);
      before?.ends.abort();
      const ends = new AbortController();
      const done = Promise.all([before?.done, invoke(stage, call, ends.signal)]).then(() => {});
      hooks.set(call.deploymentId, { ends, done });
    },
    inBackground,
  };
  // What cannot be started is refused before anybody relies on this player.
  takeUpTaskSets(stage);
  account.player = playerOf(stage);
  const alarms = watchAlarms(stage);
  for (const record of [...allDeployments(account)].reverse()) {
    if (record.progress && RUNNING.includes(record.status)) runs.set(record.id, goOn(stage, record));
  }

  const isSettled = (record: DeploymentRecord | undefined): boolean => {
    if (!record) return true;
    const back = record.rollback?.by;
    if (RUNNING.includes(record.status)) return false;
    return back === undefined || isSettled(findDeployment(account, back));
  };
  return {
    look: () => followServices(stage),
    settled: async (id) => {
      while (isOpen && !(isSettled(findDeployment(account, id)) && background.size === 0)) await sleep(tickOf(options));
      return findDeployment(account, id) ?? deny('DeploymentDoesNotExistException', `The deployment ${id} is gone`);
    },
    close: async () => {
      isOpen = false;
      account.player = undefined;
      alarms.close();
      for (const { ends } of hooks.values()) ends.abort();
      await Promise.all([...runs.values(), ...[...hooks.values()].map(({ done }) => done)]);
    },
  };
}

function playerOf(stage: Stage): DeploymentPlayer {
  const { account, world } = stage;
  return {
    check: (serviceArn) => {
      takeUpTaskSets(stage);
      const why = stage.refused.get(serviceArn);
      if (why !== undefined) deny('NotImplemented', `deployments of ${serviceArn} are not played here: ${why}`);
    },
    begin: (record) => {
      takeUpTaskSets(stage);
      const primary = primaryOf(stage, record);
      const { blue } = record;
      const begun = putDeployment(account, {
        ...record,
        ...(blue && primary && { blue: { ...blue, taskSetId: primary.id } }),
      });
      tellCreated(stage, begun);
      stage.play(begun);
    },
    stop: (record, rollsBack) =>
      breakOff(stage, record.id, 'Stopped', MANUAL_STOP, 'DEPLOYMENT_STOP_ON_REQUEST', rollsBack),
    goOn: (record, wait) => {
      if (!record.progress) return;
      if (wait === 'TERMINATION_WAIT' && record.progress.terminateAt === undefined) {
        const words = "The deployment does not have a status of Ready and can't continue yet.";
        deny('DeploymentIsNotInReadyStateException', words);
      }
      const change = wait === 'READY_WAIT' ? { isContinued: true } : { terminateAt: account.now().toISOString() };
      putDeployment(account, { ...record, progress: { ...record.progress, ...change } });
    },
    report: (record, { name }, status) => {
      putEvent(stage, record, name, { status, endTime: account.now().toISOString() });
      if (status === 'Succeeded') return;
      const message = 'The deployment failed because one or more of the lifecycle event validation functions failed.';
      breakOff(stage, record.id, 'Failed', { code: 'HOOK_EXECUTION_FAILURE', message }, 'DEPLOYMENT_FAILURE');
    },
    countTasks: (taskSetId) => {
      const tasks = world.tasks(taskSetId);
      const count = (wanted: string) => tasks.filter(({ status }) => status === wanted).length;
      return { running: count('running'), pending: count('starting') };
    },
  };
}

function primaryOf({ account }: Stage, { deploymentGroupName }: DeploymentRecord) {
  const group = account.find(DEPLOYMENT_GROUP, deploymentGroupName);
  const service = group && routesOf(account, group).service;
  return service && taskSetsOf(account, service.id).find(({ status }) => status === 'PRIMARY');
}
