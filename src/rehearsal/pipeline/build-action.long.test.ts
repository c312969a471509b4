import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { REPOSITORY } from '../../local/resources/ecr.ts';
import { imagesOf, pushImage } from '../../local/resources/ecr-images.ts';
import { revisionsOf } from '../../local/resources/ecs-task-definitions.ts';
import { objectOf, objectsOf } from '../../local/resources/read.ts';
import { findExecution } from '../../local/services/executions.ts';
import {
  actionOf,
  BUILD_SPEC,
  FILES_SPEC,
  lastAction,
  type SmallOptions,
  STAGES,
  smallPipeline,
  until,
} from './small-pipeline.fixtures.ts';

const { source, build, deploy } = STAGES;

describe('an execution', () => {
  test('takes the image that is there for a source that has not changed, and another for one that has', async (context) => {
    const { account, attach, start, sourceFolder, log } = smallPipeline(context, { stages: [source, build] });
    const { settled } = attach();
    const images = () => imagesOf(account.find(REPOSITORY, 'web') ?? assert.fail()).length;
    await settled(await start());
    await settled(await start());
    assert.equal(images(), 1);
    assert.equal(log().filter((line) => line.startsWith('built by the rehearsal')).length, 1);
    writeFileSync(join(sourceFolder, 'server.ts'), 'export default 2;\n');
    assert.equal((await settled(await start())).status, 'Succeeded');
    assert.equal(images(), 2);
  });

  test('releases an image that is there already, where that is the source, with files that only a build writes', async (context) => {
    const from = {
      ...source.Actions[0],
      ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'ECR', Version: '1' },
      Configuration: { RepositoryName: 'web', ImageTag: 'stable' },
    };
    const declared = actionOf(deploy);
    const to = {
      ...declared,
      InputArtifacts: [{ Name: 'Release' }, { Name: 'Source' }],
      Configuration: { ...objectOf(declared, 'Configuration'), Image1ArtifactName: 'Source' },
    };
    const { account, attach, start, log } = smallPipeline(context, {
      buildSpec: FILES_SPEC,
      stages: [{ Name: 'Source', Actions: [from] }, build, { Name: 'Deploy', Actions: [to] }],
      more: { pipeline: { images: ['ecr:DescribeImages', '*'] } },
    });
    const digest = `sha256:${'a'.repeat(64)}`;
    pushImage(account, account.find(REPOSITORY, 'web') ?? assert.fail(), digest, 'stable');
    const { settled } = attach();
    const record = await settled(await start());
    assert.equal(record.status, 'Succeeded', `${JSON.stringify(record.stages, null, 1)}\n${log().join('\n')}`);
    const [container] = objectsOf(revisionsOf(account, 'web')[0]?.properties ?? {}, 'ContainerDefinitions');
    assert.equal(container?.Image, `000000000000.dkr.ecr.us-east-1.amazonaws.com/web@${digest}`);
  });
});

