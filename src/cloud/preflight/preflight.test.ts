import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Finding } from '../progress.ts';
import type { DeployEnvironment } from '../target.ts';
import { clientsOf, deployedAccount, emptyAccount, OUTPUTS } from '../testing/small-account.ts';
import { smallTarget } from '../testing/small-target.ts';
import { type Answers, refuses } from '../testing/stand-in-client.ts';
import { runPreflight } from './preflight.ts';

const CONNECTION = 'arn:aws:codeconnections:eu-central-1:111122223333:connection/1';
const CERTIFICATE = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';

interface Setting {
  readonly answers?: Answers;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly environment?: Partial<DeployEnvironment>;
  readonly isThere?: boolean;
}

async function find({
  answers = {},
  parameters = {},
  environment = {},
  isThere = false,
}: Setting): Promise<readonly Finding[]> {
  const account = isThere ? deployedAccount() : emptyAccount();
  account.linkedRoles = deployedAccount().linkedRoles;
  const about = {
    id: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/small/1a2b',
    name: 'small',
    status: 'CREATE_COMPLETE',
    reason: '',
    since: undefined,
    isProtected: false,
  };
  const stack = { ...about, outputs: OUTPUTS, parameters: {}, tags: {} };
  return runPreflight({
    clients: clientsOf(account, answers),
    target: smallTarget(environment),
    parameters: { DesiredCount: '2', ClusterName: 'shared', ...parameters },
    stack: isThere ? stack : undefined,
    state: isThere ? 'ready' : 'absent',
  });
}

const codes = (findings: readonly Finding[]) => findings.map(({ level, code }) => `${level} ${code}`);

