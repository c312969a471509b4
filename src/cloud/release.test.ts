import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { RevisionLocation } from '@aws-sdk/client-codedeploy';
import type { TealformError } from '../dsl/error.ts';
import {
  deployRevision,
  describeWayBack,
  findNewestRevision,
  findPreviousRevision,
  startPipeline,
  stopDeployment,
} from './release.ts';
import { refusal, standIn } from './testing/stand-in-client.ts';

const GROUP = { application: 'hello', group: 'hello' };

/** Newest first, an hour apart: id, status, what the AppSpec says. */
type Past = readonly (readonly [id: string, status: string, content: string | undefined])[];

interface ClientOptions {
  /** How long ago the newest was made. */
  readonly days?: number;
  /** What DescribeServices answers; refused without. */
  readonly running?: object;
  /** Whether deployments tell no more than the hash of their AppSpec, and whether the text may not be looked at. */
  readonly byHash?: boolean;
  readonly closed?: boolean;
  /** Which deployments are of make rollback. */
  readonly byHand?: readonly string[];
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function clientsOf(past: Past, { days = 0, running, byHash = false, closed = false, byHand = [] }: ClientOptions = {}) {
  const now = Date.now();
  const madeAt = (id: unknown) => {
    const index = past.findIndex(([each]) => each === id);
    return new Date(now - days * 86_400_000 - (index + 1) * 3_600_000);
  };
  return standIn({
    ListDeployments: ({ includeOnlyStatuses, createTimeRange, nextToken }) => {
      const { start = new Date(0), end = new Date() } = (createTimeRange ?? {}) as { start?: Date; end?: Date };
      // In no order that means anything: the API promises none.
      const wanted = past
        .filter(([, status]) => !Array.isArray(includeOnlyStatuses) || includeOnlyStatuses.includes(status))
        .filter(([id]) => madeAt(id) >= start && madeAt(id) <= end)
        .toReversed();
      const from = Number(nextToken ?? 0);
      // Small pages, so that there are several.
      const next = from + 2 < wanted.length ? { nextToken: String(from + 2) } : {};
      return { deployments: wanted.slice(from, from + 2).map(([id]) => id), ...next };
    },
    GetDeployment: ({ deploymentId }) => {
      const [, status, content] = past.find(([id]) => id === deploymentId) ?? [];
      const appSpecContent = content && (byHash ? { sha256: sha256(content) } : { content });
      const description = byHand.includes(String(deploymentId)) ? describeWayBack('d-0') : 'a release';
      return {
        deploymentInfo: {
          status,
          description,
          ...(appSpecContent && { revision: { revisionType: 'AppSpecContent', appSpecContent } }),
          createTime: madeAt(deploymentId),
        },
      };
    },
    GetApplicationRevision: ({ applicationName, revision }) => {
      if (closed) throw refusal('AccessDeniedException', 'not authorized');
      assert.equal(applicationName, 'hello');
      const { sha256: asked } = (revision as RevisionLocation).appSpecContent ?? {};
      const [, , content] = past.find(([, , each]) => each !== undefined && sha256(each) === asked) ?? [];
      return { revision: { revisionType: 'AppSpecContent', appSpecContent: { content, sha256: asked } } };
    },
    GetDeploymentGroup: () => ({
      deploymentGroupInfo: { ecsServices: [{ clusterName: 'hello-cluster', serviceName: 'hello-service' }] },
    }),
    DescribeServices: () => {
      if (running === undefined) throw refusal('AccessDeniedException', 'not authorized');
      return running;
    },
    DescribeTaskDefinition: () => ({ taskDefinition: { taskDefinitionArn: 'hello:99' } }),
    CreateDeployment: () => ({ deploymentId: 'd-NEW' }),
    StopDeployment: () => ({ status: 'Pending' }),
    StartPipelineExecution: () => ({ pipelineExecutionId: 'run-7' }),
  });
}

describe('going back', () => {
  test('takes what ran before: not what failed, and not the same again', async () => {
    const clients = clientsOf([
      ['d-6', 'Failed', 'v3'],
      ['d-5', 'Succeeded', 'v2'],
      ['d-4', 'Succeeded', 'v2'],
      ['d-3', 'Stopped', 'v9'],
      ['d-2', 'Succeeded', 'v1'],
      ['d-1', 'Succeeded', 'v0'],
    ]);
    const { current, previous } = await findPreviousRevision(clients, GROUP);
    assert.deepEqual([current.deployment.id, previous.deployment.id], ['d-5', 'd-2']);
    assert.equal(await deployRevision(clients, GROUP, previous, { description: 'back' }), 'd-NEW');
    const { description, ...input } = clients.calls.at(-1)?.input ?? {};
    assert.deepEqual(input, {
      applicationName: 'hello',
      deploymentGroupName: 'hello',
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content: 'v1' } },
    });
    // By which it is known for the one of this call.
    assert.match(String(description), /^back \([0-9a-f]{8}\)$/);
  });

