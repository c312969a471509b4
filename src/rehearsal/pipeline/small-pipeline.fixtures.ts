// Used by tests only: an account with a small pipeline of the kind that systems have, and a player of it.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../../local/account.ts';
import type { LocalResource } from '../../local/resource.ts';
import { PIPELINE } from '../../local/resources/code-pipeline.ts';
import { give } from '../../local/resources/given.ts';
import { objectsOf } from '../../local/resources/read.ts';
import { codepipeline } from '../../local/services/codepipeline.ts';
import {
  type ActionRecord,
  changeExecution,
  type ExecutionRecord,
  withAction,
  withStage,
} from '../../local/services/executions.ts';
import { caller, make, smallSystem, trust } from '../../local/services/small-system.ts';
import { paceOf } from '../pace.ts';
import type { TimelineEntry } from '../timeline.ts';
import type { BuildImage } from './action.ts';
import { attachPipelines, type PipelineOptions } from './player.ts';

export const KEY = 'arn:aws:kms:us-east-1:000000000000:key/artifacts';
const REGISTRY = '000000000000.dkr.ecr.us-east-1.amazonaws.com';

const WRITE_FILES = `      - |
        cat > taskdef.json <<'END'
        {
          "family": "web",
          "taskRoleArn": "arn:aws:iam::000000000000:role/task",
          "containerDefinitions": [{ "name": "web", "image": "<IMAGE1_NAME>", "memory": 128, "portMappings": [{ "containerPort": 80 }] }],
          "tags": [{ "key": "Name", "value": "web" }]
        }
        END
      - |
        cat > appspec.yaml <<'END'
        version: 0.0
        Resources:
          - TargetService:
              Type: AWS::ECS::Service
              Properties:
                TaskDefinition: "<TASK_DEFINITION>"
                LoadBalancerInfo: { ContainerName: web, ContainerPort: 80 }
        END
`;

/** A buildspec as the templates write it. */
export const BUILD_SPEC = `version: 0.2
phases:
  pre_build:
    commands:
      - aws ecr get-login-password | docker login --username AWS --password-stdin ${REGISTRY}
  build:
    commands:
      - TAG=$CODEBUILD_RESOLVED_SOURCE_VERSION
      - |
        if ! aws ecr describe-images --repository-name web --image-ids imageTag=$TAG > /dev/null 2>&1; then
          docker build --build-arg VERSION=$TAG --tag ${REGISTRY}/web:$TAG --file Dockerfile . &&
          docker push ${REGISTRY}/web:$TAG
        fi
      - DIGEST=$(aws ecr describe-images --repository-name web --image-ids imageTag=$TAG --query 'imageDetails[0].imageDigest' --output text)
      - echo "$DIGEST" | grep -E '^sha256:[0-9a-f]{64}$'
      - |
        printf '{"ImageURI":"%s@%s"}' ${REGISTRY}/web "$DIGEST" > imageDetail.json
${WRITE_FILES}artifacts:
  files:
    - imageDetail.json
    - taskdef.json
    - appspec.yaml
`;

/** One that builds no image, and writes the files of a release alone. */
export const FILES_SPEC = `version: 0.2
phases:
  build:
    commands:
${WRITE_FILES}artifacts:
  files:
    - taskdef.json
    - appspec.yaml
`;

