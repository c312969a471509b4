import { randomUUID } from 'node:crypto';
import { TealformError } from '../../dsl/error.ts';
import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../../local/account.ts';
import type { LocalResource } from '../../local/resource.ts';
import { numberOf, objectOf, textOf } from '../../local/resources/read.ts';
import { type ActionRecord, changeExecution, findExecution, withAction } from '../../local/services/executions.ts';
import type { Pace } from '../pace.ts';
import type { TimelineEntry } from '../timeline.ts';
import {
  ActionFailure,
  type ActionResult,
  type ActionRun,
  type Artifact,
  artifactNames,
  type BuildImage,
  kindOf,
} from './action.ts';
import { putArtifact } from './artifacts.ts';
import { playCodeBuild } from './build-action.ts';
import { awaitDeployment, type CreateDeployment, playCodeDeployToEcs } from './deploy-action.ts';
import { type WorkingRole, workAs } from './role.ts';
import { playCodeCommit, playConnection, playEcr } from './source-action.ts';
import { fillVariables } from './variables.ts';

/** An entry of the timeline, whenever it is told. */
export type Told = TimelineEntry extends infer Entry ? (Entry extends unknown ? Omit<Entry, 'at'> : never) : never;

/** What every execution of a player works with. */
export interface Studio {
  readonly account: Account;
  readonly pace: Pace;
  readonly sourceFolder: string;
  readonly buildImage: BuildImage;
  readonly deploy: CreateDeployment | undefined;
  readonly tell: (entry: Told) => void;
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Waits until somebody has answered an approval, or so long. */
  readonly answered: (milliseconds: number) => Promise<void>;
}

/** An execution that is played, and what its actions have given so far. */
export interface Execution {
  readonly id: string;
  /** As it was when the execution began. */
  readonly pipeline: LocalResource;
  readonly artifacts: Map<string, Artifact>;
  readonly namespaces: Map<string, Readonly<Record<string, string>>>;
}

const DAY = 24 * 60;
const MINUTE = 60_000;

/** Plays an action, and keeps in the execution's record how it goes. @returns the message with which it failed; undefined where it has not. */
export async function playAction(
  studio: Studio,
  execution: Execution,
  stage: string,
  declared: DataObject,
): Promise<string | undefined> {
  const { account, signal } = studio;
  const { pipeline, id, namespaces } = execution;
  const name = textOf(declared, 'Name') ?? '';
  const say = (said: Partial<ActionRecord>) => {
    const changedAt = account.now().toISOString();
    changeExecution(account, pipeline.id, id, (record) => withAction(record, stage, { ...said, name, changedAt }));
  };
  const begun = findExecution(account, pipeline.id, id)
    ?.stages.find((each) => each.name === stage)
    ?.actions.find((each) => each.name === name);
  if (begun?.status === 'Succeeded') return undefined;
  if (!begun) say({ id: randomUUID(), status: 'InProgress' });
  try {
    // What goes on after another process has ended is a deployment that it has begun.
    const result =
      begun?.externalId === undefined
        ? await playAnew(studio, execution, stage, declared, say)
        : await awaitDeployment({ account, signal }, begun.externalId);
    const namespace = textOf(declared, 'Namespace');
    if (namespace !== undefined) namespaces.set(namespace, result.variables ?? {});
    const { summary, revision } = result;
    say({ status: 'Succeeded', ...(summary !== undefined && { summary }), ...(revision && { revision }) });
    return undefined;
  } catch (error) {
    // The player is closed: what is to be said of it, the next one says.
    if (signal.aborted) throw error;
    const failure = failureOf(error);
    say({ status: 'Failed', error: { code: failure.code, message: failure.message } });
    return failure.message;
  }
}

async function playAnew(
  studio: Studio,
  execution: Execution,
  stage: string,
  declared: DataObject,
  say: ActionRun['say'],
): Promise<ActionResult> {
  const run = runOf(studio, execution, stage, declared, say);
  const result = await play(studio, run, stage);
  const puts = result.puts ?? putterOf(run);
  for (const [artifact, files] of Object.entries(result.outputs ?? {})) {
    const revision = result.revision?.id ?? run.inputs[0]?.revision;
    execution.artifacts.set(artifact, { ...(await puts(artifact, files)), revision });
  }
  return result;
}

