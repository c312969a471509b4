import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Permissions } from '../../src/check/permissions/evaluate.ts';
import { madeUpValues, type Target } from '../../src/check/permissions/made-up.ts';
import { readPolicy } from '../../src/check/permissions/policy.ts';
import { readPermissions } from '../../src/check/permissions/read-permissions.ts';
import { ResolvedTemplate } from '../../src/check/permissions/resolve.ts';
import { failures, may, mayNot } from '../../src/check/permissions/table.ts';
import type { Data, Template } from '../../src/dsl/index.ts';
import { Place } from '../../src/dsl/index.ts';
import { synthesize } from '../../src/synth/synthesize.ts';
import { completeOptions } from '../options/complete.ts';
import { toolsAccount } from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import { renderTools } from '../tools.ts';
import { ACCOUNT, EVERYTHING, hello, OTHER, TARGETS } from './hello.ts';
import { PULL } from './shared-rows.ts';

/** The account of the pipeline. */
const TOOLS = '222222222222';

const afar = { ...hello, pipelineIn: toolsAccount() };
const flat = synthesize(blueGreenSystem(afar)).templates.find(({ file }) => file === 'flat.yaml')?.stack.template;
const ofTools = renderTools(completeOptions(afar, Place.ofCallerOf(completeOptions))).map(
  ({ stack }) => stack.template,
);

/** Both accounts as they would be somewhere. */
function open(target: Target) {
  assert.ok(flat);
  const inTools = { ...target, account: TOOLS };
  const arn = (service: string, rest: string, account = ACCOUNT) =>
    `arn:${target.partition}:${service}:${target.region}:${account}:${rest}`;
  const roleArn = (name: string, account = TOOLS) => `arn:${target.partition}:iam::${account}:role/${name}`;
  const bucket = 'artifacts-of-tools';
  const keyArn = arn('kms', 'key/tools', TOOLS);
  const releaseRole = roleArn('made-up-release', ACCOUNT);
  const givenToTools: Readonly<Record<string, Data>> = {
    SystemName: 'hello-server',
    WorkloadAccountId: ACCOUNT,
    ArtifactBucketName: bucket,
    ArtifactKeyArn: keyArn,
    ReleaseRoleArn: releaseRole,
    ImageRepositoryName: 'hello-server',
    SourceRepositoryName: 'hello-server',
    TopicArn: arn('sns', 'topic', TOOLS),
    TopicKeyArn: arn('kms', 'key/topic', TOOLS),
  };
  const workload = madeUpValues(target, {
    EncryptionKeyArn: arn('kms', 'key/given'),
    ToolsAccountId: TOOLS,
    ArtifactBucketName: bucket,
    ArtifactKeyArn: keyArn,
  });
  const stacks = [
    ...ofTools.map((template) => [template, madeUpValues(inTools, withDefaults(template, givenToTools))] as const),
    [flat, workload] as const,
  ];
  const read = stacks.map(([template, values]) => readPermissions(template, values));
  const everything = (logicalId: string, account: string) => ({
    logicalId,
    arn: roleArn(logicalId, account),
    policies: [readPolicy(EVERYTHING, `${logicalId} policy everything`, 'identity')],
  });
  const as = (account: string): Permissions => ({
    account,
    roles: [
      ...read.flatMap(({ roles }) => roles),
      everything('Administrator', TOOLS),
      everything('Stranger', OTHER),
      // The role that the pipeline releases with, by the ARN that the tools are told.
    ],
    resources: read.flatMap(({ resources }) => resources),
  });
  const get = (logicalId: string, attribute?: string) => {
    const found = stacks.find(([template]) => logicalId in template.Resources);
    assert.ok(found, logicalId);
    return String(new ResolvedTemplate(found[0], found[1]).reference(logicalId, attribute));
  };
  return { ...target, arn, roleArn, as, get, bucket, keyArn, releaseRole };
}

/** What a template is given without a default, and what it has for the rest. */
function withDefaults({ Parameters = {} }: Template, given: Readonly<Record<string, Data>>) {
  return Object.fromEntries(Object.keys(Parameters).map((name) => [name, given[name] ?? `made-up-${name}`] as const));
}