/** The policies of the two roles, each by its name: what a test takes out is not allowed. */
export const POLICIES: Readonly<Record<'pipeline' | 'build', Readonly<Record<string, DataObject>>>> = {
  pipeline: {
    artifacts: allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::artifacts/*'),
    key: allow(['kms:Decrypt', 'kms:GenerateDataKey*'], KEY),
    source: allow('codecommit:*', 'arn:aws:codecommit:us-east-1:000000000000:web'),
    build: allow('codebuild:*', 'arn:aws:codebuild:us-east-1:000000000000:project/web'),
    deploy: allow('codedeploy:*', '*'),
    register: allow('ecs:RegisterTaskDefinition', '*'),
    tag: allow('ecs:TagResource', '*'),
    pass: allow('iam:PassRole', 'arn:aws:iam::000000000000:role/task'),
  },
  build: {
    logs: allow(['logs:CreateLogStream', 'logs:PutLogEvents'], '*'),
    artifacts: allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::artifacts/*'),
    key: allow(['kms:Decrypt', 'kms:GenerateDataKey*'], KEY),
    token: allow('ecr:GetAuthorizationToken', '*'),
    look: allow('ecr:DescribeImages', '*'),
    push: allow(
      ['ecr:BatchCheckLayerAvailability', 'ecr:*LayerUpload', 'ecr:UploadLayerPart', 'ecr:PutImage'],
      'arn:aws:ecr:us-east-1:000000000000:repository/web',
    ),
  },
};

const action = (name: string, category: string, provider: string, more: DataObject = {}): DataObject => ({
  Name: name,
  ActionTypeId: { Category: category, Owner: 'AWS', Provider: provider, Version: '1' },
  ...more,
});

/** Stages as the templates declare them. */
export const STAGES = {
  source: {
    Name: 'Source',
    Actions: [
      action('Source', 'Source', 'CodeCommit', {
        Namespace: 'Source',
        OutputArtifacts: [{ Name: 'Source' }],
        Configuration: { RepositoryName: 'web', BranchName: 'main', PollForSourceChanges: 'false' },
      }),
    ],
  },
  build: {
    Name: 'Build',
    Actions: [
      action('Build', 'Build', 'CodeBuild', {
        InputArtifacts: [{ Name: 'Source' }],
        OutputArtifacts: [{ Name: 'Release' }],
        Configuration: { ProjectName: 'web' },
      }),
    ],
  },
  approve: {
    Name: 'Approve',
    Actions: [action('Approve', 'Approval', 'Manual', { Configuration: { CustomData: 'commit #{Source.CommitId}' } })],
  },
  deploy: {
    Name: 'Deploy',
    Actions: [
      action('Deploy', 'Deploy', 'CodeDeployToECS', {
        InputArtifacts: [{ Name: 'Release' }],
        Configuration: {
          ApplicationName: 'web',
          DeploymentGroupName: 'web',
          TaskDefinitionTemplateArtifact: 'Release',
          TaskDefinitionTemplatePath: 'taskdef.json',
          AppSpecTemplateArtifact: 'Release',
          AppSpecTemplatePath: 'appspec.yaml',
          Image1ArtifactName: 'Release',
          Image1ContainerName: 'IMAGE1_NAME',
        },
      }),
    ],
  },
} as const satisfies Readonly<Record<string, DataObject>>;

/** What of a small pipeline is other than usual. */
export interface SmallOptions {
  readonly buildSpec?: string;
  readonly stages?: readonly DataObject[];
  /** More of the pipeline's properties. */
  readonly pipeline?: DataObject;
  /** More of the project's properties. */
  readonly project?: DataObject;
  /** Policies that are not there: `build/push`. */
  readonly without?: readonly string[];
  /** More policies, each an action and a resource. */
  readonly more?: Readonly<Partial<Record<'pipeline' | 'build', Readonly<Record<string, readonly [string, string]>>>>>;
  /** The `aws:SourceArn` that roles trust; whoever it is, unless said. */
  readonly trusted?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly player?: Partial<PipelineOptions>;
}

/** An image of a folder is called by what is in it. */
export const digestImage: BuildImage = (folder, { version }) => {
  const hash = createHash('sha256').update(version);
  for (const path of readdirSync(folder).sort())
    if (path.endsWith('.ts')) hash.update(readFileSync(join(folder, path)));
  return `sha256:${hash.digest('hex')}`;
};

/** The account, its pipeline, and a way to start it and to see what comes of it. */
export function smallPipeline(context: TestContext, options: SmallOptions = {}) {
  const { account, group, service } = smallSystem(() => new Date());
  give(account, 'AWS::S3::Bucket', 'artifacts');
  const role = (name: 'pipeline' | 'build') => {
    const of = POLICIES[name];
    const more = Object.entries(options.more?.[name] ?? {}).map(([PolicyName, [verb, resource]]) => {
      return { PolicyName, PolicyDocument: allow(verb, resource) };
    });
    const Policies = Object.keys(of).flatMap((PolicyName) =>
      options.without?.includes(`${name}/${PolicyName}`) ? [] : [{ PolicyName, PolicyDocument: of[PolicyName] ?? {} }],
    );
    const properties = {
      RoleName: name,
      AssumeRolePolicyDocument: trustOf(`code${name}`, options.trusted),
      Policies: [...Policies, ...more],
    };
    return make(account, 'AWS::IAM::Role', name, properties).attributes.Arn ?? '';
  };
  make(account, 'AWS::IAM::Role', 'task', { RoleName: 'task', AssumeRolePolicyDocument: trust('ecs-tasks') });
  const pipelineRole = role('pipeline');
  make(account, 'AWS::ECR::Repository', 'Images', { RepositoryName: 'web', ImageTagMutability: 'IMMUTABLE' });
  make(account, 'AWS::CodeCommit::Repository', 'Code', { RepositoryName: 'web' });
  make(account, 'AWS::CodeBuild::Project', 'Project', {
    Name: 'web',
    ServiceRole: role('build'),
    Artifacts: { Type: 'CODEPIPELINE' },
    Environment: { Type: 'LINUX_CONTAINER', Image: 'x', ComputeType: 'BUILD_GENERAL1_SMALL', PrivilegedMode: true },
    Source: { Type: 'CODEPIPELINE', BuildSpec: options.buildSpec ?? BUILD_SPEC },
    ...options.project,
  });
  const declared = {
    Name: 'web',
    RoleArn: pipelineRole,
    ArtifactStore: { Type: 'S3', Location: 'artifacts', EncryptionKey: { Type: 'KMS', Id: KEY } },
    Stages: options.stages ?? [STAGES.source, STAGES.build, STAGES.deploy],
    ...options.pipeline,
  };
  const pipeline = make(account, PIPELINE, 'Pipeline', declared);
  const folder = mkdtempSync(join(tmpdir(), 'tealform-pipeline-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const sourceFolder = join(folder, 'app');
  mkdirSync(sourceFolder);
  const files = options.files ?? { Dockerfile: 'FROM scratch\n', 'server.ts': 'export {};\n' };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(sourceFolder, path)), { recursive: true });
    writeFileSync(join(sourceFolder, path), text);
  }
  const told: TimelineEntry[] = [];
  const attach = (more: Partial<PipelineOptions> = {}) => {
    const attached = attachPipelines({
      account,
      pace: paceOf(60),
      sourceFolder,
      buildImage: digestImage,
      tell: (entry) => told.push(entry),
      folder: join(folder, 'rehearsal'),
      ...options.player,
      ...more,
    });
    context.after(() => attached.close());
    return attached;
  };
  const call = caller(codepipeline, account);
  const start = async () => {
    const { pipelineExecutionId = '' } = await call<{ pipelineExecutionId?: string }>('StartPipelineExecution', {
      name: 'web',
    });
    return pipelineExecutionId;
  };
  const log = () => told.flatMap((entry) => (entry.kind === 'log' && entry.source === 'build' ? [entry.text] : []));
  return { account, pipeline, group, service, folder, sourceFolder, attach, call, start, told, log };
}

/** The first action of a stage. */
export function actionOf(stage: DataObject): DataObject {
  return objectsOf(stage, 'Actions')[0] ?? {};
}

/** Has an execution stand where its deployment runs. */
export function deployedBy(account: Account, pipeline: LocalResource, id: string, deploymentId: string): void {
  const changedAt = account.now().toISOString();
  changeExecution(account, pipeline.id, id, ({ inbound: _, ...record }) => {
    const asked = withStage(record, 'Approve', { status: 'Succeeded' });
    return withAction(asked, 'Deploy', { name: 'Deploy', changedAt, status: 'InProgress', externalId: deploymentId });
  });
}

/** The same where the approval before it is in its stage. */
export function approvedBy(account: Account, pipeline: LocalResource, id: string, deploymentId: string): void {
  const changedAt = account.now().toISOString();
  changeExecution(account, pipeline.id, id, (record) => {
    const approved = withAction(record, 'Deploy', { name: 'Approve', changedAt, status: 'Succeeded' });
    return withAction(approved, 'Deploy', {
      name: 'Deploy',
      changedAt,
      status: 'InProgress',
      externalId: deploymentId,
    });
  });
}

/** The last action that an execution has come to. */
export function lastAction({ stages }: ExecutionRecord): ActionRecord | undefined {
  return stages.at(-1)?.actions.at(-1);
}

/** Waits until something holds, looking again and again for a minute. */
export async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`it does not come to this: ${look}`);
}

function trustOf(service: string, source: string | undefined): DataObject {
  const Condition = source === undefined ? {} : { Condition: { ArnLike: { 'aws:SourceArn': source } } };
  const [statement] = objectsOf(trust(service), 'Statement');
  return { Version: '2012-10-17', Statement: [{ ...statement, ...Condition }] };
}

function allow(Action: string | string[], Resource: string): DataObject {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] };
}
