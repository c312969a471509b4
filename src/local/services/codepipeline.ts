import {
  DisableStageTransition$,
  type DisableStageTransitionInput,
  EnableStageTransition$,
  type EnableStageTransitionInput,
  GetPipeline$,
  type GetPipelineInput,
  type GetPipelineOutput,
  GetPipelineState$,
  type GetPipelineStateInput,
  type GetPipelineStateOutput,
  ListActionExecutions$,
  type ListActionExecutionsInput,
  type ListActionExecutionsOutput,
  ListPipelineExecutions$,
  type ListPipelineExecutionsInput,
  type ListPipelineExecutionsOutput,
  type PipelineDeclaration,
  PipelineDeclaration$,
  PutApprovalResult$,
  type PutApprovalResultInput,
  type PutApprovalResultOutput,
  StartPipelineExecution$,
  type StartPipelineExecutionInput,
  type StartPipelineExecutionOutput,
} from '@aws-sdk/client-codepipeline';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { PIPELINE } from '../resources/code-pipeline.ts';
import { objectOf, objectsOf, textOf } from '../resources/read.ts';
import { type LocalService, operation } from '../wire/service.ts';
import { fromProperties } from './by-schema.ts';
import { describeActions, describeState, summaryOf } from './codepipeline-description.ts';
import { type ActionRecord, type ExecutionRecord, executionsOf, putExecution, withAction } from './executions.ts';
import { pageOf } from './paging.ts';
import { deny } from './refusals.ts';

/** CodePipeline: pipelines, their transitions and executions. Unless somebody plays them, an execution that is started fails: nothing is built here. */
export const codepipeline: LocalService = {
  id: 'codepipeline',
  protocols: ['json'],
  version: '2015-07-09',
  target: 'CodePipeline_20150709',
  operations: [
    operation(
      'GetPipeline',
      GetPipeline$,
      ['name', 'version'],
      (input: GetPipelineInput, { account }): GetPipelineOutput => {
        const pipeline = mustHave(account, input.name);
        const version = Number(pipeline.attributes.Version ?? 1);
        if (input.version !== undefined && input.version !== version) {
          deny(
            'PipelineVersionNotFoundException',
            `The pipeline version ${input.version} was specified in an invalid format or cannot be found.`,
          );
        }
        return {
          pipeline: {
            ...fromProperties<PipelineDeclaration>(PipelineDeclaration$, pipeline.properties),
            name: pipeline.id,
            version,
          },
          metadata: { pipelineArn: arnOf(account, pipeline), created: new Date(pipeline.createdAt) },
        };
      },
    ),
    operation(
      'GetPipelineState',
      GetPipelineState$,
      ['name'],
      ({ name }: GetPipelineStateInput, { account }): GetPipelineStateOutput =>
        describeState(account, mustHave(account, name)),
    ),
    operation(
      'ListPipelineExecutions',
      ListPipelineExecutions$,
      ['pipelineName', 'maxResults', 'nextToken'],
      (input: ListPipelineExecutionsInput, { account }): ListPipelineExecutionsOutput => {
        const pipeline = mustHave(account, input.pipelineName);
        const newestFirst = [...executionsOf(pipeline)].reverse();
        const [page, next] = pageOf(newestFirst, input.nextToken, input.maxResults ?? 100);
        return { pipelineExecutionSummaries: page.map(summaryOf), ...(next !== undefined && { nextToken: next }) };
      },
    ),
    operation(
      'ListActionExecutions',
      ListActionExecutions$,
      ['pipelineName', 'filter', 'maxResults', 'nextToken'],
      (input: ListActionExecutionsInput, { account }): ListActionExecutionsOutput => {
        const pipeline = mustHave(account, input.pipelineName);
        const { pipelineExecutionId: id, latestInPipelineExecution: latest } = input.filter ?? {};
        if (latest !== undefined) {
          const member = "'latestInPipelineExecution' of a filter of codepipeline:ListActionExecutions";
          deny('NotImplemented', `the local cloud does not look at ${member}`);
        }
        if (id !== undefined && executionsOf(pipeline).every((each) => each.id !== id)) {
          deny('PipelineExecutionNotFoundException', `Execution id ${id} does not exist`);
        }
        const [page, next] = pageOf(describeActions(account, pipeline, id), input.nextToken, input.maxResults ?? 100);
        return { actionExecutionDetails: [...page], ...(next !== undefined && { nextToken: next }) };
      },
    ),
    operation(
      'StartPipelineExecution',
      StartPipelineExecution$,
      ['name', 'clientRequestToken'],
      (
        { name, clientRequestToken: requestToken }: StartPipelineExecutionInput,
        { account },
      ): StartPipelineExecutionOutput => {
        const pipeline = mustHave(account, name);
        const before = executionsOf(pipeline).find(
          (each) => requestToken !== undefined && each.requestToken === requestToken,
        );
        if (before) return { pipelineExecutionId: before.id };
        const said = requestToken === undefined ? {} : { requestToken };
        const { id } = account.pipelines
          ? putExecution(account, pipeline, said)
          : putExecution(account, pipeline, { ...said, ...nothingRan(account, pipeline) });
        account.pipelines?.begin(pipeline.id, id);
        return { pipelineExecutionId: id };
      },
    ),
    operation(
      'DisableStageTransition',
      DisableStageTransition$,
      ['pipelineName', 'stageName', 'transitionType', 'reason'],
      ({ reason = '', ...input }: DisableStageTransitionInput, { account }) =>
        setTransition(account, input, { enabled: false, reason }),
    ),
    operation(
      'EnableStageTransition',
      EnableStageTransition$,
      ['pipelineName', 'stageName', 'transitionType'],
      (input: EnableStageTransitionInput, { account }) => setTransition(account, input, { enabled: true }),
    ),
    operation(
      'PutApprovalResult',
      PutApprovalResult$,
      ['pipelineName', 'stageName', 'actionName', 'result', 'token'],
      (input: PutApprovalResultInput, { account }): PutApprovalResultOutput => {
        const pipeline = mustHave(account, input.pipelineName);
        const stage = mustHaveStage(pipeline, input.stageName);
        const action = objectsOf(stage, 'Actions').find((each) => textOf(each, 'Name') === input.actionName);
        if (!action) deny('ActionNotFoundException', 'The specified action cannot be found.');
        approve(account, pipeline, input);
        account.pipelines?.changed(pipeline.id);
        return { approvedAt: account.now() };
      },
    ),
  ],
};

