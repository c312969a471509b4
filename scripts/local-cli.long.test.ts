import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { makeDeployed, NO_SETTINGS, SYSTEM } from './lib/local-cloud.fixtures.ts';

const isThere = spawnSync('aws', ['--version']).status === 0;
const skip = isThere || process.env.CI === 'true' ? false : 'there is no aws on the PATH';

describe('the AWS CLI at the endpoint of make local', { skip }, () => {
  test('describes the stack that make deploy made', async (context) => {
    const { aws } = await start(context);
    const { Stacks } = await json(aws('cloudformation', 'describe-stacks', '--stack-name', SYSTEM));
    assert.equal(Stacks.length, 1);
    assert.equal(Stacks[0].StackStatus, 'CREATE_COMPLETE');
    const missing = await aws('cloudformation', 'describe-stacks', '--stack-name', 'other');
    assert.match(missing.stderr, /\(ValidationError\).*Stack with id other does not exist/);
  });

  test('pages through the events of a stack, and gets each once', async (context) => {
    const { aws } = await start(context);
    const of = ['cloudformation', 'describe-stack-events', '--stack-name', SYSTEM];
    const all = await json(aws(...of));
    assert.equal(all.StackEvents.at(-1).ResourceStatus, 'REVIEW_IN_PROGRESS');
    const ids: string[] = [];
    let token: string | undefined;
    do {
      const page = await json(aws(...of, '--max-items', '12', ...(token ? ['--starting-token', token] : [])));
      assert.ok(page.StackEvents.length <= 12);
      ids.push(...page.StackEvents.map(({ EventId }: { EventId: string }) => EventId));
      token = page.NextToken;
    } while (token);
    assert.deepEqual(
      ids,
      all.StackEvents.map(({ EventId }: { EventId: string }) => EventId),
    );
  });

  test('validates templates: what is right is told its parameters, what is wrong its line', async (context) => {
    const { aws, folder } = await start(context);
    const file = (name: string) => `file://${join(folder, name)}`;
    const right = await json(
      aws('cloudformation', 'validate-template', '--template-body', file('output/hello-server/network.yaml')),
    );
    assert.ok(right.Parameters.some(({ ParameterKey }: { ParameterKey: string }) => ParameterKey === 'SystemName'));
    writeFileSync(
      join(folder, 'wrong.yaml'),
      'Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: {QueueName: !Ref Nowhere}\n',
    );
    const wrong = await aws('cloudformation', 'validate-template', '--template-body', file('wrong.yaml'));
    assert.match(wrong.stderr, /\(ValidationError\).*Unresolved resource dependencies \[Nowhere\]/);
  });

  test('lists what make deploy has uploaded', async (context) => {
    const { aws } = await start(context);
    const { stdout } = await aws('s3', 'ls', `s3://templates-000000000000-us-east-1/tealform/${SYSTEM}/`);
    const names = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/\s+/).at(-1));
    assert.ok(names.includes('seed.zip'), stdout);
    assert.equal(names.filter((name) => /^[a-z-]+\.[0-9a-f]{12}\.yaml$/.test(name ?? '')).length, 10);
  });
});

async function start(context: TestContext) {
  const { folder, startCloud } = await makeDeployed(context);
  const { url } = await startCloud();
  const env = { ...process.env, ...NO_SETTINGS, AWS_DEFAULT_REGION: 'us-east-1', AWS_MAX_ATTEMPTS: '1', AWS_PAGER: '' };
  const aws = (...args: readonly string[]) =>
    new Promise<{ readonly stdout: string; readonly stderr: string }>((resolve) => {
      execFile('aws', ['--endpoint-url', url, ...args], { env, maxBuffer: 1e8 }, (_, stdout, stderr) =>
        resolve({ stdout, stderr }),
      );
    });
  return { aws, folder };
}

async function json(answer: Promise<{ readonly stdout: string; readonly stderr: string }>) {
  const { stdout, stderr } = await answer;
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}
