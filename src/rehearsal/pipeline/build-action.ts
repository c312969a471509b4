import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isObject } from '../../dsl/border.ts';
import {
  ActionFailure,
  type ActionResult,
  type ActionRun,
  type Artifact,
  artifactNames,
  type BuildImage,
  mustSay,
} from './action.ts';
import { mustRead, putArtifact, storeOf } from './artifacts.ts';
import { standInForAws } from './aws.ts';
import { collectOutputs, terminated } from './build-outputs.ts';
import { type BuildProject, plainVariables, readProject } from './build-project.ts';
import { readBuildSpec } from './build-spec.ts';
import { standInForDocker } from './docker.ts';
import { type WorkingRole, workAs } from './role.ts';
import { runBuildSpec } from './run-build-spec.ts';
import { openStandIns } from './stand-ins.ts';

const MINUTE = 60_000;

/** A build is a real program: it is never given less than this, whatever the pace. */
const AT_LEAST = 2 * MINUTE;

/**
 * Runs the buildspec of a project in bash, in a folder with the input artifact, with stand-ins for docker and the AWS CLI. Commands find
 * in their environment what CodeBuild and the project put there, and nothing of this process but its PATH.
 * @throws ActionFailure in the words of CodeBuild.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
 */
export async function playCodeBuild(run: ActionRun, role: WorkingRole, buildImage: BuildImage): Promise<ActionResult> {
  const { account, pipeline, inputs, log, say, signal, pace } = run;
  const name = mustSay(run, 'ProjectName');
  for (const action of ['codebuild:StartBuild', 'codebuild:BatchGetBuilds']) {
    const refusal = role.refusal(action, account.arn('codebuild', `project/${name}`));
    if (refusal === undefined) continue;
    const call = action.endsWith('StartBuild') ? 'Error calling startBuild' : 'Error calling batchGetBuilds';
    throw new ActionFailure(
      'PermissionError',
      `${call}: ${refusal} (Service: AWSCodeBuild; Error Code: AccessDeniedException)`,
    );
  }
  const project = readProject(account, name);
  const [source] = inputs;
  const [output] = artifactNames(run.declared, 'OutputArtifacts');
  if (!source) throw new ActionFailure('ConfigurationError', 'a build needs an input artifact');
  const id = randomUUID();
  say({ externalId: `${name}:${id}` });
  const worker = workAs(account, {
    arn: project.roleArn,
    session: `AWSCodeBuild-${id}`,
    service: 'codebuild.amazonaws.com',
    source: project.arn,
    refusal: 'Error calling startBuild: CodeBuild is not authorized to perform: sts:AssumeRole on',
  });
  mustWork(run, project, worker, source, id);
  const place = mkdtempSync(join(tmpdir(), 'tealform-build-'));
  const password = randomUUID();
  const logFile = join(run.folder, `build-${run.executionId}.log`);
  mkdirSync(run.folder, { recursive: true });
  const tellLog = (text: string) => {
    const shown = text.replaceAll(password, '***');
    appendFileSync(logFile, `${shown}\n`);
    log(shown);
  };
  const unsupported: string[] = [];
  const onUnsupported = (what: string) => unsupported.push(`not supported by the rehearsal: ${what} in a build`);
  const programs = { account, role: worker, password, onUnsupported };
  const docker = standInForDocker({ ...programs, buildImage, privileged: project.privileged });
  const aws = standInForAws(programs);
  const standIns = await openStandIns(['docker', 'aws'], (call) =>
    call.program === 'docker' ? docker(call) : aws(call),
  );
  try {
    const folder = join(place, 'src');
    unpack(source, folder);
    const spec = readBuildSpec(project.buildSpec ?? readFile(folder, project.path));
    const environment = {
      ...spec.variables,
      ...project.variables,
      ...ofAction(run),
      ...ofCodeBuild(run, project, id, folder),
      PATH: `${standIns.path}:${process.env.PATH ?? '/usr/bin:/bin'}`,
      HOME: place,
    };
    const timeoutMilliseconds = Math.max(
      pace.of(project.timeoutMinutes * MINUTE),
      Math.min(project.timeoutMinutes * MINUTE, AT_LEAST),
    );
    const scripts = join(place, 'scripts');
    const end = await runBuildSpec({ spec, folder, scripts, environment, timeoutMilliseconds, signal, log: tellLog });
    signal.throwIfAborted();
    if (unsupported.length > 0) throw new ActionFailure('JobFailed', [...new Set(unsupported)].join('\n'));
    if (end.status !== 'SUCCEEDED') {
      throw new ActionFailure('JobFailed', terminated(end.status, end.phase, end.code ?? '', end.message ?? ''));
    }
    const summary = `${name}:${id}`;
    if (output === undefined) return { summary };
    const files = collectOutputs(spec, folder, tellLog);
    return {
      summary,
      outputs: { [output]: files },
      puts: (artifact, all) => putArtifact(account, pipeline, worker, artifact, all),
    };
  } finally {
    await standIns.close();
    rmSync(place, { recursive: true, force: true });
  }
}

