import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { REPOSITORY } from '../../local/resources/ecr.ts';
import { imagesOf } from '../../local/resources/ecr-images.ts';
import { standInForAws } from './aws.ts';
import { standInForDocker } from './docker.ts';
import { workAs } from './role.ts';
import { type SmallOptions, smallPipeline } from './small-pipeline.fixtures.ts';

const REGISTRY = '000000000000.dkr.ecr.us-east-1.amazonaws.com';
const [ONE, TWO] = ['a', 'b'].map((letter) => `sha256:${letter.repeat(64)}`);
const LOGIN = `login --username AWS --password-stdin ${REGISTRY}`;

describe('what stands in for docker', () => {
  test("lets the account's registry be used after a login with its password, and pushes what was built", async (context) => {
    const { docker, images } = made(context);
    assert.equal((await docker(LOGIN, 'wrong\n')).code, 1);
    await docker(`build -t ${REGISTRY}/web:1 --build-arg=VERSION=7 .`);
    assert.deepEqual(await docker(`push ${REGISTRY}/web:1`), { code: 1, stderr: 'no basic auth credentials\n' });
    assert.deepEqual(await docker(LOGIN, 'password\n'), { code: 0, stdout: 'Login Succeeded\n' });
    assert.deepEqual(await docker(`push ${REGISTRY}/web:1`), { code: 0, stdout: `1: digest: ${ONE}\n` });
    await docker(`tag ${REGISTRY}/web:1 ${REGISTRY}/web:2`);
    await docker(`push ${REGISTRY}/web:2`);
    assert.deepEqual(images(), [[ONE, ['1', '2']]]);
  });

  test('gives whoever builds the folder and the version', async (context) => {
    const { docker, built, sourceFolder } = made(context);
    await docker(`build --build-arg VERSION=7 --build-arg OTHER=8 --file Dockerfile .`);
    await docker('build .');
    assert.deepEqual(built, [
      [sourceFolder, '7', { VERSION: '7', OTHER: '8' }, join(sourceFolder, 'Dockerfile')],
      [sourceFolder, 'dev', {}, join(sourceFolder, 'Dockerfile')],
    ]);
    assert.match(
      (await docker('build --file Other .')).stderr ?? '',
      /^ERROR: failed to read dockerfile: open Other: no such file/,
    );
  });

  test('keeps a tag that may not be moved, and says what is not there', async (context) => {
    const { docker, images } = made(context);
    await docker(LOGIN, 'password');
    await docker(`build --tag ${REGISTRY}/web:1 .`);
    await docker(`push ${REGISTRY}/web:1`);
    await docker(`build --tag ${REGISTRY}/web:1 --tag ${REGISTRY}/other:1 .`);
    assert.match(
      (await docker(`push ${REGISTRY}/web:1`)).stderr ?? '',
      /^tag invalid: The image tag '1' already exists .* immutable\.\n$/,
    );
    assert.match(
      (await docker(`push ${REGISTRY}/web:9`)).stderr ?? '',
      /^An image does not exist locally with the tag: /,
    );
    const elsewhere = made(context, { without: [] });
    assert.deepEqual(images(), [[ONE, ['1']]]);
    assert.match((await elsewhere.docker(`push ${REGISTRY}/web:1`)).stderr ?? '', /does not exist locally/);
  });

  test('pushes only what the role of the build may, and builds only where docker runs', async (context) => {
    const denied = made(context, { without: ['build/push'] });
    await denied.docker(LOGIN, 'password');
    await denied.docker(`build --tag ${REGISTRY}/web:1 .`);
    assert.match(
      (await denied.docker(`push ${REGISTRY}/web:1`)).stderr ?? '',
      /^denied: User: .* is not authorized to perform: ecr:BatchCheckLayerAvailability on resource: arn:aws:ecr:us-east-1:000000000000:repository\/web because/,
    );
    const plain = made(context, {}, false);
    assert.match((await plain.docker('build .')).stderr ?? '', /^Cannot connect to the Docker daemon/);
  });

  test('says what it does not know, whatever the build makes of that', async (context) => {
    const { docker, unsupported } = made(context);
    for (const line of [
      'buildx build .',
      'build --cache-from a .',
      'run a',
      'login -u AWS -p password',
      'push example.com/web:1',
    ]) {
      const { code, stderr } = await docker(line);
      assert.ok(code !== 0, line);
      if (!line.startsWith('push')) assert.match(stderr ?? '', /^not supported by the rehearsal: docker /, line);
    }
    assert.deepEqual(unsupported, [
      'docker buildx build',
      'docker build --cache-from',
      'docker run a',
      'docker login -p',
    ]);
  });
});