function mustHave(account: Account, name: string | undefined): LocalResource {
  const words = `Account '${account.whereabouts.accountId}' does not have a pipeline with name '${name}'`;
  return account.find(PIPELINE, name ?? '') ?? deny('PipelineNotFoundException', words);
}

function mustHaveStage(pipeline: LocalResource, name: string | undefined) {
  const stage = objectsOf(pipeline.properties, 'Stages').find((each) => textOf(each, 'Name') === name);
  return stage ?? deny('StageNotFoundException', 'The stage was specified in an invalid format or cannot be found.');
}

function arnOf(account: Account, { id }: LocalResource): string {
  return account.arn('codepipeline', id);
}

function setTransition(
  account: Account,
  { pipelineName, stageName, transitionType }: EnableStageTransitionInput,
  said: { readonly enabled: boolean; readonly reason?: string },
): object {
  const pipeline = mustHave(account, pipelineName);
  const name = textOf(mustHaveStage(pipeline, stageName), 'Name') ?? '';
  if (transitionType !== 'Inbound') {
    deny('ValidationException', `not supported by the local cloud: transitions of type ${transitionType}`);
  }
  const transitions = {
    ...objectOf(pipeline.live, 'transitions'),
    [name]: { ...said, at: account.now().toISOString() },
  };
  account.touch(pipeline, { transitions });
  account.pipelines?.changed(pipeline.id);
  return {};
}

function nothingRan(account: Account, { properties }: LocalResource): Partial<ExecutionRecord> {
  const message = 'the local cloud has no source to read and builds no images: nothing has run';
  const [first = {}] = objectsOf(properties, 'Stages');
  const failed = {
    status: 'Failed',
    changedAt: account.now().toISOString(),
    error: { code: 'JobFailed', message },
  } as const;
  const actions = objectsOf(first, 'Actions').map((action) => ({
    name: textOf(action, 'Name') ?? '',
    id: '',
    ...failed,
  }));
  const stages = [{ name: textOf(first, 'Name') ?? '', status: 'Failed' as const, actions }];
  return { status: 'Failed', summary: message, stages };
}

function approve(
  account: Account,
  pipeline: LocalResource,
  { token, stageName = '', actionName, result }: PutApprovalResultInput,
): ExecutionRecord {
  const isAsked = (each: ActionRecord) => each.name === actionName && each.token !== undefined && each.token === token;
  const found = executionsOf(pipeline).flatMap((record) => {
    const stage = record.stages.find(({ name }) => name === stageName);
    const action = stage?.actions.find(isAsked);
    return action ? [{ record, action }] : [];
  })[0];
  if (!found) {
    return deny('InvalidApprovalTokenException', 'The approval request already received a response or has expired.');
  }
  const { record, action } = found;
  if (action.status !== 'InProgress') {
    deny('ApprovalAlreadyCompletedException', 'The approval action has already been approved or rejected.');
  }
  const changedAt = account.now().toISOString();
  const status = result?.status === 'Approved' ? 'Succeeded' : 'Failed';
  const answer = { ...action, status, changedAt, summary: result?.summary ?? '' } as const;
  return putExecution(account, pipeline, withAction(record, stageName, answer));
}
