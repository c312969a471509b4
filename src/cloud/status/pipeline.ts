import { GetPipelineStateCommand, ListPipelineExecutionsCommand } from '@aws-sdk/client-codepipeline';
import { answered, explained } from '../call.ts';
import type { Clients } from '../clients.ts';

/** Where a pipeline stands. */
export interface PipelineStatus {
  readonly name: string;
  /** Undefined where it has never run. */
  readonly lastRun: PipelineRun | undefined;
  /** Stages that no version gets into. */
  readonly closed: readonly ClosedTransition[];
}

/** A run of a pipeline. */
export interface PipelineRun {
  readonly id: string;
  /** `InProgress`, `Succeeded`, `Failed`, `Stopped`, `Superseded` */
  readonly status: string;
  readonly since: Date | undefined;
  /** What it runs for: the commit's id or the image's digest, and what it says. */
  readonly revision: string;
  /** The stage it is in, or has failed in. */
  readonly stage: string | undefined;
  /** Why it failed, where it has. */
  readonly error: string | undefined;
}

/** The way into a stage, closed. */
export interface ClosedTransition {
  readonly stage: string;
  readonly reason: string;
  readonly by: string | undefined;
  readonly since: Date | undefined;
}

/**
 * The last run of a pipeline and its closed transitions; undefined where there is no such pipeline.
 * @see https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineState.html
 */
export async function readPipeline(
  { codePipeline, region }: Pick<Clients, 'codePipeline' | 'region'>,
  name: string,
): Promise<PipelineStatus | undefined> {
  const state = await answered(
    codePipeline.send(new GetPipelineStateCommand({ name })),
    { action: 'codepipeline:GetPipelineState', resource: name, region },
    ['PipelineNotFoundException'],
  );
  if (state === undefined) return undefined;
  const stages = state.stageStates ?? [];
  const runs = await explained(
    codePipeline.send(new ListPipelineExecutionsCommand({ pipelineName: name, maxResults: 1 })),
    { action: 'codepipeline:ListPipelineExecutions', resource: name, region },
  );
  const run = runs.pipelineExecutionSummaries?.[0];
  const id = run?.pipelineExecutionId ?? '';
  const [source] = run?.sourceRevisions ?? [];
  const stage = stages.findLast(({ latestExecution }) => latestExecution?.pipelineExecutionId === id);
  const [error] = (stage?.actionStates ?? []).flatMap(
    ({ latestExecution }) => latestExecution?.errorDetails?.message ?? [],
  );
  return {
    name,
    lastRun: run && {
      id,
      status: run.status ?? 'unknown',
      since: run.startTime,
      revision: [source?.revisionId, source?.revisionSummary].filter(Boolean).join(' '),
      stage: stage?.stageName,
      error: run.status === 'Failed' ? error : undefined,
    },
    closed: stages
      .filter(({ inboundTransitionState }) => inboundTransitionState?.enabled === false)
      .map(({ stageName = '', inboundTransitionState }) => ({
        stage: stageName,
        reason: inboundTransitionState?.disabledReason ?? '',
        by: inboundTransitionState?.lastChangedBy,
        since: inboundTransitionState?.lastChangedAt,
      })),
  };
}
