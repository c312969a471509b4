import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIFECYCLE_EVENTS } from '../options/hooks.ts';
import { at, resourceOf } from '../variants.ts';

const ALL_HOOKS = 'an existing network and cluster, all hooks through two NAT gateways';
const resource = (id: string) => at(resourceOf(ALL_HOOKS, 'hooks.yaml', id), 'Properties');
const rule = resource('KeepAwakeRule');

describe('no hook is idle for the 14 days after which Lambda takes its network', () => {
  test('a schedule calls every one of them several times in these', () => {
    const [, days] = /^rate\((\d+) days\)$/.exec(String(at(rule, 'ScheduleExpression'))) ?? [];
    assert.ok(Number(days) > 0 && 3 * Number(days) < 14);
    assert.deepEqual(
      at(rule, 'Targets'),
      LIFECYCLE_EVENTS.map((event) => ({
        Id: event,
        Arn: { 'Fn::GetAtt': [`${event}Hook`, 'Arn'] },
        Input: '{"KeepAwake":true}',
      })),
    );
  });

  test('each lets that rule call it, of this account', () => {
    for (const event of LIFECYCLE_EVENTS) {
      assert.deepEqual(resource(`${event}KeepAwake`), {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': [`${event}Hook`, 'Arn'] },
        Principal: 'events.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
        SourceArn: { 'Fn::GetAtt': ['KeepAwakeRule', 'Arn'] },
      });
    }
  });
});
