import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Account } from './account.ts';
import { WHEREABOUTS } from './fixtures.ts';
import { startLocalCloud } from './server.ts';
import { make, smallSystem } from './services/small-system.ts';
import { SERVICES } from './services.ts';
import { CLI_ENVIRONMENT } from './testing/aws-cli.ts';

const isThere = spawnSync('python3', ['-c', 'import boto3']).status === 0;
const skip = isThere || process.env.CI === 'true' ? false : 'python3 has no boto3';
const SCRIPT = fileURLToPath(new URL('./testing/waiters.py', import.meta.url));

async function run(context: TestContext, account: Account, ...args: readonly string[]) {
  const { url, close } = await startLocalCloud({ account, services: SERVICES });
  context.after(close);
  const env = { ...CLI_ENVIRONMENT, AWS_DEFAULT_REGION: account.whereabouts.region, AWS_ENDPOINT_URL: url };
  const { stdout, stderr, failure } = await new Promise<{
    readonly stdout: string;
    readonly stderr: string;
    readonly failure: Error | null;
  }>((resolve) => {
    execFile('python3', [SCRIPT, ...args], { env, timeout: 240_000 }, (error, out, err) =>
      resolve({ stdout: out, stderr: err, failure: error }),
    );
  });
  assert.equal(failure, null, stderr);
  return JSON.parse(stdout);
}

describe('boto3', { skip }, () => {
  test('waits, pages and knows errors by their classes', async (context) => {
    const { events, ...found } = await run(context, Account.empty(WHEREABOUTS));
    assert.equal(events[0], events[1]);
    assert.ok(events[0] >= 6);
    assert.deepEqual(found, {
      failed: true,
      changes: 1,
      change_sets: 3,
      stacks: ['fails', 'one', 'owner', 'two'],
      resources: ['Topic'],
      exports: ['one-arn'],
      imports: ['two'],
      described: 3,
      exists: 'AlreadyExistsException',
      capabilities: 'InsufficientCapabilitiesException',
      change_set: 'ChangeSetNotFound',
      no_stack: 'ValidationError',
      no_updates: 'ValidationError',
      no_role: 'NoSuchEntity',
      no_cluster: 'ClusterNotFoundException',
      no_balancer: 'LoadBalancerNotFound',
      no_deployment: 'DeploymentDoesNotExistException',
      same: true,
      objects: ['large'],
      no_key: 'NoSuchKey',
    });
  });

  test('releases a service, and waits until it is stable and the deployment done', async (context) => {
    const { account, cluster, service, loadBalancer, task } = smallSystem(() => new Date());
    const rolling = make(account, 'AWS::ECS::Service', 'Rolling', {
      ServiceName: 'rolling',
      Cluster: 'shop',
      TaskDefinition: 'web',
      DesiredCount: '1',
    });
    const names = {
      rolling: rolling.id,
      cluster: cluster.id,
      service: service.id,
      balancer: loadBalancer.id,
      task: task.id,
    };
    assert.deepEqual(await run(context, account, JSON.stringify(names)), {
      listeners: 2,
      deployments: true,
      services: 2,
      // At AWS too: https://github.com/boto/botocore/issues/2865. It counts deployments, which CODE_DEPLOY's services have none of.
      unstable: 'Waiter ServicesStable failed: Max attempts exceeded',
    });
  });
});
