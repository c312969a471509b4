import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, type TestContext, test } from 'node:test';
import { makeDeploying } from './lib/local-cloud.fixtures.ts';
import { ROOT } from './lib/root.ts';
import { makeSandbox } from './lib/sandbox.ts';

describe('commands about a deployed system', () => {
  for (const { args, message } of [
    {
      args: ['status', '--env', 'staging'],
      message: /^unknown-environment: .* "staging"\n {2}-> there are: local, dev, prod\n$/,
    },
    { args: ['status', '--system', '../x'], message: /^unknown-system: / },
    ...['destroy', 'release', 'rollback', 'stop'].map((command) => ({
      args: [command, '--env', 'prod'],
      message:
        /^system-not-named: prod has 2 systems, .*: hello-server, hello-admin\n {2}-> say which: SYSTEM=hello-server\n$/,
    })),
    {
      args: ['verify', '--env', 'prod', '--system', 'storefront'],
      message: /^not-deployed-there: storefront is not deployed to prod\n/,
    },
    { args: ['destroy', '--format', 'xml'], message: /^usage: --format takes text or json, not "xml"\n$/ },
    {
      args: ['approve', '--status', 'ok'],
      message: /^usage: .*\nusage: .*\nusage: --status takes Succeeded or Failed, not "ok"\n$/,
    },
    { args: ['approve', '--traffic'], message: /^usage: --traffic takes --deployment/ },
  ]) {
    test(`wrong usage is refused, exit 2: ${args.join(' ')}`, (context) => {
      const { status, stdout, stderr } = makeSandbox(context).run(args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, message);
    });
  }

  test('without a local cloud that runs they start one for as long as they need it, and output/ may have been edited', (context) => {
    const sandbox = makeDeploying(context);
    sandbox.edit('output/hello-server/network.yaml', 'Resources:', '# edited\nResources:');
    const { status, stdout } = sandbox.run(['status']);
    assert.deepEqual([status, stdout.match(/^.+: not deployed$/gm)?.length], [0, 3]);
  });

  test('credentials of another account are refused before anything is looked at', async (context) => {
    const { status, stderr, requests } = await runAt(context, '999988887777', [
      'destroy',
      '--env',
      'dev',
      '--system',
      'hello-server',
      '--yes',
    ]);
    assert.equal(status, 2);
    assert.match(stderr, /^wrong-account: the credentials are of account 999988887777, and dev is in 111122223333\n/);
    assert.deepEqual(requests, ['GetCallerIdentity']);
  });

  test('nothing that is deployed: status says so, and there is nothing to destroy', async (context) => {
    const status = await runAt(context, '111122223333', ['status', '--env', 'dev']);
    assert.deepEqual(
      [status.status, status.stdout, status.stderr],
      [0, 'hello-server: not deployed\n\nhello-admin: not deployed\n\nstorefront: not deployed\n', ''],
    );
    const of = ['--env', 'dev', '--system', 'hello-server'];
    const json = await runAt(context, '111122223333', ['status', ...of, '--format', 'json']);
    assert.equal(JSON.parse(json.stdout).isDeployed, false);
    const destroy = await runAt(context, '111122223333', ['destroy', ...of]);
    assert.deepEqual([destroy.status, destroy.stdout], [0, 'hello-server: not deployed; nothing to do\n']);
    const rollback = await runAt(context, '111122223333', ['rollback', ...of]);
    assert.equal(rollback.status, 1);
    assert.match(
      rollback.stderr,
      /^not-deployed: hello-server is not deployed\n {2}-> make deploy ENV=dev SYSTEM=hello-server/,
    );
  });
});

// Stands for STS and CloudFormation of an account in which there is no stack.
async function runAt(context: TestContext, account: string, args: readonly string[]) {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const action = new URLSearchParams(await text(request)).get('Action') ?? '';
    requests.push(action);
    const identity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/ci</Arn><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
    const missing =
      '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with that id does not exist</Message></Error></ErrorResponse>';
    const isKnown = action === 'GetCallerIdentity';
    response.writeHead(isKnown ? 200 : 400, { 'content-type': 'text/xml' }).end(isKnown ? identity : missing);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const child = spawn(process.execPath, ['scripts/run.cjs', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      NO_COLOR: '1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${address.port}`,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'not-a-secret',
    },
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, stdout, stderr, requests };
}
