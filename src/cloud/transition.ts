import {
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetPipelineCommand,
  GetPipelineStateCommand,
  StageTransitionType,
} from '@aws-sdk/client-codepipeline';
import { answered, explained } from './call.ts';
import type { Clients } from './clients.ts';

/** How a transition that these commands have closed is known, also after a crash. */
const MARK = 'tealform:';
const REASON = `${MARK} closed while the stack is updated, so that no release moves traffic meanwhile`;

/** The way into the stage of a pipeline in which CodeDeploy releases. */
export interface Transition {
  readonly pipeline: string;
  readonly stage: string;
  /** `ours`: closed by these commands, now or in a run that was killed; `theirs`: by somebody else. */
  readonly state: 'open' | 'ours' | 'theirs';
  /** Why it is closed, in the words of whoever did it. */
  readonly reason: string;
  /** Whether something is in the stage already. */
  readonly isReleasing: boolean;
}

/** The transition of a pipeline; undefined where there is no such pipeline, or it releases nothing by CodeDeploy. */
export async function readTransition({ codePipeline, region }: Clients, name: string): Promise<Transition | undefined> {
  const answer = await answered(
    codePipeline.send(new GetPipelineCommand({ name })),
    { action: 'codepipeline:GetPipeline', resource: name, region },
    ['PipelineNotFoundException'],
  );
  const stage = answer?.pipeline?.stages?.find(({ actions = [] }) =>
    actions.some(({ actionTypeId }) => actionTypeId?.provider === 'CodeDeployToECS'),
  )?.name;
  if (stage === undefined) return undefined;
  const state = await explained(codePipeline.send(new GetPipelineStateCommand({ name })), {
    action: 'codepipeline:GetPipelineState',
    resource: name,
    region,
  });
  const found = state.stageStates?.find(({ stageName }) => stageName === stage);
  const { enabled = true, disabledReason: reason = '' } = found?.inboundTransitionState ?? {};
  return {
    pipeline: name,
    stage,
    state: enabled ? 'open' : reason.startsWith(MARK) ? 'ours' : 'theirs',
    reason,
    isReleasing: found?.latestExecution?.status === 'InProgress',
  };
}

/** Lets no further version into the stage. One that is in it already goes on. */
export async function closeTransition(
  { codePipeline, region }: Clients,
  { pipeline, stage }: Transition,
): Promise<void> {
  const input = { pipelineName: pipeline, stageName: stage, transitionType: StageTransitionType.Inbound };
  await explained(codePipeline.send(new DisableStageTransitionCommand({ ...input, reason: REASON })), {
    action: 'codepipeline:DisableStageTransition',
    resource: `${pipeline}/${stage}`,
    region,
  });
}

/** Lets versions into the stage again, one that has waited among them. */
export async function openTransition(
  { codePipeline, region }: Clients,
  { pipeline, stage }: Transition,
): Promise<void> {
  const input = { pipelineName: pipeline, stageName: stage, transitionType: StageTransitionType.Inbound };
  await answered(
    codePipeline.send(new EnableStageTransitionCommand(input)),
    { action: 'codepipeline:EnableStageTransition', resource: `${pipeline}/${stage}`, region },
    // The update itself may have taken the pipeline or the stage away.
    ['PipelineNotFoundException', 'StageNotFoundException'],
  );
}

/** How to open it by hand. */
export function openByHand({ pipeline, stage }: Transition): string {
  return `aws codepipeline enable-stage-transition --pipeline-name ${pipeline} --stage-name ${stage} --transition-type Inbound`;
}