describe('a pipeline in a tools account', () => {
  for (const target of TARGETS) {
    const here = open(target);
    const { arn, roleArn, as, get, bucket, keyArn, releaseRole, partition, region } = here;

    test(`${region}: takes on the role that releases, and releases nothing with its own`, () => {
      const who = 'PipelineRole';
      const passed = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
      const rows = [
        may(who, 'sts:AssumeRole', releaseRole),
        mayNot(who, 'sts:AssumeRole', roleArn('Administrator', ACCOUNT)),
        mayNot(who, 'codedeploy:CreateDeployment', arn('codedeploy', 'deploymentgroup:hello-server/hello-server')),
        mayNot(who, 'ecs:RegisterTaskDefinition', '*'),
        mayNot(who, 'iam:PassRole', get('TaskRole', 'Arn'), passed),
        may(who, ['s3:GetObject', 's3:PutObject'], `arn:${partition}:s3:::${bucket}/hello-server/Release/one`),
        may(who, 'codebuild:StartBuild', arn('codebuild', `project/${get('BuildProject')}`, TOOLS)),
      ];
      assert.deepEqual(failures(rows, as(TOOLS)), []);
    });

    test(`${region}: is trusted by its name in the account of the service, and nobody else is`, () => {
      const role = get('ReleaseRole', 'Arn');
      const trusted = { 'aws:PrincipalArn': roleArn(`hello-server-pipeline-${region}`) };
      const rows = [
        // Any role of the tools account with that name, whose own policies say that it may.
        may('Administrator', 'sts:AssumeRole', role, trusted),
        mayNot('Administrator', 'sts:AssumeRole', role),
        mayNot('Administrator', 'sts:AssumeRole', role, {
          'aws:PrincipalArn': roleArn('hello-server-pipeline-eu-north-1'),
        }),
        mayNot('BuildRole', 'sts:AssumeRole', role),
        mayNot('Stranger', 'sts:AssumeRole', role),
        mayNot('codepipeline.amazonaws.com', 'sts:AssumeRole', role),
      ];
      assert.deepEqual(failures(rows, as(TOOLS)), []);
      assert.equal(get('PipelineRole', 'Arn'), roleArn(`hello-server-pipeline-${region}`));
    });

    test(`${region}: is read by the role that releases, which makes this system's releases and no other's`, () => {
      const who = 'ReleaseRole';
      const viaS3 = {
        'kms:ViaService': `s3.${region}.${partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'}`,
      };
      const file = `arn:${partition}:s3:::${bucket}/hello-server/Release/one`;
      const ownKey = get('ArtifactKey', 'Arn');
      const registering = { 'ecs:CreateAction': 'RegisterTaskDefinition' };
      const rows = [
        may(who, ['s3:GetObject', 's3:GetObjectVersion'], file),
        mayNot(who, ['s3:PutObject', 's3:DeleteObject'], file),
        mayNot(who, 's3:GetObject', `arn:${partition}:s3:::other/hello-server/Release/one`),
        may(who, 'kms:Decrypt', keyArn, viaS3),
        // The key itself lets the account in, through S3 and to read.
        mayNot(who, 'kms:Encrypt', ownKey, viaS3),
        may(who, 'codedeploy:CreateDeployment', arn('codedeploy', 'deploymentgroup:hello-server/hello-server')),
        mayNot(who, 'codedeploy:CreateDeployment', arn('codedeploy', 'deploymentgroup:other/other')),
        may(who, 'ecs:RegisterTaskDefinition', '*'),
        may(who, 'ecs:TagResource', arn('ecs', 'task-definition/hello-server:1'), registering),
        mayNot(who, 'ecs:UpdateService', arn('ecs', 'service/hello-server/hello-server')),
        ...['ExecutionRole', 'TaskRole'].map((role) =>
          may(who, 'iam:PassRole', get(role, 'Arn'), { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' }),
        ),
        mayNot(who, 'iam:PassRole', get('DeploymentRole', 'Arn'), {
          'iam:PassedToService': 'ecs-tasks.amazonaws.com',
        }),
        mayNot(who, 'sts:AssumeRole', get('PipelineRole', 'Arn')),
        may('ExecutionRole', PULL, arn('ecr', 'repository/hello-server', TOOLS)),
        mayNot('ExecutionRole', PULL, arn('ecr', 'repository/other', TOOLS)),
        mayNot('ExecutionRole', 'ecr:PutImage', arn('ecr', 'repository/hello-server', TOOLS)),
        mayNot('TaskRole', PULL, arn('ecr', 'repository/hello-server', TOOLS)),
      ];
      assert.deepEqual(failures(rows, as(ACCOUNT)), []);
    });
  }
});