/** What a build's role needs before any command runs. */
function mustWork(
  { account, pipeline }: ActionRun,
  { arn, name, roleArn, logGroup }: BuildProject,
  worker: WorkingRole,
  source: Artifact,
  id: string,
): void {
  if (logGroup !== undefined) {
    const stream = account.arn('logs', `log-group:${logGroup}:log-stream:${id}`);
    for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents']) {
      const refusal = worker.refusal(action, stream);
      if (refusal === undefined) continue;
      const build = `${arn.replace(/:project\/.*$/, '')}:build/${name}:${id}`;
      const words = `Service role ${roleArn} does not allow AWS CodeBuild to create Amazon CloudWatch Logs log streams for build ${build}. Error message: ${refusal}`;
      throw new ActionFailure('JobFailed', terminated('FAILED', 'SUBMITTED', 'ACCESS_DENIED', words));
    }
  }
  try {
    mustRead(account, storeOf(account, pipeline), worker, source);
  } catch (error) {
    if (!(error instanceof ActionFailure)) throw error;
    throw new ActionFailure('JobFailed', terminated('FAILED', 'DOWNLOAD_SOURCE', 'CLIENT_ERROR', error.message));
  }
}

function unpack({ files }: Artifact, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const { path, body, isExecutable } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, body);
    if (isExecutable) chmodSync(file, 0o755);
  }
}

function readFile(folder: string, path: string): string {
  const file = join(folder, path);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const words = terminated('FAILED', 'DOWNLOAD_SOURCE', 'YAML_FILE_ERROR', `stat ${path}: no such file or directory`);
  throw new ActionFailure('JobFailed', words);
}

// A list in JSON, as the action's configuration has it.
function ofAction({ configuration }: ActionRun): Readonly<Record<string, string>> {
  const { EnvironmentVariables: text } = configuration;
  if (text === undefined) return {};
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return plainVariables(list.filter(isObject));
  } catch (error) {
    if (error instanceof ActionFailure) throw error;
  }
  throw new ActionFailure('ConfigurationError', `EnvironmentVariables is no list in JSON: ${text}`);
}

/** @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html */
function ofCodeBuild(
  { account, pipeline, inputs }: ActionRun,
  { arn, name, image }: BuildProject,
  id: string,
  folder: string,
): Readonly<Record<string, string>> {
  const { region, partition } = account.whereabouts;
  const [source] = inputs;
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    CODEBUILD_BUILD_ARN: `${arn.replace(/:project\/.*$/, '')}:build/${name}:${id}`,
    CODEBUILD_BUILD_ID: `${name}:${id}`,
    CODEBUILD_BUILD_IMAGE: image,
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_INITIATOR: `codepipeline/${pipeline.id}`,
    CODEBUILD_RESOLVED_SOURCE_VERSION: source?.revision ?? '',
    CODEBUILD_SOURCE_VERSION: `arn:${partition}:s3:::${source?.bucket}/${source?.key}`,
    CODEBUILD_SRC_DIR: folder,
    CODEBUILD_START_TIME: String(account.now().getTime()),
  };
}
