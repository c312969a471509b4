import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { findDeployment, putDeployment } from '../../local/resources/deployments.ts';
import { findRevision, revisionsOf } from '../../local/resources/ecs-task-definitions.ts';
import { objectsOf } from '../../local/resources/read.ts';
import { paceOf } from '../pace.ts';
import type { ActionRun, Artifact } from './action.ts';
import { type CreateDeployment, playCodeDeployToEcs } from './deploy-action.ts';
import { workAs } from './role.ts';
import { type SmallOptions, STAGES, smallPipeline } from './small-pipeline.fixtures.ts';

const URI = `registry/web@sha256:${'a'.repeat(64)}`;

const FILES = {
  'taskdef.json': JSON.stringify({
    family: 'web',
    taskRoleArn: 'arn:aws:iam::000000000000:role/task',
    containerDefinitions: [{ name: 'web', image: '<IMAGE1_NAME>', memory: 128, portMappings: [{ containerPort: 80 }] }],
    tags: [{ key: 'Name', value: 'web' }],
  }),
  'appspec.yaml': 'Resources: [{T: {Type: "AWS::ECS::Service", Properties: {TaskDefinition: "<TASK_DEFINITION>"}}}]',
  'imageDetail.json': JSON.stringify({ ImageURI: URI }),
};

describe('the action CodeDeployToECS', () => {
  test('puts the image into the task definition and its new revision into the AppSpec, and waits for the deployment', async (context) => {
    const { account, play, said } = made(context);
    const { summary } = await play(FILES);
    const [revision] = revisionsOf(account, 'web');
    assert.match(revision?.id ?? '', /:2$/);
    assert.equal(objectsOf(revision?.properties ?? {}, 'ContainerDefinitions')[0]?.Image, URI);
    const deployment = findDeployment(account, String(said.externalId));
    assert.equal(deployment?.green?.taskDefinition, revision?.id);
    assert.equal(summary, `Deployment ${deployment?.id} Succeeded`);
  });

  test('fills up to four placeholders, each from an artifact of its own', async (context) => {
    const { account, play } = made(context);
    const files = {
      ...FILES,
      'taskdef.json': FILES['taskdef.json'].replace('"memory"', '"command":["<SIDE>"],"memory"'),
    };
    const side: Artifact = { ...artifactOf({ 'imageDetail.json': '{"ImageURI":"side@sha256:1"}' }), name: 'Side' };
    await play(files, { Image4ArtifactName: 'Side', Image4ContainerName: 'SIDE' }, [side]);
    const [container] = objectsOf(revisionsOf(account, 'web')[0]?.properties ?? {}, 'ContainerDefinitions');
    assert.deepEqual([container?.Image, container?.Command], [URI, ['side@sha256:1']]);
    await assert.rejects(play(FILES, { Image2ArtifactName: 'Release' }), {
      message: "Action configuration is missing 'Image2ContainerName' configuration. (Deploy)",
    });
    await assert.rejects(play(FILES, { AppSpecTemplateArtifact: 'Other' }), {
      message: 'Other is no input artifact of the action',
    });
  });

  test('fails in the words of AWS for a file that is not there, cannot be read, or is in an archive above 3 MB', async (context) => {
    const { play } = made(context);
    const words = 'Exception while trying to read the';
    const without = (name: string) => Object.fromEntries(Object.entries(FILES).filter(([path]) => path !== name));
    const refused = async (files: Readonly<Record<string, string>>, message: string, big?: number) => {
      await assert.rejects(play(files, {}, [], big), { code: 'ConfigurationError', message });
    };
    const definition = `${words} task definition artifact file from: Release`;
    await refused(without('taskdef.json'), `${definition} (there is no taskdef.json in it)`);
    await refused(
      without('appspec.yaml'),
      `${words} AppSpec artifact file from: Release (there is no appspec.yaml in it)`,
    );
    const image = `${words} image artifact file from: Release`;
    await refused(without('imageDetail.json'), `${image} (there is no imageDetail.json in it)`);
    await refused({ ...FILES, 'taskdef.json': '{' }, definition);
    await refused({ ...FILES, 'imageDetail.json': '[{"name":"web"}]' }, image);
    await refused(FILES, `${definition} (its archive has 3145729 bytes, and may have 3145728)`, 3 * 1024 * 1024 + 1);
  });

  test('fails as ECS does where a placeholder is left, or the task definition has what it cannot have', async (context) => {
    const { account, play } = made(context);
    const left = { ...FILES, 'taskdef.json': FILES['taskdef.json'].replace('IMAGE1_NAME', 'IMAGE_NAME') };
    await assert.rejects(play(left), { message: 'ClientException: Container.image contains invalid characters.' });
    const misspelt = { ...FILES, 'taskdef.json': FILES['taskdef.json'].replace('"memory"', '"logConfig":{},"memory"') };
    await assert.rejects(play(misspelt), /logConfig/);
    const nobody = { ...FILES, 'taskdef.json': FILES['taskdef.json'].replace('role/task', 'role/nobody') };
    await assert.rejects(play(nobody), /iam:PassRole on resource: arn:aws:iam::000000000000:role\/nobody/);
    assert.equal(revisionsOf(account, 'web').length, 1);
  });

  test('deploys what the AppSpec names where it has no placeholder', async (context) => {
    const { account, play, said } = made(context);
    const first = findRevision(account, 'web:1')?.id ?? '';
    await play({ ...FILES, 'appspec.yaml': FILES['appspec.yaml'].replace('<TASK_DEFINITION>', first) });
    assert.equal(findDeployment(account, String(said.externalId))?.green?.taskDefinition, first);
  });

  test('fails with a deployment that CodeDeploy does not begin, or that does not succeed', async (context) => {
    const { account, play } = made(context);
    const of = { applicationName: 'web', deploymentGroupName: 'web' };
    const error = { code: 'HOOK_EXECUTION_FAILURE', message: 'the hook has failed' };
    const failed = putDeployment(account, { ...of, status: 'Failed', error });
    await assert.rejects(
      play(FILES, {}, [], undefined, () => failed.id),
      {
        message: `Deployment ${failed.id} Failed: HOOK_EXECUTION_FAILURE: the hook has failed`,
      },
    );
    const stopped = putDeployment(account, { ...of, status: 'Stopped' });
    await assert.rejects(
      play(FILES, {}, [], undefined, () => stopped.id),
      { message: `Deployment ${stopped.id} Stopped` },
    );
    putDeployment(account, { ...of, status: 'InProgress' });
    await assert.rejects(play(FILES), /DeploymentLimitExceededException: .* already has an active Deployment/);
  });

  for (const [policy, words] of [
    ['artifacts', 's3:GetObject on resource: arn:aws:s3:::artifacts/web/Release/1'],
    ['key', 'kms:Decrypt on resource: arn:aws:kms:us-east-1:000000000000:key/artifacts'],
    ['register', 'ecs:RegisterTaskDefinition on resource: *'],
    ['tag', 'ecs:TagResource on resource: arn:aws:ecs:us-east-1:000000000000:task-definition/web:*'],
    ['pass', 'iam:PassRole on resource: arn:aws:iam::000000000000:role/task'],
    ['deploy', 'codedeploy:GetApplication on resource: arn:aws:codedeploy:us-east-1:000000000000:application:web'],
  ] as const) {
    test(`is refused ${words.replace(/ .*/, '')} where no policy of the pipeline's role allows it`, async (context) => {
      const { account, play } = made(context, { without: [`pipeline/${policy}`] });
      await assert.rejects(play(FILES), (error: Error) => {
        assert.match(
          error.message,
          /^AccessDeniedException: User: arn:aws:sts::000000000000:assumed-role\/pipeline\/session /,
        );
        assert.ok(
          error.message.includes(`is not authorized to perform: ${words} because no identity-based policy`),
          error.message,
        );
        return true;
      });
      // What it may not deploy is registered by then, as at AWS.
      assert.equal(revisionsOf(account, 'web').length, policy === 'deploy' ? 2 : 1);
    });
  }
});

