import { type DeploymentState, isOver, type Model } from './model.ts';

/** How things stand, for an icon and a colour beside the words. */
export type Tone = 'waiting' | 'running' | 'good' | 'bad';

/** How the whole of it stands now. */
export interface Phase {
  readonly tone: Tone;
  /** In a few words: `deploying: AllowTraffic`. */
  readonly text: string;
}

/** The deployment that runs, the last one otherwise. */
export function currentDeployment(model: Model): DeploymentState | undefined {
  return model.deployments.findLast(({ status }) => !isOver(status)) ?? model.deployments.at(-1);
}

// What a deployment waits for while none of its events is in progress.
const WAITS: { readonly [status in DeploymentState['status']]?: string } = {
  Ready: 'waiting for ContinueDeployment',
  Baking: 'waiting before the old tasks go',
};

/** Whether there is something that could be stopped: a deployment that runs, and no rollback yet. */
export function isStoppable({ deployments, verdict }: Model): boolean {
  if (verdict) return false;
  return deployments.some(({ status, rollbackOf }) => !isOver(status) && rollbackOf === undefined);
}

/** What goes on, or how it ended. */
export function phaseOf(model: Model): Phase {
  const { verdict, deployments, parts } = model;
  if (verdict) return { tone: verdict.passed ? 'good' : 'bad', text: verdict.passed ? 'passed' : 'failed' };
  const running = deployments.findLast(({ status }) => !isOver(status));
  if (running) {
    const event = running.events.findLast(({ status }) => status === 'InProgress')?.event;
    const what = running.rollbackOf === undefined ? 'deploying' : 'going back';
    const tone = running.rollbackOf === undefined ? 'running' : 'bad';
    return { tone, text: `${what}: ${event ?? WAITS[running.status] ?? running.status}` };
  }
  const part = parts.findLast(({ status }) => status === 'begun') ?? parts.at(-1);
  if (part?.status === 'failed') return { tone: 'bad', text: `${part.name} failed` };
  const last = deployments.at(-1);
  if (part?.status === 'begun') return { tone: 'running', text: part.name };
  if (last) {
    const isGood = deployments.every(({ status }) => status === 'Succeeded');
    return {
      tone: isGood ? 'good' : 'bad',
      text: isGood ? 'deployed' : deployments.length > 1 ? 'went back' : last.status,
    };
  }
  if (part) return { tone: 'running', text: `${part.name} done` };
  return { tone: 'waiting', text: 'waiting for the first event' };
}
