import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, type TestContext, test } from 'node:test';
import { ENVIRONMENTS } from '../templates/environments.ts';
import { ROOT } from './lib/root.ts';
import type { CommandResult } from './lib/sandbox.ts';

const NEWEST = 'ami-0281c9a5cd9de63bd';
const OTHER = 'ami-00000000000000000';
const REGION = ['--region', 'eu-central-1'];
const VALUE = JSON.stringify({
  schema_version: 1,
  image_name: 'al2023-ami-ecs-hvm-2023.0.20241115-kernel-6.1-arm64',
  image_id: NEWEST,
  image_version: '2023.0.20241115',
  os: 'Amazon Linux 2023',
  ecs_runtime_version: 'Docker version 25.0.6',
  ecs_agent_version: '1.88.0',
  source_image_name: 'al2023-ami-minimal-2023.6.20241111.0-kernel-6.1-arm64',
});

// Each test has a process and a server of its own.
describe('make ami', { concurrency: true }, () => {
  test('asks SSM in the region for the parameter of the architecture, and says what to write', async (context) => {
    const ssm = await startSsm(context, found(VALUE));
    const { status, stdout, stderr } = await runAmi(context, [...REGION, '--arch', 'arm64'], ssm.env);
    assert.equal(stderr, '');
    assert.equal(status, 0);
    assert.match(
      stdout,
      /for arm64 in eu-central-1\n {2}image {4}ami-0281c9a5cd9de63bd\n {2}name {5}al2023-ami-ecs-hvm/,
    );
    assert.match(
      stdout,
      /agent {4}1\.88\.0\n {2}runtime {2}Docker version 25\.0\.6\n\nwrite ImageId=ami-0281c9a5cd9de63bd\n$/,
    );
    assert.equal(ssm.requests.length, 1);
    const [request] = ssm.requests;
    assert.equal(request?.headers['x-amz-target'], 'AmazonSSM.GetParameter');
    assert.match(request?.headers.authorization ?? '', /\/eu-central-1\/ssm\/aws4_request/);
    assert.equal(request?.body, '{"Name":"/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended"}');
  });

  test('takes the region from AWS_REGION, and x86_64 unless told', async (context) => {
    const ssm = await startSsm(context, found(VALUE));
    const { status, stdout } = await runAmi(context, [], { ...ssm.env, AWS_REGION: 'us-gov-west-1' });
    assert.equal(status, 0);
    assert.match(stdout, /for x86_64 in us-gov-west-1\n/);
    assert.equal(ssm.requests[0]?.body, '{"Name":"/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended"}');
  });

  for (const { title, args, status, says, complains } of [
    {
      title: 'the current image is the newest: exit 0',
      args: ['--current', NEWEST],
      status: 0,
      says: /ImageId=ami-0281c9a5cd9de63bd is the newest; nothing to write\n$/,
      complains: /^$/,
    },
    {
      title: 'the current image is another: exit 0 too',
      args: ['--current', OTHER],
      status: 0,
      says: /ami-00000000000000000 is not the newest here; write ImageId=ami-0281c9a5cd9de63bd\n$/,
      complains: /^$/,
    },
    {
      title: '--check passes for the newest',
      args: ['--current', NEWEST, '--check'],
      status: 0,
      says: /is the newest; nothing to write\n$/,
      complains: /^$/,
    },
    {
      title: '--check fails for another, and says what to write',
      args: ['--current', OTHER, '--check'],
      status: 1,
      says: /write ImageId=ami-0281c9a5cd9de63bd\n$/,
      complains: /^stale-image: ami-00000000000000000 is not .*\n {2}-> write ImageId=ami-0281c9a5cd9de63bd\n$/,
    },
  ]) {
    test(title, async (context) => {
      const ssm = await startSsm(context, found(VALUE));
      const result = await runAmi(context, [...REGION, ...args], ssm.env);
      assert.equal(result.status, status);
      assert.match(result.stdout, says);
      assert.match(result.stderr, complains);
    });
  }

  test('--json prints a document, also where --check fails', async (context) => {
    const ssm = await startSsm(context, found(VALUE));
    const args = [...REGION, '--arch', 'arm64', '--current', OTHER, '--check', '--json'];
    const { status, stdout, stderr } = await runAmi(context, args, ssm.env);
    assert.equal(status, 1);
    assert.match(stderr, /^stale-image: /);
    assert.deepEqual(JSON.parse(stdout), {
      version: 1,
      region: 'eu-central-1',
      architecture: 'arm64',
      ssmParameter: '/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended',
      imageId: NEWEST,
      imageName: 'al2023-ami-ecs-hvm-2023.0.20241115-kernel-6.1-arm64',
      ecsAgentVersion: '1.88.0',
      ecsRuntimeVersion: 'Docker version 25.0.6',
      parameters: { ImageId: NEWEST },
      current: { imageId: OTHER, isNewest: false },
    });
  });

  describe('--env', { concurrency: true }, () => {
    const dev = ENVIRONMENTS.find(({ name }) => name === 'dev');
    const pinned = String(dev?.parametersOf['hello-server']?.ImageId);

    test('asks in the region of the environment, and says for each system that pins an image what it is to be', async (context) => {
      const ssm = await startSsm(context, found(VALUE));
      const { status, stdout, stderr } = await runAmi(context, ['--env', 'dev'], ssm.env);
      assert.equal(stderr, '');
      assert.equal(status, 0);
      assert.match(stdout, /^hello-server: the newest ECS-optimised Amazon Linux 2023 for x86_64 in eu-central-1\n/);
      assert.ok(stdout.endsWith(`\n${pinned} is not the newest here; write ImageId=${NEWEST}\n`));
      assert.doesNotMatch(stdout, /hello-admin|storefront/, 'their instances are not their own');
      assert.equal(ssm.requests.length, 1);
      assert.match(ssm.requests[0]?.headers.authorization ?? '', /\/eu-central-1\/ssm\/aws4_request/);
      assert.equal(ssm.requests[0]?.body, '{"Name":"/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended"}');
    });

    test('--check fails for an image that is not the newest, with the place where it is pinned', async (context) => {
      const ssm = await startSsm(context, found(VALUE));
      const { status, stderr } = await runAmi(context, ['--env', 'dev', '--check'], ssm.env);
      assert.equal(status, 1);
      assert.match(
        stderr,
        /^templates\/environments\.ts:\d+ stale-image hello-server dev\.parametersOf\.hello-server\.ImageId: ami-\w+ is not .*\n {2}-> write ImageId=ami-0281c9a5cd9de63bd\n$/,
      );
    });

    test('--check passes where the newest is pinned', async (context) => {
      const ssm = await startSsm(context, found(VALUE.replace(NEWEST, pinned)));
      const { status, stdout, stderr } = await runAmi(context, ['--env', 'dev', '--check'], ssm.env);
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, /is the newest; nothing to write\n$/);
    });

    test('--json prints a document with an entry for each system', async (context) => {
      const ssm = await startSsm(context, found(VALUE));
      const { stdout } = await runAmi(context, ['--env', 'prod', '--json'], ssm.env);
      const { version, environment, images } = JSON.parse(stdout);
      assert.deepEqual([version, environment, images.length], [1, 'prod', 1]);
      const [{ system, region, parameters, current }] = images;
      assert.deepEqual([system, region, parameters], ['hello-server', 'cn-north-1', { ImageId: NEWEST }]);
      assert.equal(current.isNewest, false);
    });
  });

  for (const { title, answer, message } of [
    {
      title: 'a caller who may not ask is told what to grant',
      answer: fault('AccessDeniedException', 'User: arn:aws:iam::111122223333:user/ci is not authorized'),
      message: /^access-denied: the caller may not ssm:GetParameter on \/aws\/.* \("User: .*"\)\n {2}-> grant ssm:Get/,
    },
    {
      title: 'a parameter that the region has not',
      answer: fault('ParameterNotFound'),
      message: /^not-found: SSM in eu-central-1 has no \/aws\/.*recommended\n {2}-> check the region/,
    },
    {
      title: 'credentials that have expired',
      answer: fault('ExpiredTokenException', 'The security token included in the request is expired'),
      message: /^expired-credentials: .*\n {2}-> sign in again/,
    },
    {
      title: 'a value that is not what AWS documents',
      answer: found('{"schema_version":1,"image_id":"none"}'),
      message: /^invalid-image-data: .* has image_id "none", not an id such as/,
    },
    {
      title: 'an answer without a value',
      answer: { status: 200, body: '{}' },
      message: /^no-value: SSM in eu-central-1 answered without a value/,
    },
    {
      title: 'a page where an answer should be',
      answer: { status: 200, body: '<html>sign in</html>' },
      message: /^not-an-answer: what answers for SSM in eu-central-1 \(200\)/,
    },
  ]) {
    test(`${title}: exit 1 without a stack trace`, async (context) => {
      const ssm = await startSsm(context, answer);
      assertFailed(await runAmi(context, REGION, ssm.env), message);
      assert.equal(ssm.requests.length, 1, 'there is no use in asking again');
    });
  }

  test('throttling is a failure only after retries', async (context) => {
    const ssm = await startSsm(context, fault('ThrottlingException', 'Rate exceeded'));
    const result = await runAmi(context, REGION, { ...ssm.env, AWS_MAX_ATTEMPTS: '2' });
    assertFailed(result, /^throttled: SSM in eu-central-1 throttles the caller \(attempts: 2\) \("Rate exceeded"\)\n/);
    assert.equal(ssm.requests.length, 2);
  });

  test('an endpoint that cannot be reached: exit 1 without a stack trace', async (context) => {
    const ssm = await startSsm(context, found(VALUE));
    await ssm.stop();
    assertFailed(
      await runAmi(context, REGION, ssm.env),
      /^unreachable: SSM in eu-central-1 cannot be reached \("connect/,
    );
  });

  test('no credentials: exit 1, and nothing is asked', async (context) => {
    const ssm = await startSsm(context, found(VALUE));
    const result = await runAmi(context, REGION, { AWS_ENDPOINT_URL_SSM: ssm.env.AWS_ENDPOINT_URL_SSM });
    assertFailed(result, /^no-credentials: no credentials to call ssm:GetParameter with .*\n {2}-> sign in/);
    assert.equal(ssm.requests.length, 0);
  });

  for (const { args, message } of [
    { args: [], message: /^no region: write --region eu-central-1 or --env dev, or set AWS_REGION\n/ },
    { args: ['--region', 'eu-central-1.example.com'], message: /^a region is .*, not 'eu-central-1\.example\.com'\n/ },
    { args: [...REGION, '--arch', 'amd64'], message: /^--arch takes x86_64 or arm64, not 'amd64'\n/ },
    { args: [...REGION, '--current', 'ami-0123'], message: /^--current takes an id: ami-\.\.\., not 'ami-0123'\n/ },
    { args: [...REGION, '--check'], message: /^--check needs --current/ },
    { args: ['--env', 'staging'], message: /^there is no environment 'staging'; there are: local, dev, prod\n/ },
    { args: ['--env', 'dev', ...REGION], message: /^--env says what --region would: leave one of the two out\n/ },
    { args: [...REGION, '--newest'], message: /^unknown option '--newest'\n/ },
    { args: [NEWEST], message: /^unexpected argument 'ami-0281c9a5cd9de63bd'\n/ },
  ]) {
    test(`wrong usage is refused, exit 2, nothing is asked: ${args.join(' ') || '(no region)'}`, async (context) => {
      const ssm = await startSsm(context, found(VALUE));
      const { status, stdout, stderr } = await runAmi(context, args, ssm.env);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.match(stderr, /make ami/);
      assert.equal(ssm.requests.length, 0);
    });
  }

  test('everything that is wrong with the arguments is told at once', async (context) => {
    const { stderr } = await runAmi(context, ['--arch', 'amd64', '--current', 'x', '--region', 'here'], {});
    assert.equal(stderr.split('\n').filter((line) => /, not '/.test(line)).length, 3);
  });
});

interface Answer {
  readonly status: number;
  readonly body: string;
}

function found(value: string): Answer {
  return { status: 200, body: JSON.stringify({ Parameter: { Type: 'String', Value: value, Version: 61 } }) };
}

function fault(type: string, message?: string): Answer {
  return { status: 400, body: JSON.stringify({ __type: type, message }) };
}

// Stands for SSM on loopback: gives every request the same answer.
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
async function startSsm(context: TestContext, { status, body }: Answer) {
  const requests: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    requests.push({ headers: request.headers, body: await text(request) });
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.closeAllConnections();
    if (server.listening) await once(server.close(), 'close');
  };
  context.after(stop);
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const env = {
    AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${address.port}`,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  };
  return { env, requests, stop };
}

// Not in a sandbox, whose commands would keep the server in this process from answering. The environment is only what is given:
// no profile, no role and no metadata service of the machine may lend credentials.
async function runAmi(
  context: TestContext,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  const home = mkdtempSync(join(tmpdir(), 'tealform-home-'));
  context.after(() => rmSync(home, { recursive: true, force: true }));
  const child = spawn(process.execPath, ['scripts/run.cjs', 'ami', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { HOME: home, USERPROFILE: home, NO_COLOR: '1', AWS_EC2_METADATA_DISABLED: 'true', ...env },
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, stdout, stderr };
}

function assertFailed({ status, stdout, stderr }: CommandResult, message: RegExp): void {
  assert.match(stderr, message);
  assert.doesNotMatch(stderr, /\n {4}at /);
  assert.equal(stdout, '');
  assert.equal(status, 1);
}
