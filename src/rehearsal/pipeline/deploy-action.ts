import { setTimeout as pause } from 'node:timers/promises';
import type { CreateDeploymentInput } from '@aws-sdk/client-codedeploy';
import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import type { Account } from '../../local/account.ts';
import { DEPLOYMENT_GROUP } from '../../local/resources/code-deploy.ts';
import { type DeploymentRecord, findDeployment, RUNNING } from '../../local/resources/deployments.ts';
import { textOf } from '../../local/resources/read.ts';
import { codedeploy } from '../../local/services/codedeploy.ts';
import { ecs } from '../../local/services/ecs.ts';
import { ServiceError } from '../../local/wire/service.ts';
import { ActionFailure, type ActionResult, type ActionRun, type Artifact, mustSay } from './action.ts';
import { mustRead, storeOf } from './artifacts.ts';
import { callLocal } from './local-call.ts';
import type { WorkingRole } from './role.ts';

/** Begins a deployment. @returns its id. @throws ServiceError */
export type CreateDeployment = (input: CreateDeploymentInput) => string | Promise<string>;

/** Of an archive, in bytes. @see https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const MOST = 3 * 1024 * 1024;

/** How often is looked at how a deployment is, in milliseconds. */
const LOOK = 50;

const IMAGES = [1, 2, 3, 4] as const;

/**
 * Fills the placeholders of a task definition and an AppSpec in, registers the one, has CodeDeploy deploy the other and waits for its end.
 * @throws ActionFailure, in AWS's words where they are documented.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html
 */
export async function playCodeDeployToEcs(
  run: ActionRun,
  role: WorkingRole,
  deploy?: CreateDeployment,
): Promise<ActionResult> {
  const { account, inputs, say, log } = run;
  const applicationName = mustSay(run, 'ApplicationName');
  const deploymentGroupName = mustSay(run, 'DeploymentGroupName');
  for (const artifact of inputs) mustRead(account, storeOf(account, run.pipeline), role, artifact);
  const definition = readTaskDefinition(run);
  const appSpec = readAppSpec(run);
  mustRegister(account, role, definition);
  const { taskDefinition } = await asked(() =>
    callLocal(account, ecs, 'RegisterTaskDefinition', definition, role.caller),
  );
  const arn = isRecord(taskDefinition) ? String(taskDefinition.taskDefinitionArn) : '';
  log(`registered ${arn}`);
  const content = appSpec.replaceAll('<TASK_DEFINITION>', arn);
  mustDeploy(account, role, applicationName, deploymentGroupName);
  const input = {
    applicationName,
    deploymentGroupName,
    revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
  } as const;
  const id = await asked(async () => {
    if (deploy) return deploy(input);
    const { deploymentId } = await callLocal(account, codedeploy, 'CreateDeployment', input, role.caller);
    return String(deploymentId);
  });
  say({ externalId: id });
  return awaitDeployment(run, id);
}

/** Waits until a deployment is over. @throws ActionFailure where it has not succeeded. */
export async function awaitDeployment(
  { account, signal }: Pick<ActionRun, 'account' | 'signal'>,
  id: string,
): Promise<ActionResult> {
  for (;;) {
    signal.throwIfAborted();
    const record = findDeployment(account, id);
    if (!record) throw new ActionFailure('JobFailed', `the deployment ${id} is gone`);
    if (!RUNNING.includes(record.status)) return outcomeOf(record);
    await pause(LOOK, undefined, { signal });
  }
}

function outcomeOf({ id, status, error }: DeploymentRecord): ActionResult {
  if (status === 'Succeeded') return { summary: `Deployment ${id} Succeeded` };
  const why = error === undefined ? '' : `: ${error.code}: ${error.message}`;
  throw new ActionFailure('JobFailed', `Deployment ${id} ${status}${why}`);
}

function readTaskDefinition(run: ActionRun): DataObject {
  const artifact = mustSay(run, 'TaskDefinitionTemplateArtifact');
  const { TaskDefinitionTemplatePath: path = 'taskdef.json' } = run.configuration;
  const failed = () =>
    new ActionFailure(
      'ConfigurationError',
      `Exception while trying to read the task definition artifact file from: ${artifact}`,
    );
  const template = readInput(run, artifact, path, failed);
  const filled = IMAGES.reduce((text, number) => fillImage(run, text, number), template);
  const read = parse(filled);
  if (!read) throw failed();
  return read;
}