  for (const days of [30, 300]) {
    test(`finds what ran before also where the last release was ${days} days ago`, async () => {
      const past: Past = [
        ['d-3', 'Succeeded', 'v3'],
        ['d-2', 'Succeeded', 'v2'],
        ['d-1', 'Succeeded', 'v1'],
      ];
      const { current, previous } = await findPreviousRevision(clientsOf(past, { days }), GROUP);
      assert.deepEqual([current.deployment.id, previous.deployment.id], ['d-3', 'd-2']);
    });
  }

  for (const { title, past, code } of [
    { title: 'nothing was ever released', past: [], code: 'no-revision' },
    { title: 'nothing else was', past: [['d-1', 'Succeeded', 'v1']] as Past, code: 'no-revision' },
    {
      title: 'a release runs',
      past: [
        ['d-2', 'InProgress', 'v2'],
        ['d-1', 'Succeeded', 'v1'],
      ] as Past,
      code: 'release-under-way',
    },
  ]) {
    test(`is refused where ${title}`, async () => {
      await assert.rejects(findPreviousRevision(clientsOf(past), GROUP), (error: TealformError) => error.code === code);
    });
  }
});

describe('what is gone back to', () => {
  const past: Past = [
    ['d-4', 'Succeeded', 'v2'],
    ['d-3', 'Succeeded', 'v3'],
    ['d-2', 'Succeeded', 'v2'],
    ['d-1', 'Succeeded', 'v1'],
  ];

  test('is handed over with its AppSpec, where deployments tell the hash', async () => {
    const { current, previous } = await findPreviousRevision(clientsOf(past, { byHash: true }), GROUP);
    assert.deepEqual([current.deployment.id, previous.deployment.id], ['d-4', 'd-3']);
    assert.deepEqual(previous.location.appSpecContent, { content: 'v3', sha256: sha256('v3') });
  });

  test('is known as what was gone back from before', async () => {
    const again = await findPreviousRevision(clientsOf(past, { byHand: ['d-4'] }), GROUP);
    assert.equal(again.leftBy?.id, 'd-4');
    assert.equal((await findPreviousRevision(clientsOf(past), GROUP)).leftBy, undefined);
    assert.equal((await findPreviousRevision(clientsOf(past, { byHand: ['d-3'] }), GROUP)).leftBy, undefined);
  });
});

