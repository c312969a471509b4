import {
  type DeploymentEvent,
  type DeploymentProgress,
  type DeploymentRecord,
  findDeployment,
  putDeployment,
  RUNNING,
} from '../../local/resources/deployments.ts';
import type { Stage } from './stage.ts';

/** The deployment is over, or nobody plays it any more: whoever has played it lets go. */
export class Gone extends Error {
  override readonly name = 'Gone';
}

/** One deployment as it is played: what it is now, changes of it, and waiting. */
export interface Watch {
  /** As it is. @throws Gone */
  readonly now: () => DeploymentRecord;
  readonly put: (change: Partial<DeploymentRecord>) => void;
  readonly progress: (change: Partial<DeploymentProgress>) => void;
  /** An event of it. @throws Gone */
  readonly event: (name: string) => DeploymentEvent;
  /** Changes an event, and tells of its status where that is another one. */
  readonly putEvent: (name: string, change: Partial<DeploymentEvent>) => void;
  /**
   * Waits until something is so, and looks at alarms meanwhile.
   * @param deadline an ISO time; for ever, unless said.
   * @returns whether it is so; false when it is too late.
   * @throws Gone when the deployment has ended meanwhile
   */
  readonly until: (isSo: (record: DeploymentRecord) => boolean, deadline?: string) => Promise<boolean>;
}

/** @param look is called while it waits, and may end the deployment. */
export function watch(stage: Stage, id: string, look: (record: DeploymentRecord) => void): Watch {
  const { account } = stage;
  const now = () => {
    const record = findDeployment(account, id);
    if (!stage.isOpen() || !record || !RUNNING.includes(record.status)) throw new Gone();
    return record;
  };
  const put = (change: Partial<DeploymentRecord>) => void putDeployment(account, { ...now(), ...change });
  const until: Watch['until'] = async (isSo, deadline) => {
    for (;;) {
      look(now());
      if (isSo(now())) return true;
      if (deadline !== undefined && account.now().toISOString() >= deadline) return false;
      await sleep(tickOf(stage));
    }
  };
  return {
    now,
    put,
    progress: (change) => {
      const record = now();
      if (record.progress) put({ progress: { ...record.progress, ...change } });
    },
    event: (name) => {
      const found = now().events.find((each) => each.name === name);
      if (!found) throw new Error(`${id} has no event ${name}`);
      return found;
    },
    putEvent: (name, change) => putEvent(stage, now(), name, change),
    until,
  };
}

/** Changes an event of a deployment, and tells of its status where that is another one. */
export function putEvent(stage: Stage, record: DeploymentRecord, name: string, change: Partial<DeploymentEvent>): void {
  const before = record.events.find((each) => each.name === name);
  const events = record.events.map((each) => (each.name === name ? { ...each, ...change } : each));
  putDeployment(stage.account, { ...record, events });
  if (change.status === undefined || change.status === before?.status) return;
  const message = change.message === undefined ? {} : { message: change.message };
  stage.tell({ kind: 'lifecycle', deploymentId: record.id, event: name, status: change.status, ...message });
}

/** How often somebody who waits looks: about once a second at AWS, and never so often or so seldom that it hurts here. */
export function tickOf({ pace }: Pick<Stage, 'pace'>): number {
  return Math.min(250, Math.max(5, pace.of(1_000)));
}

/** Waits for so many milliseconds of this machine. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