describe('what stands in for the AWS CLI', () => {
  test('gives the password, and tells of images by what is asked for', async (context) => {
    const { aws, docker } = made(context);
    assert.deepEqual(await aws('ecr get-login-password --region us-east-1'), { code: 0, stdout: 'password\n' });
    const described = 'ecr describe-images --repository-name web --image-ids imageTag=1';
    const none = await aws(described);
    assert.equal(none.code, 254);
    assert.match(
      none.stderr ?? '',
      /^\nAn error occurred \(ImageNotFoundException\) when calling the DescribeImages operation: The image with imageId \{imageDigest:'null', imageTag:'1'\}/,
    );
    await docker(LOGIN, 'password');
    await docker(`build --tag ${REGISTRY}/web:1 .`);
    await docker(`push ${REGISTRY}/web:1`);
    const query = async (more: string) => (await aws(`${described} ${more}`.trim())).stdout;
    assert.equal(await query('--query imageDetails[0].imageDigest --output text'), `${ONE}\n`);
    assert.equal(await query('--query imageDetails[1].imageDigest --output text'), 'None\n');
    assert.equal(await query('--query imageDetails[0].imageTags'), '[\n    "1"\n]\n');
    assert.match((await query('')) ?? '', /"imageDetails": \[/);
  });

  test('refuses what the role of the build may not', async (context) => {
    const { aws } = made(context, { without: ['build/token', 'build/look'] });
    for (const [line, call, action] of [
      ['ecr get-login-password', 'GetAuthorizationToken', 'ecr:GetAuthorizationToken on resource: \\*'],
      [
        'ecr describe-images --repository-name web',
        'DescribeImages',
        'ecr:DescribeImages on resource: arn:aws:ecr:us-east-1:000000000000:repository/web',
      ],
    ] as const) {
      const { code, stderr } = await aws(line);
      assert.equal(code, 254);
      assert.match(
        stderr ?? '',
        new RegExp(
          `An error occurred \\(AccessDeniedException\\) when calling the ${call} operation: User: arn:aws:sts::000000000000:assumed-role/build/AWSCodeBuild-1 is not authorized to perform: ${action} because`,
        ),
      );
    }
  });

  test('checks a task definition that is asked to be registered for its outline', async (context) => {
    const { aws, sourceFolder } = made(context);
    const write = (member: string) =>
      writeFileSync(
        join(sourceFolder, 'taskdef.json'),
        `{"family":"a","containerDefinitions":[{"name":"a","${member}":{}}]}`,
      );
    const line = 'ecs register-task-definition --cli-input-json file://taskdef.json --generate-cli-skeleton output';
    write('logConfiguration');
    assert.equal((await aws(line)).code, 0);
    write('logConfig');
    const { code, stderr } = await aws(line);
    assert.equal(code, 252);
    assert.match(stderr ?? '', /^\nParameter validation failed:\n.*logConfig/);
  });

  test('says what it does not know, whatever the build makes of that', async (context) => {
    const { aws, unsupported } = made(context);
    for (const line of [
      's3 cp a b',
      'ecr describe-images --filter tagStatus=TAGGED',
      'ecr describe-images --repository-name web --query sort_by(imageDetails,&imagePushedAt)[-1]',
      'ecr describe-images --repository-name web --output text',
      'ecr get-login-password --region eu-west-1',
      'ecs register-task-definition --cli-input-json {}',
    ]) {
      const { code, stderr } = await aws(line);
      assert.equal(code, 252, line);
      assert.match(stderr ?? '', /^not supported by the rehearsal: aws /, line);
    }
    assert.equal(unsupported.length, 6);
  });
});

function made(context: TestContext, options: SmallOptions = {}, privileged = true) {
  const { account, sourceFolder } = smallPipeline(context, options);
  const role = workAs(account, {
    arn: 'arn:aws:iam::000000000000:role/build',
    session: 'AWSCodeBuild-1',
    service: 'codebuild.amazonaws.com',
    source: account.arn('codebuild', 'project/web'),
    refusal: '',
  });
  const unsupported: string[] = [];
  const built: (readonly unknown[])[] = [];
  const common = { account, role, password: 'password', onUnsupported: (what: string) => unsupported.push(what) };
  const standIn = standInForDocker({
    ...common,
    privileged,
    buildImage: (folder, { version, arguments: args, dockerfile }) => {
      built.push([folder, version, args, dockerfile]);
      return (built.length === 1 ? ONE : TWO) ?? '';
    },
  });
  const cli = standInForAws(common);
  const call = (program: string, line: string, stdin = '') => ({
    program,
    args: line.split(' '),
    cwd: sourceFolder,
    stdin,
  });
  return {
    unsupported,
    built,
    sourceFolder,
    docker: (line: string, stdin?: string) => standIn(call('docker', line, stdin)),
    aws: (line: string) => cli(call('aws', line)),
    images: () => {
      const repository = account.find(REPOSITORY, 'web');
      return repository ? imagesOf(repository).map(({ digest, tags }) => [digest, tags]) : [];
    },
  };
}