describe('a build', () => {
  test('fails with the command, its phase and status, in the words of CodeBuild, and passes nothing on', async (context) => {
    const { failure, log } = await built(context, { buildSpec: specOf(['echo so far', 'test -e none', 'echo never']) });
    assert.equal(
      failure,
      'Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, Message: Error while executing command: test -e none. Reason: exit status 1',
    );
    assert.ok(log.includes('so far') && !log.includes('never'));
  });

  test('finds its variables: those of the action before the project, before the buildspec', async (context) => {
    const action = {
      ...build.Actions[0],
      Configuration: {
        ProjectName: 'web',
        EnvironmentVariables: '[{"name":"C","value":"commit #{Source.CommitId}","type":"PLAINTEXT"}]',
      },
    };
    const names = ['A', 'B', 'C', 'CODEBUILD_INITIATOR', 'AWS_REGION', 'CODEBUILD_RESOLVED_SOURCE_VERSION'];
    const { failure, log, commit } = await built(context, {
      buildSpec: `{version: 0.2, env: {variables: {A: spec, B: spec, C: spec}}, phases: {build: {commands: ['for name in ${names.join(' ')}; do echo "$name=\${!name}"; done; touch out']}}, artifacts: {files: [out]}}`,
      project: projectOf({
        EnvironmentVariables: [
          { Name: 'B', Value: 'project' },
          { Name: 'C', Value: 'project' },
        ],
      }),
      stages: [source, { Name: 'Build', Actions: [action] }],
    });
    assert.equal(failure, undefined);
    const expected = [
      'A=spec',
      'B=project',
      `C=commit ${commit}`,
      'CODEBUILD_INITIATOR=codepipeline/web',
      'AWS_REGION=us-east-1',
    ];
    for (const line of [...expected, `CODEBUILD_RESOLVED_SOURCE_VERSION=${commit}`])
      assert.ok(log.includes(line), line);
  });

  test('does not see what this process has in its environment, and its log does not have the password of the registry', async (context) => {
    process.env.TEALFORM_TEST_SECRET = 'of this process';
    const spec = specOf(['env', 'echo "it is $(aws ecr get-login-password)"', 'touch out']);
    const { log, logFile } = await built(context, { buildSpec: spec });
    delete process.env.TEALFORM_TEST_SECRET;
    assert.deepEqual(
      log.filter((line) => line.includes('of this process')),
      [],
    );
    assert.ok(log.includes('it is ***'));
    assert.ok(readFileSync(logFile, 'utf8').includes('it is ***\n'));
  });

  test('fails where it asks for what the rehearsal does not know, though it keeps quiet about it', async (context) => {
    const spec = specOf(['aws s3 ls > /dev/null 2>&1 || true', 'docker buildx ls 2> /dev/null; touch out']);
    const { failure } = await built(context, { buildSpec: spec });
    assert.equal(
      failure,
      'not supported by the rehearsal: aws s3 ls in a build\nnot supported by the rehearsal: docker buildx ls in a build',
    );
  });

  test('reads its buildspec from the source where the project has none, or names a file', async (context) => {
    const files = { Dockerfile: '', 'buildspec.yml': specOf(['touch out']), 'ci/build.yml': specOf(['touch out']) };
    const without = { Source: { Type: 'CODEPIPELINE' } };
    assert.equal((await built(context, { project: without, files })).failure, undefined);
    const named = { Source: { Type: 'CODEPIPELINE', BuildSpec: 'ci/build.yml' } };
    assert.equal((await built(context, { project: named, files })).failure, undefined);
    const none = await built(context, { project: without });
    assert.match(none.failure ?? '', /YAML_FILE_ERROR, Message: stat buildspec.yml: no such file or directory$/);
  });

  test('of a project with what the rehearsal does not know is refused, all of it at once', async (context) => {
    const { failure } = await built(context, {
      project: {
        ...projectOf({ Type: 'WINDOWS_SERVER_2022_CONTAINER', Fleet: {} }),
        VpcConfig: {},
        SecondarySources: [],
        Source: { Type: 'GITHUB', BuildSpec: BUILD_SPEC, Location: 'x' },
      },
    });
    const not = (what: string) => `not supported by the rehearsal: ${what} of the build project web`;
    assert.deepEqual(
      failure?.split('\n').sort(),
      [
        not('Environment.Fleet'),
        not('Environment.Type WINDOWS_SERVER_2022_CONTAINER'),
        not('SecondarySources'),
        not('Source.Location'),
        not('Source.Type GITHUB'),
        not('VpcConfig'),
      ].sort(),
    );
    const secret = projectOf({ EnvironmentVariables: [{ Name: 'A', Value: 'a', Type: 'SECRETS_MANAGER' }] });
    const refused = await built(context, { project: secret });
    assert.equal(refused.failure, 'not supported by the rehearsal: the environment variable A of type SECRETS_MANAGER');
  });

  test('without docker, where it is not privileged, fails as docker does', async (context) => {
    const { failure, log } = await built(context, { project: projectOf({ PrivilegedMode: false }) });
    assert.match(failure ?? '', /Phase: BUILD, Code: COMMAND_EXECUTION_ERROR/);
    assert.ok(log.some((line) => line.startsWith('Cannot connect to the Docker daemon')));
  });

  test('ends with its player, and what it has started with it; the next player says so', async (context) => {
    const { attach, start, account, log, folder } = smallPipeline(context, {
      stages: [source, build],
      buildSpec: specOf(['echo begun; sleep 600; echo over']),
    });
    const attached = attach();
    const id = await start();
    await until(() => (log().includes('begun') ? true : undefined));
    await attached.close();
    assert.equal(findExecution(account, 'web', id)?.status, 'InProgress');
    const record = await attach().settled(id);
    assert.deepEqual([record.status, record.stages[1]?.status], ['Failed', 'Failed']);
    assert.ok(!log().includes('over'));
    assert.ok(existsSync(join(folder, 'rehearsal', `build-${id}.log`)));
  });
});