function made(context: TestContext, options: SmallOptions = {}) {
  const { account, pipeline, folder } = smallPipeline(context, options);
  const role = workAs(account, {
    arn: 'arn:aws:iam::000000000000:role/pipeline',
    session: 'session',
    service: 'codepipeline.amazonaws.com',
    source: account.arn('codepipeline', 'web'),
    refusal: '',
  });
  const [declared] = STAGES.deploy.Actions;
  const said: Record<string, unknown> = {};
  const play = (
    files: Readonly<Record<string, string>>,
    more: Readonly<Record<string, string>> = {},
    others: readonly Artifact[] = [],
    size?: number,
    deploy?: CreateDeployment,
  ) => {
    const release = { ...artifactOf(files), ...(size !== undefined && { size }) };
    const run: ActionRun = {
      account,
      pace: paceOf(60),
      pipeline,
      executionId: 'e',
      declared: declared ?? {},
      configuration: { ...CONFIGURATION, ...more },
      inputs: [release, ...others],
      signal: new AbortController().signal,
      say: (each) => Object.assign(said, each),
      log: () => {},
      folder,
    };
    return playCodeDeployToEcs(run, role, deploy);
  };
  return { account, play, said };
}

const CONFIGURATION = {
  ApplicationName: 'web',
  DeploymentGroupName: 'web',
  TaskDefinitionTemplateArtifact: 'Release',
  AppSpecTemplateArtifact: 'Release',
  Image1ArtifactName: 'Release',
  Image1ContainerName: 'IMAGE1_NAME',
};

function artifactOf(files: Readonly<Record<string, string>>): Artifact {
  const of = Object.entries(files).map(([path, text]) => ({ path, body: Buffer.from(text), isExecutable: false }));
  return { name: 'Release', files: of, bucket: 'artifacts', key: 'web/Release/1', size: 100 };
}
