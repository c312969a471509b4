import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Clients } from '../src/cloud/clients.ts';
import { listChangeSets } from '../src/cloud/list-change-sets.ts';
import { type Deploying, makeDeploying, readRoot } from './lib/local-cloud.fixtures.ts';
import { NO_TERMINAL, type OnTerminal, onTerminal } from './lib/pty.fixtures.ts';

const BUCKET = 'templates-111122223333-eu-central-1';
const SYSTEM = 'hello-server';
const DEPLOY = ['deploy', '--env', 'dev', '--system', SYSTEM];
const QUESTION = /Create hello-server in dev \(111122223333, eu-central-1\) like this\? \[y\/N\] /;
const NOTHING = /^declined: nothing has been changed: the answer was no$/m;

/** An account that deployer.yaml has prepared; another sandbox's local cloud stands for it. */
async function account(context: TestContext) {
  const sandbox = makeDeploying(context);
  const { url, clients } = await makeDeploying(context).startCloud('dev');
  const TemplateBody = readFileSync(join(sandbox.folder, 'output/hello-server/deployer.yaml'), 'utf8');
  await clients.cloudFormation.send(
    new CreateStackCommand({
      StackName: 'hello-server-deployer',
      TemplateBody,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: Object.entries({
        TemplateBucket: BUCKET,
        IdentityProviderArn: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
        Repository: 'example/hello-server',
        DeploymentEnvironment: 'dev',
      }).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    }),
  );
  while ((await readRoot(clients, 'hello-server-deployer')).status === 'CREATE_IN_PROGRESS') {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const deploy = () => onTerminal(context, sandbox, DEPLOY, { env: { AWS_ENDPOINT_URL: url } });
  return { sandbox, clients, deploy };
}

async function assertNothing(clients: Clients): Promise<void> {
  await assert.rejects(() => readRoot(clients, SYSTEM), /does not exist/);
}

/** What a terminal shows, without how it was broken into lines. */
const shown = ({ screen }: OnTerminal) => screen.lines().join('\n');

describe('the question about the plan, on a terminal', { skip: NO_TERMINAL }, () => {
  test('takes y and yes for a yes and everything else for a no, exit 2, with nothing left of it', async (context) => {
    const { clients, deploy } = await account(context);
    for (const [keys, what] of [
      ['n\r', 'n'],
      ['\r', 'an empty line'],
      ['yess\r', 'almost yes'],
      ['\x04', 'the end of input'],
      ['\x03', 'Ctrl-C'],
    ] as const) {
      const terminal = deploy();
      await terminal.until(QUESTION);
      terminal.type(keys);
      const { status } = await terminal.end();
      assert.equal(status, 2, `${what}: ${shown(terminal)}`);
      assert.match(shown(terminal), NOTHING, what);
      await assertNothing(clients);
    }
    const terminal = deploy();
    await terminal.until(QUESTION);
    terminal.type('YES\r');
    const { status } = await terminal.end();
    assert.equal(status, 0, shown(terminal));
    assert.match(shown(terminal), /^done: deploying hello-server to dev: CREATE_COMPLETE/m);
    assert.equal((await readRoot(clients, SYSTEM)).status, 'CREATE_COMPLETE');
  });

  test('is left by SIGTERM with 143, and the next run takes away what that one has left', async (context) => {
    const { clients, deploy } = await account(context);
    const terminal = deploy();
    await terminal.until(QUESTION);
    process.kill(terminal.pid(), 'SIGTERM');
    assert.equal((await terminal.end()).status, 143);
    assert.equal((await listChangeSets(clients, SYSTEM)).length, 1);
    const next = deploy();
    await next.until(/took away what an earlier run had left: tealform-/);
    await next.until(QUESTION);
    next.type('n\r');
    assert.equal((await next.end()).status, 2);
    await assertNothing(clients);
  });
});

describe('the question about a creation that failed, on a terminal', { skip: NO_TERMINAL }, () => {
  test('leaves it with no, exit 2, and with yes deletes it and goes on to the plan', async (context) => {
    const { clients, deploy } = await account(context);
    // Neither the preflight nor early validation finds a topic.
    const Properties = { TopicName: `${SYSTEM}-deployments` };
    const Resources = { Taken: { Type: 'AWS::SNS::Topic', Properties } };
    const TemplateBody = JSON.stringify({ Resources });
    await clients.cloudFormation.send(new CreateStackCommand({ StackName: 'squatter', TemplateBody }));
    const failing = deploy();
    await failing.until(QUESTION);
    failing.type('y\r');
    assert.equal((await failing.end()).status, 1, shown(failing));
    assert.equal((await readRoot(clients, SYSTEM)).status, 'ROLLBACK_COMPLETE');
    const left = deploy();
    await left.until(/can only be deleted\. Delete it and begin again\? \[y\/N\] /);
    left.type('\r');
    assert.equal((await left.end()).status, 2, shown(left));
    assert.match(shown(left), /^failed-creation: the stack hello-server is ROLLBACK_COMPLETE$/m);
    assert.equal((await readRoot(clients, SYSTEM)).status, 'ROLLBACK_COMPLETE');
    const deleting = deploy();
    await deleting.until(/Delete it and begin again\? \[y\/N\] /);
    deleting.type('y\r');
    await deleting.until(QUESTION);
    deleting.type('n\r');
    assert.equal((await deleting.end()).status, 2, shown(deleting));
    await assertNothing(clients);
  });
});

describe('what is agreed to and then changed', { skip: NO_TERMINAL }, () => {
  const refusedAfter = async (
    context: TestContext,
    meanwhile: (sandbox: Deploying, clients: Clients) => Promise<void> | void,
  ): Promise<string> => {
    const { sandbox, clients, deploy } = await account(context);
    const terminal = deploy();
    await terminal.until(QUESTION);
    await meanwhile(sandbox, clients);
    terminal.type('y\r');
    const { status } = await terminal.end();
    assert.equal(status, 2, shown(terminal));
    await assertNothing(clients);
    return shown(terminal);
  };

  test('in output/ is refused, exit 2, with what differs', async (context) => {
    const text = await refusedAfter(context, (sandbox) => {
      sandbox.edit(
        'templates/environments.ts',
        "NotificationEmail: 'dev-team@example.com'",
        "NotificationEmail: 'x@y.zz'",
      );
      sandbox.edit(
        'templates/load-balancer/target-groups.ts',
        'HealthCheckIntervalSeconds: 10',
        'HealthCheckIntervalSeconds: 15',
      );
      sandbox.synth();
    });
    for (const file of ['root.yaml', 'load-balancer.yaml', 'parameters/dev.json']) {
      assert.match(
        text.replaceAll('\n', ''),
        new RegExp(`output-changed: output/hello-server/${file} is not what was shown`),
      );
    }
  });

  test('in output/ by hand is refused, exit 2', async (context) => {
    const text = await refusedAfter(context, (sandbox) => {
      sandbox.edit('output/hello-server/network.yaml', 'CidrBlock', 'CidrBlockk');
    });
    assert.match(text, /^stale-output: output\/hello-server\/network\.yaml is not what manifest\.json says$/m);
  });

  test('in the bucket, as a newer version of an object, is refused, exit 2, and put right by the next run', async (context) => {
    const text = await refusedAfter(context, async (sandbox, { s3 }) => {
      const root = readFileSync(join(sandbox.folder, 'output/hello-server/root.yaml'), 'utf8');
      const [name = ''] = /network\.[0-9a-f]{12}\.yaml/.exec(root) ?? [];
      const Key = `tealform/hello-server/${name}`;
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'Resources: {}' }));
    });
    assert.match(
      // However the terminal has broken it.
      text.replaceAll(/\s/g, ''),
      /template-changed:somebodyhasreplaced.*\/tealform\/hello-server\/network\.[0-9a-f]{12}\.yaml/,
    );
  });
});
