import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatStatus } from './status/print-status.ts';
import { readStatus } from './status.ts';
import { type Answers, refusal, standIn } from './testing/stand-in-client.ts';
import { AT_REST, forwarding, standInStacks, THEN } from './testing/stand-in-system.ts';

const NOW = new Date(THEN.getTime() + 3_600_000);

describe('the status of a system', () => {
  test('has its stacks, the live colour, releases, tasks, the last run, and alarms', async () => {
    assert.equal(
      await told(AT_REST),
      `hello         UPDATE_COMPLETE  1h 00m ago
  Deployment  UPDATE_COMPLETE  1h 00m ago
  Service     UPDATE_COMPLETE  1h 00m ago

live colour     green
  production    green 100 % (port 80)
  test          green 100 % (port 8080)
release         none is running
tasks           3 of 3 running
pipeline        Succeeded at Deploy, 1h 00m ago  0b1c2d3 Say hello
alarms          none of 2 rings
`,
    );
  });

  test('during a release says so, and how far traffic has moved', async () => {
    const text = await told({
      ...AT_REST,
      DescribeListeners: () => ({ Listeners: [forwarding('production', 10, 90), forwarding('test', 100, 0)] }),
      ListDeployments: () => ({ deployments: ['d-1'] }),
      GetDeployment: () => ({ deploymentInfo: { status: 'InProgress', createTime: THEN } }),
      DescribeServices: () => ({ services: [{ desiredCount: 3, runningCount: 2, pendingCount: 1 }] }),
    });
    assert.match(text, /live colour {5}moving, or not clear\n {2}production {4}blue 10 %, green 90 % /);
    assert.match(text, /release {9}d-1 InProgress, 1h 00m ago\n/);
    assert.match(text, /tasks {11}2 of 3 running, 1 starting\n/);
  });

  test('tells closed transitions and alarms that ring, with why', async () => {
    const inboundTransitionState = {
      enabled: false,
      disabledReason: 'while the stack is updated',
      lastChangedAt: THEN,
    };
    const text = await told({
      ...AT_REST,
      GetPipelineState: () => ({ stageStates: [{ stageName: 'Deploy', inboundTransitionState }] }),
      DescribeAlarms: () => ({
        MetricAlarms: [
          { AlarmName: 'hello-blue-errors', StateUpdatedTimestamp: THEN, StateReason: '3 of 3 were over 1' },
        ],
      }),
    });
    assert.match(text, /closed before Deploy, 1h 00m ago: while the stack is updated\n/);
    assert.match(text, /alarms {10}1 of 2 ring\n +hello-blue-errors, 1h 00m ago: 3 of 3 were over 1\n/);
  });

  test('of nothing is that it is not deployed', async () => {
    assert.equal(await told(standInStacks({})), 'hello: not deployed\n');
  });

  test('while the stack is made has no more than there is', async () => {
    const clients = standIn(standInStacks({ hello: [] }, { Outputs: [], StackStatus: 'CREATE_IN_PROGRESS' }));
    const status = await readStatus(clients, 'hello');
    assert.deepEqual([status.stacks[0]?.status, status.live, status.unreadable], ['CREATE_IN_PROGRESS', undefined, []]);
  });

  test('says what cannot be read, and has the rest', async () => {
    const text = await told({
      ...AT_REST,
      DescribeAlarms: () => {
        throw refusal('AccessDeniedException', 'not yours');
      },
    });
    assert.match(
      text,
      /cannot be read {2}alarms: access-denied: the caller may not cloudwatch:DescribeAlarms on hello-/,
    );
    assert.match(text, /live colour {5}green/);
  });

  test('asks for alarms and listeners by their names, so that it sees no other system', async () => {
    const clients = standIn(AT_REST);
    await readStatus(clients, 'hello');
    const input = (operation: string) => clients.calls.find((call) => call.operation === operation)?.input;
    assert.deepEqual(input('DescribeAlarms'), {
      AlarmNames: ['hello-blue-errors', 'hello-green-errors'],
      StateValue: 'ALARM',
    });
    assert.deepEqual(input('DescribeListeners'), { ListenerArns: ['production', 'test'] });
  });
});

async function told(answers: Answers): Promise<string> {
  const status = await readStatus(standIn(answers), 'hello');
  return formatStatus(status, NOW, 100, (_, text) => text);
}