describe('preflight', () => {
  test('finds nothing where all is well', async () => {
    assert.deepEqual(await find({}), []);
    assert.deepEqual(await find({ isThere: true }), []);
  });

  test('tells everything at once, each with what to do', async () => {
    const findings = await find({
      parameters: { CertificateArn: CERTIFICATE, ConnectionArn: CONNECTION },
      answers: {
        GetRole: refuses('NoSuchEntity'),
        DescribeCertificate: refuses('ResourceNotFoundException'),
        GetPipeline: () => ({ pipeline: {} }),
        DescribeServices: () => ({ services: [{ serviceName: 'small', status: 'ACTIVE' }] }),
        GetConnection: refuses('ResourceNotFoundException'),
        DescribeClusters: () => ({ clusters: [] }),
      },
    });
    assert.deepEqual(codes(findings).sort(), [
      'error name-taken',
      'error name-taken',
      'error no-certificate',
      'error no-cluster',
      'error no-connection',
      'error no-service-role',
      'mended no-linked-role',
      'mended no-linked-role',
    ]);
    for (const { hint } of findings) assert.match(hint ?? '', /\S/);
  });

  for (const [status, hint] of [
    ['PENDING_VALIDATION', /DNS records/],
    ['EXPIRED', /request another one/],
  ] as const) {
    test(`a certificate that is ${status} is an error that says what to do`, async () => {
      const [finding] = await find({
        parameters: { CertificateArn: CERTIFICATE },
        answers: { DescribeCertificate: () => ({ Certificate: { Status: status } }) },
      });
      assert.equal(finding?.code, 'no-certificate');
      assert.match(finding?.message ?? '', new RegExp(status));
      assert.match(finding?.hint ?? '', hint);
    });
  }

  for (const [status, hint] of [
    ['PENDING', /finish the handshake.*Developer Tools > Settings > Connections/],
    ['ERROR', /create another one/],
  ] as const) {
    test(`a connection that is ${status} is an error that says what to do`, async () => {
      const GetConnection = () => ({ Connection: { ConnectionStatus: status } });
      const [finding] = await find({ parameters: { ConnectionArn: CONNECTION }, answers: { GetConnection } });
      assert.deepEqual([finding?.level, finding?.code], ['error', 'no-connection']);
      assert.match(finding?.message ?? '', new RegExp(`${CONNECTION} is ${status}, not AVAILABLE`));
      assert.match(finding?.hint ?? '', hint);
    });
  }

  test('a connection that is AVAILABLE passes, under either name of the service', async () => {
    const answers = { GetConnection: () => ({ Connection: { ConnectionStatus: 'AVAILABLE' } }) };
    for (const ConnectionArn of [CONNECTION, CONNECTION.replace('codeconnections', 'codestar-connections')])
      assert.deepEqual(await find({ parameters: { ConnectionArn }, answers }), []);
  });

  test('a connection of another region is said not to be checked, with how to look', async () => {
    const ConnectionArn = CONNECTION.replace('eu-central-1', 'us-east-1');
    const [finding] = await find({ parameters: { ConnectionArn } });
    assert.deepEqual([finding?.level, finding?.code], ['note', 'not-checked']);
    assert.match(finding?.hint ?? '', /codeconnections get-connection .*connection\/1 --region us-east-1/);
  });

  test('what is no ARN of a connection is an error', async () => {
    const [finding] = await find({ parameters: { ConnectionArn: CERTIFICATE } });
    assert.equal(finding?.code, 'no-connection');
  });

  test('a latest revision that does not run is a warning', async () => {
    const latest = { taskDefinition: { taskDefinitionArn: 'arn:task-definition/small:8' } };
    const findings = await find({ isThere: true, answers: { DescribeTaskDefinition: () => latest } });
    assert.deepEqual(codes(findings), ['warning latest-not-running']);
    assert.match(findings[0]?.message ?? '', /small:8, and small:7 runs/);
  });

  for (const [title, past, why] of [
    ['nothing says why', [], 'nothing has been released yet'],
    ['its release has failed', [['d-2', 'Failed', 8]], 'd-2, which would have brought it, is Failed'],
    [
      'it was gone back from',
      [
        ['d-3', 'Succeeded', 7],
        ['d-2', 'Succeeded', 8],
      ],
      'd-3 has gone back from it',
    ],
    ['no deployment has brought it', [['d-1', 'Succeeded', 7]], 'none of the last 1 deployments has brought it'],
    ['a release of it runs', [['d-2', 'InProgress', 8]], undefined],
  ] as const) {
    test(`a latest revision that does not run is told with the reason, where ${title}`, async () => {
      const statusOf = (id: unknown) => past.find(([each]) => each === id)?.[1] ?? '';
      const answers: Answers = {
        DescribeTaskDefinition: () => ({ taskDefinition: { taskDefinitionArn: 'arn:task-definition/small:8' } }),
        ListDeployments: ({ includeOnlyStatuses }) => {
          const wanted = Array.isArray(includeOnlyStatuses) ? includeOnlyStatuses : undefined;
          const ids = past.map(([id]) => id).filter((id) => wanted?.includes(statusOf(id)) ?? true);
          return { deployments: ids };
        },
        GetDeployment: ({ deploymentId }) => ({
          deploymentInfo: {
            status: statusOf(deploymentId),
            createTime: new Date(1_000 - past.findIndex(([id]) => id === deploymentId)),
            revision: { revisionType: 'AppSpecContent', appSpecContent: { sha256: String(deploymentId) } },
          },
        }),
        GetApplicationRevision: ({ revision }) => {
          const { sha256 } = (revision as { appSpecContent: { sha256: string } }).appSpecContent;
          const number = past.find(([id]) => id === sha256)?.[2];
          return { revision: { appSpecContent: { content: `TaskDefinition: arn:task-definition/small:${number}` } } };
        },
      };
      const [finding] = await find({ isThere: true, answers });
      assert.equal(finding?.message.replace(/^.* runs: |; an update .*$/g, ''), why);
    });
  }

  test('a latest revision that does not run is told of where deployments may not be looked at', async () => {
    const answers = {
      DescribeTaskDefinition: () => ({ taskDefinition: { taskDefinitionArn: 'arn:task-definition/small:8' } }),
      ListDeployments: refuses('AccessDeniedException'),
    };
    const findings = await find({ isThere: true, answers });
    assert.deepEqual(codes(findings), ['warning latest-not-running']);
  });

  test('what runs is what the primary task set has', async () => {
    const services = [
      {
        status: 'ACTIVE',
        taskDefinition: 'arn:task-definition/small:1',
        taskSets: [
          { status: 'ACTIVE', taskDefinition: 'arn:task-definition/small:6' },
          { status: 'PRIMARY', taskDefinition: 'arn:task-definition/small:7' },
        ],
      },
    ];
    assert.deepEqual(await find({ isThere: true, answers: { DescribeServices: () => ({ services }) } }), []);
  });

  test('what the caller may not look at is a note', async () => {
    const findings = await find({ answers: { GetRole: refuses('AccessDenied', 'not authorized', 403) } });
    assert.deepEqual(codes(findings), ['note not-checked', 'note linked-role-unknown', 'note linked-role-unknown']);
    assert.match(findings[1]?.hint ?? '', /made before the stack is, if it is missing/);
  });

  test('what an emulator cannot tell is a note; of AWS it would be a failure', async () => {
    const answers = { GetRole: refuses('NotImplemented') };
    assert.deepEqual(codes(await find({ answers, environment: { emulator: true } })), [
      'note not-checked',
      'note not-checked',
      'note not-checked',
    ]);
    await assert.rejects(find({ answers }), /^TealformError: refused/);
  });
});