function runOf(
  studio: Studio,
  { pipeline, id, artifacts, namespaces }: Execution,
  stage: string,
  declared: DataObject,
  say: ActionRun['say'],
): ActionRun {
  const { account, pace, signal, folder, tell } = studio;
  const inputs = artifactNames(declared, 'InputArtifacts').map((artifact) => {
    const found = artifacts.get(artifact);
    if (found) return found;
    throw new ActionFailure(
      'JobFailed',
      `the artifact ${artifact} went with the process that held it: start the pipeline again`,
    );
  });
  const of = new Map([...namespaces, ['codepipeline', { PipelineExecutionId: id }] as const]);
  const configuration = fillVariables(objectOf(declared, 'Configuration'), of);
  const source = kindOf(declared).endsWith('/CodeBuild') ? 'build' : `pipeline ${stage}`;
  const log = (text: string) => tell({ kind: 'log', source, text });
  return { account, pace, pipeline, executionId: id, declared, configuration, inputs, signal, say, log, folder };
}

async function play(studio: Studio, run: ActionRun, stage: string): Promise<ActionResult> {
  const role = pipelineRole(run);
  switch (kindOf(run.declared)) {
    case 'Source/CodeCommit':
      return playCodeCommit(run, role, studio.sourceFolder);
    case 'Source/CodeStarSourceConnection':
      return playConnection(run, role, studio.sourceFolder);
    case 'Source/ECR':
      return playEcr(run, role);
    case 'Build/CodeBuild':
    case 'Test/CodeBuild':
      return playCodeBuild(run, role, studio.buildImage);
    case 'Deploy/CodeDeployToECS':
      return playCodeDeployToEcs(run, role, studio.deploy);
    case 'Approval/Manual':
      return approve(studio, run, role, stage);
    default:
      throw new ActionFailure('ConfigurationError', `not supported by the rehearsal: ${kindOf(run.declared)}`);
  }
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html */
async function approve(studio: Studio, run: ActionRun, role: WorkingRole, stage: string): Promise<ActionResult> {
  const { account, declared, configuration, pipeline, executionId, signal, say, log } = run;
  const name = textOf(declared, 'Name') ?? '';
  if (configuration.NotificationArn !== undefined) role.must('sns:Publish', configuration.NotificationArn);
  say({ token: randomUUID() });
  log(`${name} waits for an answer: ${configuration.CustomData ?? 'aws codepipeline put-approval-result'}`);
  // A week, unless said.
  const patience = studio.pace.of((numberOf(declared, 'TimeoutInMinutes') ?? 7 * DAY) * MINUTE);
  const until = Date.now() + patience;
  for (;;) {
    signal.throwIfAborted();
    const record = findExecution(account, pipeline.id, executionId);
    const action = record?.stages.find((each) => each.name === stage)?.actions.find((each) => each.name === name);
    if (action?.status === 'Succeeded') return { summary: action.summary ?? '' };
    if (action?.status === 'Failed') {
      throw new ActionFailure('JobFailed', `Rejected: ${action.summary ?? ''}`);
    }
    if (Date.now() >= until) throw new ActionFailure('JobFailed', 'The approval action timed out');
    await studio.answered(until - Date.now());
  }
}

function putterOf(run: ActionRun): NonNullable<ActionResult['puts']> {
  return (artifact, files) => putArtifact(run.account, run.pipeline, pipelineRole(run), artifact, files);
}

function pipelineRole({ account, pipeline }: ActionRun): WorkingRole {
  return workAs(account, {
    arn: textOf(pipeline.properties, 'RoleArn') ?? '',
    // A number of thirteen digits, as CodePipeline is seen to name its sessions.
    session: String(account.now().getTime()),
    service: 'codepipeline.amazonaws.com',
    source: account.arn('codepipeline', pipeline.id),
    refusal: 'CodePipeline is not authorized to perform AssumeRole on role',
  });
}

function failureOf(error: unknown): ActionFailure {
  if (error instanceof ActionFailure) return error;
  if (error instanceof TealformError) return new ActionFailure('JobFailed', error.message);
  return new ActionFailure('JobFailed', error instanceof Error ? error.message : String(error));
}
