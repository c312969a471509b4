import type {
  ActionState,
  GetPipelineStateOutput,
  PipelineExecutionSummary,
  StageState,
  TransitionState,
} from '@aws-sdk/client-codepipeline';
import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { isOn, objectOf, objectsOf, textOf } from '../resources/read.ts';
import { type ExecutionRecord, executionsOf } from './executions.ts';

/** A pipeline as GetPipelineState tells of it: each stage with its transition and what ran there last. */
export function describeState(account: Account, pipeline: LocalResource): GetPipelineStateOutput {
  const stages = objectsOf(pipeline.properties, 'Stages');
  return {
    pipelineName: pipeline.id,
    pipelineVersion: Number(pipeline.attributes.Version ?? 1),
    created: new Date(pipeline.createdAt),
    updated: new Date(pipeline.createdAt),
    stageStates: stages.map((stage, index) => stageStateOf(account, pipeline, stage, index === 0)),
  };
}

/** A run as ListPipelineExecutions tells of it. */
export function summaryOf({ id, status, startTime, summary }: ExecutionRecord): PipelineExecutionSummary {
  return {
    pipelineExecutionId: id,
    status,
    startTime: new Date(startTime),
    lastUpdateTime: new Date(startTime),
    ...(summary !== undefined && { statusSummary: summary }),
  };
}

function stageStateOf(account: Account, pipeline: LocalResource, stage: DataObject, first: boolean): StageState {
  const stageName = textOf(stage, 'Name') ?? '';
  const latest = executionsOf(pipeline).findLast((each) => each.stageName === stageName);
  return {
    stageName,
    // Nothing comes before the first stage, so nothing leads into it.
    ...(first ? {} : { inboundTransitionState: transitionOf(account, pipeline, stageName) }),
    actionStates: objectsOf(stage, 'Actions').map((action) => actionStateOf(action, latest)),
    ...(latest && { latestExecution: { pipelineExecutionId: latest.id, status: stageStatusOf(latest) } }),
  };
}

function transitionOf(account: Account, pipeline: LocalResource, stageName: string): TransitionState {
  const said = objectOf(objectOf(pipeline.live, 'transitions'), stageName);
  const at = textOf(said, 'at');
  if (at === undefined) {
    const disabled = objectsOf(pipeline.properties, 'DisableInboundStageTransitions');
    const byTemplate = disabled.find((each) => textOf(each, 'StageName') === stageName);
    return byTemplate ? { enabled: false, disabledReason: textOf(byTemplate, 'Reason') ?? '' } : { enabled: true };
  }
  const reason = textOf(said, 'reason');
  const who = { lastChangedBy: account.arn('iam', 'root', { global: true }), lastChangedAt: new Date(at) };
  return { enabled: isOn(said, 'enabled'), ...who, ...(reason !== undefined && { disabledReason: reason }) };
}

function actionStateOf(action: DataObject, latest: ExecutionRecord | undefined): ActionState {
  const actionName = textOf(action, 'Name') ?? '';
  if (!latest) return { actionName };
  const { token, answer, answerSummary, summary, startTime } = latest;
  const lastStatusChange = new Date(startTime);
  if (latest.actionName === actionName && answer !== undefined) {
    return { actionName, latestExecution: { status: answer, lastStatusChange, summary: answerSummary ?? '' } };
  }
  if (latest.actionName === actionName) {
    return {
      actionName,
      latestExecution: { status: 'InProgress', lastStatusChange, ...(token !== undefined && { token }) },
    };
  }
  if (latest.actionName !== undefined || stageStatusOf(latest) !== 'Failed') return { actionName };
  const errorDetails = summary === undefined ? {} : { errorDetails: { code: 'JobFailed', message: summary } };
  return { actionName, latestExecution: { status: 'Failed', lastStatusChange, ...errorDetails } };
}

function stageStatusOf({ status }: ExecutionRecord) {
  return status === 'Superseded' ? 'Cancelled' : status;
}
