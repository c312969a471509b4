import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { synthesize } from '../../src/synth/synthesize.ts';
import { codeCommit, fromEcr, type SystemOptions } from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import { at, base, resourceOf, type Variant } from '../variants.ts';

const ofNew = 'three zones, a NAT in each';
const onArm = 'HTTPS with host name, everything that Fargate can';
const ofImage = 'Fargate in public, hooks behind a NAT';

const projectOf = (name: Variant) => {
  const properties = at(resourceOf(name, 'pipeline.yaml', 'BuildProject'), 'Properties');
  const { Tags, Source, ...rest } = properties as Record<string, unknown>;
  assert.ok(Tags);
  assert.equal(at(Source, 'Type'), 'CODEPIPELINE');
  return rest;
};

const USUAL = {
  Name: { Ref: 'SystemName' },
  Description: { 'Fn::Sub': 'Builds versions of ${SystemName}' },
  ServiceRole: { 'Fn::GetAtt': ['BuildRole', 'Arn'] },
  Artifacts: { Type: 'CODEPIPELINE' },
  EncryptionKey: { Ref: 'ArtifactKeyArn' },
  LogsConfig: { CloudWatchLogs: { Status: 'ENABLED', GroupName: { Ref: 'BuildLogGroup' } } },
  TimeoutInMinutes: 20,
  QueuedTimeoutInMinutes: 60,
};
const ON_X86 = {
  Type: 'LINUX_CONTAINER',
  Image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
  ComputeType: 'BUILD_GENERAL1_SMALL',
};

describe('the build', () => {
  test('of an image is privileged, as docker needs, and keeps layers for the next', () => {
    assert.deepEqual(projectOf(ofNew), {
      ...USUAL,
      Environment: { ...ON_X86, PrivilegedMode: true },
      Cache: { Type: 'LOCAL', Modes: ['LOCAL_DOCKER_LAYER_CACHE'] },
    });
  });

  test('runs on the architecture of the tasks', () => {
    assert.deepEqual(at(projectOf(onArm), 'Environment'), {
      Type: 'ARM_CONTAINER',
      Image: 'aws/codebuild/amazonlinux-aarch64-standard:3.0',
      ComputeType: 'BUILD_GENERAL1_SMALL',
      PrivilegedMode: true,
    });
  });

  test('that only writes files is not privileged, keeps nothing, and may not push', () => {
    assert.deepEqual(projectOf(ofImage), { ...USUAL, Environment: { ...ON_X86, PrivilegedMode: false } });
    assert.doesNotMatch(JSON.stringify(resourceOf(ofImage, 'pipeline.yaml', 'BuildRole')), /ecr:/);
  });

  test('is as large and as patient as it is said', () => {
    const build = { computeType: 'BUILD_GENERAL1_LARGE', timeoutMinutes: 45 } as const;
    const { text } = pipelineOf({ ...base, source: codeCommit({ branch: 'main' }), build });
    assert.match(text, /ComputeType: BUILD_GENERAL1_LARGE\n/);
    assert.match(text, /TimeoutInMinutes: 45\n/);
  });

  test('logs to a group of its own, which goes with the stack', () => {
    const group = resourceOf(ofNew, 'pipeline.yaml', 'BuildLogGroup');
    assert.deepEqual(at(group, 'Properties', 'LogGroupName'), { 'Fn::Sub': '/codebuild/${SystemName}' });
    assert.equal(at(group, 'Properties', 'RetentionInDays'), 30);
    assert.equal(at(group, 'DeletionPolicy'), 'Delete');
  });
});

describe('arguments of the build', () => {
  const { text } = pipelineOf({
    ...base,
    source: codeCommit({ branch: 'main' }),
    build: { arguments: { NODE_IMAGE: fromEcr('variant/node', '24-trixie-slim'), LEVEL: 'full,v=1' } },
  });

  test("reach docker after the commit, images with the registry of the stack's own account and region", () => {
    const registry = '${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}';
    const written = `--build-arg VERSION=$TAG --build-arg NODE_IMAGE=${registry}/variant/node:24-trixie-slim --build-arg LEVEL=full,v=1 --tag `;
    assert.ok(text.includes(written), text.match(/docker build.*/)?.[0]);
  });

  test('name images below the name of the system, which the build may pull and not push', () => {
    const statements = at(
      resourceOf(ofNew, 'pipeline.yaml', 'BuildRole'),
      'Properties',
      'Policies',
      '2',
      'PolicyDocument',
      'Statement',
    ) as readonly object[];
    const below = {
      'Fn::Sub': 'arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/${ImageRepositoryName}/*',
    };
    assert.deepEqual(statements.at(-1), {
      Effect: 'Allow',
      Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      Resource: below,
    });
    const others = statements.slice(0, -1).map((statement) => JSON.stringify(at(statement, 'Resource')));
    assert.ok(others.every((resource) => !resource.includes('/*')));
  });
});

function pipelineOf(options: SystemOptions): { readonly text: string } {
  const { templates } = synthesize(blueGreenSystem(options));
  const found = templates.find(({ file }) => file === 'pipeline.yaml');
  assert.ok(found);
  return found;
}
