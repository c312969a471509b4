import {
  type ActionExecutionDetail,
  type ActionState,
  type ActionTypeId,
  ActionTypeId$,
  type GetPipelineStateOutput,
  type PipelineExecutionSummary,
  type StageState,
  type TransitionState,
} from '@aws-sdk/client-codepipeline';
import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { isOn, objectOf, objectsOf, textOf } from '../resources/read.ts';
import { fromProperties } from './by-schema.ts';
import { type ActionRecord, type ExecutionRecord, executionsOf } from './executions.ts';

/** A pipeline as GetPipelineState tells of it: each stage with its transition, what waits for it, and what ran there last. */
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
export function summaryOf({
  id,
  status,
  startTime,
  changedAt,
  summary,
  stages,
}: ExecutionRecord): PipelineExecutionSummary {
  const sourceRevisions = stages
    .flatMap(({ actions }) => actions)
    .flatMap(({ name, revision }) =>
      revision ? [{ actionName: name, revisionId: revision.id, revisionSummary: revision.summary }] : [],
    );
  return {
    pipelineExecutionId: id,
    status,
    startTime: new Date(startTime),
    lastUpdateTime: new Date(changedAt),
    ...(summary !== undefined && { statusSummary: summary }),
    ...(sourceRevisions.length > 0 && { sourceRevisions }),
  };
}

/** What actions have done, the newest first, as ListActionExecutions tells of it. @param id of one execution; of all unless said. */
export function describeActions(
  account: Account,
  pipeline: LocalResource,
  id?: string,
): readonly ActionExecutionDetail[] {
  const declared = objectsOf(pipeline.properties, 'Stages');
  const all = executionsOf(pipeline).flatMap((execution) =>
    execution.stages.flatMap((stage) =>
      stage.actions.map((record): ActionExecutionDetail => {
        const of = declared.find((each) => textOf(each, 'Name') === stage.name) ?? {};
        const action = objectsOf(of, 'Actions').find((each) => textOf(each, 'Name') === record.name) ?? {};
        return {
          pipelineExecutionId: execution.id,
          pipelineVersion: Number(pipeline.attributes.Version ?? 1),
          stageName: stage.name,
          ...detailOf(account, action, record),
        };
      }),
    ),
  );
  return all.filter(({ pipelineExecutionId }) => id === undefined || pipelineExecutionId === id).reverse();
}

function detailOf(account: Account, declared: DataObject, record: ActionRecord): ActionExecutionDetail {
  const { id, name, status, startTime, changedAt, summary, error, externalId } = record;
  const namespace = textOf(declared, 'Namespace');
  const configuration = Object.entries(objectOf(declared, 'Configuration')).map(([key, value]) => [key, String(value)]);
  const artifacts = (list: string) => objectsOf(declared, list).map((each) => ({ name: textOf(each, 'Name') ?? '' }));
  return {
    ...(id !== '' && { actionExecutionId: id }),
    actionName: name,
    startTime: new Date(startTime ?? changedAt),
    lastUpdateTime: new Date(changedAt),
    status,
    input: {
      actionTypeId: fromProperties<ActionTypeId>(ActionTypeId$, objectOf(declared, 'ActionTypeId')),
      configuration: Object.fromEntries(configuration),
      region: account.whereabouts.region,
      inputArtifacts: artifacts('InputArtifacts'),
      ...(namespace !== undefined && { namespace }),
    },
    output: {
      outputArtifacts: artifacts('OutputArtifacts'),
      executionResult: {
        ...(externalId !== undefined && { externalExecutionId: externalId }),
        ...(summary !== undefined && { externalExecutionSummary: summary }),
        ...(error !== undefined && { errorDetails: error }),
      },
    },
  };
}

/** Whether executions get into a stage: by what was said last of the way into it, else by the template. */
export function isOpen(account: Account, pipeline: LocalResource, stageName: string): boolean {
  return transitionOf(account, pipeline, stageName).enabled === true;
}

function stageStateOf(account: Account, pipeline: LocalResource, stage: DataObject, first: boolean): StageState {
  const stageName = textOf(stage, 'Name') ?? '';
  const all = executionsOf(pipeline);
  const [latest] = all
    .flatMap(({ id, stages }) => stages.flatMap((each) => (each.name === stageName ? [{ id, ...each }] : [])))
    .slice(-1);
  const inbound = all
    .filter((each) => each.inbound === stageName && each.status === 'InProgress')
    .map(({ id }) => ({ pipelineExecutionId: id, status: 'InProgress' as const }));
  return {
    stageName,
    // Nothing comes before the first stage, so nothing leads into it.
    ...(first ? {} : { inboundTransitionState: transitionOf(account, pipeline, stageName) }),
    ...(inbound[0] && { inboundExecution: inbound[0], inboundExecutions: inbound }),
    actionStates: objectsOf(stage, 'Actions').map((action) => actionStateOf(action, latest?.actions ?? [])),
    ...(latest && { latestExecution: { pipelineExecutionId: latest.id, status: latest.status } }),
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

function actionStateOf(action: DataObject, ran: readonly ActionRecord[]): ActionState {
  const actionName = textOf(action, 'Name') ?? '';
  const record = ran.find(({ name }) => name === actionName);
  if (!record) return { actionName };
  const { id, status, changedAt, summary, error, token, externalId, revision } = record;
  return {
    actionName,
    latestExecution: {
      ...(id !== '' && { actionExecutionId: id }),
      status,
      lastStatusChange: new Date(changedAt),
      ...(summary !== undefined && { summary }),
      ...(token !== undefined && status === 'InProgress' && { token }),
      ...(externalId !== undefined && { externalExecutionId: externalId }),
      ...(error !== undefined && { errorDetails: error }),
    },
    ...(revision && {
      currentRevision: { revisionId: revision.id, revisionChangeId: revision.id, created: new Date(changedAt) },
    }),
  };
}
