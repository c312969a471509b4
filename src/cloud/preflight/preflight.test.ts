import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Finding } from '../progress.ts';
import type { DeployEnvironment } from '../target.ts';
import { clientsOf, deployedAccount, emptyAccount, OUTPUTS } from '../testing/small-account.ts';
import { smallTarget } from '../testing/small-target.ts';
import { type Answers, refuses } from '../testing/stand-in-client.ts';
import { runPreflight } from './preflight.ts';

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
    id: 'arn',
    name: 'small',
    status: 'CREATE_COMPLETE',
    reason: '',
    since: undefined,
    isProtected: false,
  };
  const stack = { ...about, outputs: OUTPUTS, parameters: {} };
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
      parameters: { CertificateArn: CERTIFICATE, ConnectionArn: 'arn:connection' },
      answers: {
        GetRole: refuses('NoSuchEntity'),
        DescribeCertificate: refuses('ResourceNotFoundException'),
        GetPipeline: () => ({ pipeline: {} }),
        DescribeServices: () => ({ services: [{ status: 'ACTIVE' }] }),
        DescribeClusters: () => ({ clusters: [] }),
      },
    });
    assert.deepEqual(codes(findings).sort(), [
      'error name-taken',
      'error name-taken',
      'error no-certificate',
      'error no-cluster',
      'error no-service-role',
      'mended no-linked-role',
      'mended no-linked-role',
      'note not-checked',
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

  test('a connection is said not to be checked, with how to look', async () => {
    const [finding] = await find({ parameters: { ConnectionArn: 'arn:connection' } });
    assert.equal(finding?.level, 'note');
    assert.match(finding?.hint ?? '', /get-connection --connection-arn arn:connection/);
  });

  test('names are not asked for once the stack is there', async () => {
    assert.deepEqual(await find({ isThere: true, answers: { GetApplication: () => ({}) } }), []);
  });

  test('a service that was deleted leaves its name free', async () => {
    assert.deepEqual(await find({ answers: { DescribeServices: () => ({ services: [{ status: 'INACTIVE' }] }) } }), []);
  });

  test('a latest revision that does not run is a warning', async () => {
    const latest = { taskDefinition: { taskDefinitionArn: 'arn:task-definition/small:8' } };
    const findings = await find({ isThere: true, answers: { DescribeTaskDefinition: () => latest } });
    assert.deepEqual(codes(findings), ['warning latest-not-running']);
    assert.match(findings[0]?.message ?? '', /small:8, and small:7 runs/);
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
    assert.deepEqual(codes(findings), ['note not-checked', 'note not-checked']);
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
