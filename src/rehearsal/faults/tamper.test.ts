import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { roleMay } from '../../local/permissions.ts';
import { textOf } from '../../local/resources/read.ts';
import { change, make, smallSystem, trust } from '../../local/services/small-system.ts';
import { makeFunction } from '../deployment/small-stage.ts';
import { findFunction } from '../hook/function.ts';
import { expectTheImpossible, forbidReports, hang, hooksOf, REPORTS } from './tamper.ts';

const LOGS = 'logs:PutLogEvents';

function system() {
  const { account } = smallSystem();
  const probe = { listener: 'test', path: '/hello', bodyContains: 'Hi there' };
  const Environment = { Variables: { LIFECYCLE_EVENT: 'x', PROBES: JSON.stringify([probe, { listener: 'test' }]) } };
  makeFunction(account, 'exports.handler = async () => {};', { Environment });
  return account;
}

describe('what a fault changes in the account', () => {
  test('is that no hook may report, alone or among others; the rest they may', () => {
    for (const Action of [REPORTS, [REPORTS, LOGS]]) {
      const account = system();
      const document = (name: string, actions: string | string[]) => ({
        PolicyName: name,
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] },
      });
      change(account, 'hook', 'AWS::IAM::Role', {
        RoleName: 'hook',
        AssumeRolePolicyDocument: trust('lambda'),
        Policies: [document('logs', LOGS), document('report', Action)],
      });
      const role = textOf(hooksOf(account)[0]?.properties ?? {}, 'Role') ?? '';
      const may = (action: string) => roleMay(account, role, action, 'arn:aws:x').allowed;
      assert.deepEqual([may(REPORTS), may(LOGS)], [true, true]);
      forbidReports(account);
      assert.deepEqual([may(REPORTS), may(LOGS)], [false, true]);
    }
  });

  test('is that every probe wants what no version answers', () => {
    const account = system();
    expectTheImpossible(account);
    const { environment } = findFunction(account, 'CodeDeployHook_web');
    const bodyContains = 'something that no version answers';
    assert.equal(environment.LIFECYCLE_EVENT, 'x');
    assert.deepEqual(JSON.parse(environment.PROBES ?? ''), [
      { listener: 'test', path: '/hello', bodyContains },
      { listener: 'test', bodyContains },
    ]);
  });

  test('is that a hook waits for ever', () => {
    const account = system();
    hang(account);
    assert.match(findFunction(account, 'CodeDeployHook_web').source, /new Promise/);
  });

  test('is not that functions change which CodeDeploy does not call', () => {
    const account = system();
    const other = make(account, 'AWS::Lambda::Function', 'Other', {
      FunctionName: 'other',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: textOf(hooksOf(account)[0]?.properties ?? {}, 'Role') ?? '',
      Code: { ZipFile: 'own' },
    });
    hang(account);
    assert.deepEqual(account.find(other.type, 'other')?.properties, other.properties);
  });
});