function readAppSpec(run: ActionRun): string {
  const artifact = mustSay(run, 'AppSpecTemplateArtifact');
  const { AppSpecTemplatePath: path = 'appspec.yaml' } = run.configuration;
  return readInput(run, artifact, path, () => {
    return new ActionFailure(
      'ConfigurationError',
      `Exception while trying to read the AppSpec artifact file from: ${artifact}`,
    );
  });
}

// The name of the container is that of the placeholder.
function fillImage(run: ActionRun, text: string, number: (typeof IMAGES)[number]): string {
  const artifact = run.configuration[`Image${number}ArtifactName`];
  const placeholder = run.configuration[`Image${number}ContainerName`];
  if (artifact === undefined && placeholder === undefined) return text;
  const from = mustSay(run, `Image${number}ArtifactName`);
  const name = mustSay(run, `Image${number}ContainerName`);
  const failed = () =>
    new ActionFailure('ConfigurationError', `Exception while trying to read the image artifact file from: ${from}`);
  const detail = parse(readInput(run, from, 'imageDetail.json', failed));
  const uri = detail && textOf(detail, 'ImageURI');
  if (uri === undefined) throw failed();
  return text.replaceAll(`<${name}>`, uri);
}

// A file that is not there and an archive that is too large have the same words.
function readInput({ inputs }: ActionRun, name: string, path: string, failed: () => ActionFailure): string {
  const artifact = inputs.find((each) => each.name === name);
  if (!artifact) throw new ActionFailure('ConfigurationError', `${name} is no input artifact of the action`);
  const file = artifact.files.find((each) => each.path === path);
  if (file && artifact.size <= MOST) return Buffer.from(file.body).toString('utf8');
  const failure = failed();
  throw new ActionFailure(
    failure.code,
    `${failure.message} (${file ? tooLarge(artifact) : `there is no ${path} in it`})`,
  );
}

function tooLarge({ size }: Artifact): string {
  return `its archive has ${size} bytes, and may have ${MOST}`;
}

function mustRegister(account: Account, role: WorkingRole, definition: DataObject): void {
  role.must('ecs:RegisterTaskDefinition', '*');
  if (Array.isArray(definition.tags) && definition.tags.length > 0) {
    const resource = account.arn('ecs', `task-definition/${textOf(definition, 'family')}:*`);
    role.must('ecs:TagResource', resource, { 'ecs:CreateAction': 'RegisterTaskDefinition' });
  }
  for (const member of ['executionRoleArn', 'taskRoleArn']) {
    const passed = textOf(definition, member);
    if (passed === undefined) continue;
    const arn = passed.startsWith('arn:') ? passed : account.arn('iam', `role/${passed}`, { global: true });
    role.must('iam:PassRole', arn, { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' });
  }
}

function mustDeploy(account: Account, role: WorkingRole, application: string, group: string): void {
  const named = (resource: string) => account.arn('codedeploy', resource);
  for (const action of ['GetApplication', 'RegisterApplicationRevision', 'GetApplicationRevision']) {
    role.must(`codedeploy:${action}`, named(`application:${application}`));
  }
  const config = textOf(account.find(DEPLOYMENT_GROUP, group)?.properties ?? {}, 'DeploymentConfigName');
  role.must('codedeploy:GetDeploymentConfig', named(`deploymentconfig:${config ?? 'CodeDeployDefault.ECSAllAtOnce'}`));
  for (const action of ['CreateDeployment', 'GetDeployment']) {
    role.must(`codedeploy:${action}`, named(`deploymentgroup:${application}/${group}`));
  }
}

async function asked<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ServiceError) throw new ActionFailure('JobFailed', `${error.code}: ${error.message}`);
    throw error;
  }
}

function parse(text: string): DataObject | undefined {
  try {
    const read: Data = JSON.parse(text);
    return isObject(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
