import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { synthesize } from '../../src/synth/synthesize.ts';
import { codeCommit } from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import { base, NAMES, outputOf, resourceOf, templateOf, type Variant } from '../variants.ts';
import { buildSpecOf, fillIn } from './emitted.ts';
import { type Build, type Circumstances, COMMIT, DIGEST, runBuild } from './run-build.ts';

const usual = 'three zones, a NAT in each';
const fromRepository = 'an existing network and cluster, all hooks through two NAT gateways';

function build(context: TestContext, name: Variant, circumstances: Circumstances = {}): Build {
  const template = templateOf(name, 'pipeline.yaml');
  assert.ok(template);
  return runBuild(context, buildSpecOf(template) ?? '', circumstances);
}

describe('the build', () => {
  test('builds the image of a commit, pushes it, and hands over only the files of the release', (context) => {
    const { status, stderr, files, read, calls } = build(context, usual);
    assert.equal(status, 0, stderr);
    assert.deepEqual(files, ['imageDetail.json', 'taskdef.json', 'appspec.yaml']);
    const image = '111122223333.dkr.ecr.eu-central-1.amazonaws.com/variant';
    assert.deepEqual(JSON.parse(read('imageDetail.json')), { ImageURI: `${image}@${DIGEST}` });
    assert.deepEqual(
      calls.filter((call) => call.startsWith('docker')),
      [
        'docker login --username AWS --password-stdin 111122223333.dkr.ecr.eu-central-1.amazonaws.com',
        `docker build --build-arg VERSION=${COMMIT} --tag ${image}:${COMMIT} --file Dockerfile .`,
        `docker push ${image}:${COMMIT}`,
      ],
    );
  });

  test('takes the image that is there when a commit is built again', (context) => {
    const { status, stderr, calls } = build(context, usual, { isThere: true });
    assert.equal(status, 0, stderr);
    assert.ok(!calls.some((call) => /^docker (build|push)/.test(call)));
  });

  for (const [what, call, after] of [
    ['nobody lets it into the registry', 'aws ecr get-login-password', 'docker build'],
    ['the registry turns it away', 'docker login', 'docker build'],
    ['the image cannot be built', 'docker build', 'docker push'],
    ['the image cannot be pushed', 'docker push', undefined],
  ] as const) {
    test(`ends when ${what}, and names no image`, (context) => {
      const { status, isWritten, calls } = build(context, usual, { failing: [call] });
      assert.equal(status, 1);
      assert.ok(!isWritten('imageDetail.json'));
      if (after !== undefined) assert.ok(!calls.some((each) => each.startsWith(after)));
    });
  }

  // `None` is what the AWS CLI says where a query finds nothing.
  for (const digest of ['None', '', 'sha256:', `${DIGEST}\t${DIGEST}`]) {
    test(`ends when ${JSON.stringify(digest)} comes back for a digest, and names no image`, (context) => {
      const { status, isWritten } = build(context, usual, { digest });
      assert.equal(status, 1);
      assert.ok(!isWritten('imageDetail.json'));
    });
  }

  test('asks for the digest, whatever files are called in the repository', (context) => {
    const { status, stderr, calls } = build(context, usual, { files: { 'imageDetails0.imageDigest': '' } });
    assert.equal(status, 0, stderr);
    assert.ok(calls.some((call) => call.includes('--query imageDetails[0].imageDigest ')));
  });

  test('writes a task definition that is JSON with its placeholder, and an AppSpec that is YAML with its own', (context) => {
    const { read } = build(context, usual);
    const { containerDefinitions } = JSON.parse(read('taskdef.json'));
    assert.equal(containerDefinitions[0].image, '<IMAGE1_NAME>');
    assert.deepEqual(parse(read('appspec.yaml')), {
      version: 0,
      Resources: [
        {
          TargetService: {
            Type: 'AWS::ECS::Service',
            Properties: {
              TaskDefinition: '<TASK_DEFINITION>',
              LoadBalancerInfo: { ContainerName: 'variant', ContainerPort: 8000 },
              CapacityProviderStrategy: [{ CapacityProvider: 'made-up-CapacityProviderName', Weight: 1 }],
            },
          },
        },
      ],
      Hooks: [{ AfterAllowTestTraffic: 'CodeDeployHook_variant_AfterAllowTestTraffic' }],
    });
  });

  test('says on Fargate where tasks run and what they are placed on, as CodeDeploy drops what it does not find', (context) => {
    const { status, stderr, read } = build(context, 'HTTPS with host name, everything that Fargate can');
    assert.equal(status, 0, stderr);
    const { Properties } = parse(read('appspec.yaml')).Resources[0].TargetService;
    assert.deepEqual(Properties.CapacityProviderStrategy, [
      { CapacityProvider: 'FARGATE', Base: 1, Weight: 1 },
      { CapacityProvider: 'FARGATE_SPOT', Weight: 3 },
    ]);
    assert.deepEqual(Properties.NetworkConfiguration.AwsvpcConfiguration, {
      Subnets: ['first-of-SubnetIds', 'second-of-SubnetIds'],
      SecurityGroups: ['made-up-TaskSecurityGroupId'],
      AssignPublicIp: 'DISABLED',
    });
  });

  test('keeps what stands in a task definition from the shell, from YAML and from CloudFormation', (context) => {
    const environment = {
      SHELL: '$HOME `id` $(id) \\ "double" \'single\' !',
      TEMPLATE: '${SystemName} ${AWS::Region} !Ref',
      YAML: '# no comment: {a: [b]} - |',
      LINES: 'END\nEND\n',
      LETTERS: 'Grüße ✓',
    };
    const { templates } = synthesize(
      blueGreenSystem({
        ...base,
        container: { ...base.container, environment },
        source: codeCommit({ branch: 'main' }),
      }),
    );
    for (const file of ['pipeline.yaml', 'flat.yaml']) {
      const template = templates.find((each) => each.file === file)?.stack.template;
      assert.ok(template);
      const { status, stderr, read } = runBuild(context, buildSpecOf(template) ?? '');
      assert.equal(status, 0, stderr);
      const [{ environment: written }] = JSON.parse(read('taskdef.json')).containerDefinitions;
      assert.deepEqual(
        Object.fromEntries(written.map(({ name, value }: { name: string; value: string }) => [name, value])),
        environment,
      );
    }
  });

  test('builds nothing where images come from elsewhere', (context) => {
    const { status, stderr, files, calls } = build(context, 'Fargate in public, hooks behind a NAT');
    assert.equal(status, 0, stderr);
    assert.deepEqual(files, ['taskdef.json', 'appspec.yaml']);
    assert.deepEqual(calls, []);
  });

  test('leaves files alone that the repository has, and ends where one is missing', (context) => {
    const files = { 'taskdef.json': '{}', 'appspec.yaml': 'version: 0.0' };
    const { status, stderr, read } = build(context, fromRepository, { files });
    assert.equal(status, 0, stderr);
    assert.equal(read('taskdef.json'), '{}');
    assert.equal(read('appspec.yaml'), 'version: 0.0');
    assert.equal(build(context, fromRepository, { files: { 'taskdef.json': '{}' } }).status, 1);
  });

  test('fills in what the files of the repository have from release/, and nothing else of them', (context) => {
    const release = (file: string) =>
      outputOf(fromRepository).files.find(({ path }) => path === `release/${file}`)?.text ?? '';
    const files = { 'taskdef.json': release('taskdef.json'), 'appspec.yaml': release('appspec.yaml') };
    assert.match(files['taskdef.json'], /\$\{ExecutionRoleArn\}/);
    const { status, stderr, read } = build(context, fromRepository, { files });
    assert.equal(status, 0, stderr);
    assert.equal(read('taskdef.json'), fillIn(files['taskdef.json']).replaceAll('made-up-SystemName', 'variant'));
    assert.equal(read('appspec.yaml'), fillIn(files['appspec.yaml']).replaceAll('made-up-SystemName', 'variant'));
  });

  test('ends where a placeholder of the repository has no value, and says which', (context) => {
    const files = { 'taskdef.json': '{ "executionRoleArn": "${ExecutionRole}" }', 'appspec.yaml': 'version: 0.0' };
    const { status, stderr, calls } = build(context, fromRepository, { files });
    assert.equal(status, 1);
    assert.match(stderr, /taskdef\.json:1:.*\$\{ExecutionRole\}/);
    assert.deepEqual(
      calls.filter((call) => /^docker (build|push)/.test(call)),
      [],
    );
  });

  test('has the AWS CLI look at a task definition of the repository before it builds anything', (context) => {
    const files = { 'taskdef.json': '{}', 'appspec.yaml': 'version: 0.0' };
    const check =
      'aws ecs register-task-definition --cli-input-json file://taskdef.json --generate-cli-skeleton output';
    assert.ok(build(context, fromRepository, { files }).calls.includes(check));
    const refused = build(context, fromRepository, { files, failing: ['aws ecs register-task-definition'] });
    assert.equal(refused.status, 1);
    assert.ok(!refused.calls.some((call) => /^docker (build|push)/.test(call)));
  });

  test('is there in every system that has a source', () => {
    const projects = NAMES.filter((name) => resourceOf(name, 'pipeline.yaml', 'BuildProject'));
    assert.equal(projects.length, 4);
  });
});