describe('permissions of the template', () => {
  const rows: readonly (readonly [policy: string, words: string])[] = [
    ['pipeline/source', 'codecommit:GetBranch on resource: arn:aws:codecommit:us-east-1:000000000000:web'],
    ['pipeline/artifacts', 's3:PutObject on resource: arn:aws:s3:::artifacts/web/Source/'],
    ['pipeline/key', 'kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:000000000000:key/artifacts'],
    ['pipeline/build', 'codebuild:StartBuild on resource: arn:aws:codebuild:us-east-1:000000000000:project/web'],
    [
      'build/logs',
      'logs:CreateLogStream on resource: arn:aws:logs:us-east-1:000000000000:log-group:/aws/codebuild/web:log-stream:',
    ],
    ['build/artifacts', 's3:GetObject on resource: arn:aws:s3:::artifacts/web/Source/'],
    ['build/key', 'kms:Decrypt on resource: arn:aws:kms:us-east-1:000000000000:key/artifacts'],
    ['build/token', 'ecr:GetAuthorizationToken on resource: *'],
    ['build/look', 'ecr:DescribeImages on resource: arn:aws:ecr:us-east-1:000000000000:repository/web'],
    ['build/push', 'ecr:BatchCheckLayerAvailability on resource: arn:aws:ecr:us-east-1:000000000000:repository/web'],
  ];
  for (const [policy, words] of rows) {
    test(`are enforced: without ${policy} somebody may not ${words.replace(/ .*/, '')}`, async (context) => {
      const { failure, log } = await built(context, { without: [policy] });
      const told = `${failure}\n${log.join('\n')}`;
      assert.notEqual(failure, undefined);
      assert.ok(told.includes(`is not authorized to perform: ${words}`), told);
    });
  }

  test('are those of whom the role trusts: the pipeline itself', async (context) => {
    const trusted = 'arn:aws:codepipeline:us-east-1:000000000000:other';
    const { failure } = await built(context, { trusted });
    assert.equal(
      failure,
      'CodePipeline is not authorized to perform AssumeRole on role arn:aws:iam::000000000000:role/pipeline',
    );
  });
});

/** Plays source and build. */
async function built(context: TestContext, options: SmallOptions) {
  const { attach, start, log, folder } = smallPipeline(context, { stages: [source, build], ...options });
  const { settled } = attach();
  const id = await start();
  const record = await settled(id);
  const action = lastAction(record);
  const logFile = join(folder, 'rehearsal', `build-${id}.log`);
  const commit = record.stages[0]?.actions[0]?.revision?.id;
  return { failure: action?.error?.message, log: log(), logFile, commit };
}

function specOf(commands: readonly string[]): string {
  return `${JSON.stringify({ version: 0.2, phases: { build: { commands } }, artifacts: { files: ['out'] } }, null, 1)}\n`;
}

function projectOf(environment: object) {
  return { Environment: { Type: 'LINUX_CONTAINER', Image: 'x', PrivilegedMode: true, ...environment } };
}