describe('what counts as current', () => {
  const spec = (taskDefinition: string) =>
    JSON.stringify({ Resources: [{ TargetService: { Properties: { TaskDefinition: taskDefinition } } }] });
  const FAMILY = 'arn:aws:ecs:eu-central-1:111122223333:task-definition/hello';
  const past: Past = [
    ['d-2', 'Succeeded', spec(`${FAMILY}:12`)],
    ['d-1', 'Succeeded', `Resources:\n  - TargetService:\n      Properties:\n        TaskDefinition: ${FAMILY}:7\n`],
  ];
  const running = (revision: number) => ({
    services: [
      {
        taskSets: [
          { status: 'ACTIVE', taskDefinition: `${FAMILY}:99` },
          { status: 'PRIMARY', taskDefinition: `${FAMILY}:${revision}` },
        ],
      },
    ],
  });

  test('is what the primary task set runs', async () => {
    const clients = clientsOf(past, { running: running(12) });
    const { current, previous, later } = await findPreviousRevision(clients, GROUP);
    assert.deepEqual([current.deployment.id, previous.deployment.id, current.doubt], ['d-2', 'd-1', undefined]);
    assert.equal(later, 'hello:99');
    assert.equal((await findNewestRevision(clients, GROUP)).deployment.id, 'd-2');
    assert.deepEqual(clients.inputsOf('DescribeServices')[0], {
      cluster: 'hello-cluster',
      services: ['hello-service'],
    });
  });

  for (const find of [findPreviousRevision, findNewestRevision]) {
    test(`is nothing to go by where another one runs, by the AppSpec of which deployments tell the hash: ${find.name}`, async () => {
      await assert.rejects(
        find(clientsOf(past, { running: running(1), byHash: true }), GROUP),
        /not-what-runs: d-2 counts as what was deployed last and has brought hello:12, but hello:1 runs/,
      );
    });

    test(`is in doubt where the AppSpec may not be looked at: ${find.name}`, async () => {
      const found = await find(clientsOf(past, { running: running(1), byHash: true, closed: true }), GROUP);
      const { doubt } = 'current' in found ? found.current : found;
      assert.equal(doubt, 'CodeDeploy does not give the AppSpec of d-2');
    });

    test(`is nothing to go by where another one runs: ${find.name}`, async () => {
      await assert.rejects(
        find(clientsOf(past, { running: running(1) }), GROUP),
        /not-what-runs: d-2 counts as what was deployed last and has brought hello:12, but hello:1 runs/,
      );
    });
  }

  test('is taken at its word where the service may not be looked at, or the AppSpec names no revision', async () => {
    const closed = await findPreviousRevision(clientsOf(past), GROUP);
    assert.equal(closed.current.deployment.id, 'd-2');
    assert.equal(closed.current.doubt, 'the service is not there, or may not be looked at');
    const family: Past = [
      ['d-2', 'Succeeded', spec(FAMILY)],
      ['d-1', 'Succeeded', 'v1'],
    ];
    const { current } = await findPreviousRevision(clientsOf(family, { running: running(1) }), GROUP);
    assert.equal(current.deployment.id, 'd-2');
    assert.equal(current.doubt, 'the AppSpec of d-2 names no revision of a task definition');
  });

  test('is not asked of a release that failed', async () => {
    const failed: Past = [['d-3', 'Failed', spec(`${FAMILY}:13`)], ...past];
    const newest = await findNewestRevision(clientsOf(failed, { running: running(12) }), GROUP);
    assert.equal(newest.deployment.id, 'd-3');
  });
});

describe('a release past alarms', () => {
  test('is of the newest revision, also of one that failed', async () => {
    const clients = clientsOf([
      ['d-2', 'Failed', 'fix'],
      ['d-1', 'Succeeded', 'v1'],
    ]);
    const newest = await findNewestRevision(clients, GROUP);
    await deployRevision(clients, GROUP, newest, { description: 'fix', ignoreAlarms: true });
    const { revision, overrideAlarmConfiguration } = clients.calls.at(-1)?.input ?? {};
    assert.deepEqual(overrideAlarmConfiguration, { enabled: false });
    assert.deepEqual(revision, { revisionType: 'AppSpecContent', appSpecContent: { content: 'fix' } });
  });

  test('is refused where there is no revision', async () => {
    await assert.rejects(
      findNewestRevision(clientsOf([]), GROUP),
      /no-revision: nothing has been released to hello yet/,
    );
  });
});

test('a release starts the pipeline', async () => {
  assert.equal(await startPipeline(clientsOf([]), 'hello'), 'run-7');
});

test('stopping sends traffic back', async () => {
  const clients = clientsOf([]);
  await stopDeployment(clients, 'd-1');
  assert.deepEqual(clients.calls[0]?.input, { deploymentId: 'd-1', autoRollbackEnabled: true });
});
