import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type {
  DescribeListenersOutput,
  DescribeLoadBalancersOutput,
  DescribeRulesOutput,
  DescribeTargetGroupsOutput,
  DescribeTargetHealthOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { elbv2 } from './elbv2.ts';
import { caller, smallSystem } from './small-system.ts';

describe('load balancers as the API tells of them', () => {
  test('a load balancer has its zones, and is found by name and by ARN', async () => {
    const { account, loadBalancer } = smallSystem();
    const call = caller(elbv2, account);
    const { LoadBalancers } = await call<DescribeLoadBalancersOutput>('DescribeLoadBalancers', { Names: ['web'] });
    assert.equal(LoadBalancers?.[0]?.LoadBalancerArn, loadBalancer.id);
    assert.equal(LoadBalancers?.[0]?.Scheme, 'internet-facing');
    assert.deepEqual(
      LoadBalancers?.[0]?.AvailabilityZones?.map(({ ZoneName }) => ZoneName),
      ['us-east-1a', 'us-east-1b'],
    );
    const byArn = await call<DescribeLoadBalancersOutput>('DescribeLoadBalancers', {
      LoadBalancerArns: [loadBalancer.id],
    });
    assert.deepEqual(byArn.LoadBalancers, LoadBalancers);
    await assert.rejects(() => call('DescribeLoadBalancers', { Names: ['other'] }), { code: 'LoadBalancerNotFound' });
  });

  test('target groups say which load balancer sends them traffic', async () => {
    const { account, loadBalancer, blue, green } = smallSystem();
    const call = caller(elbv2, account);
    const { TargetGroups } = await call<DescribeTargetGroupsOutput>('DescribeTargetGroups', {});
    assert.deepEqual(
      TargetGroups?.map(({ TargetGroupArn, LoadBalancerArns, Port }) => [TargetGroupArn, LoadBalancerArns, Port]),
      [
        [blue.id, [loadBalancer.id], 80],
        [green.id, [], 80],
      ],
    );
    const used = await call<DescribeTargetGroupsOutput>('DescribeTargetGroups', { LoadBalancerArn: loadBalancer.id });
    assert.deepEqual(
      used.TargetGroups?.map(({ TargetGroupName }) => TargetGroupName),
      ['blue'],
    );
  });

  test('lists come in pages', async () => {
    const { account } = smallSystem();
    const call = caller(elbv2, account);
    const first = await call<DescribeTargetGroupsOutput>('DescribeTargetGroups', { PageSize: 1 });
    const second = await call<DescribeTargetGroupsOutput>('DescribeTargetGroups', {
      PageSize: 1,
      Marker: first.NextMarker,
    });
    assert.deepEqual(
      [first, second].map(({ TargetGroups }) => TargetGroups?.[0]?.TargetGroupName),
      ['blue', 'green'],
    );
    assert.equal(second.NextMarker, undefined);
  });

  test('there are no targets, so none has any health', async () => {
    const { account, blue } = smallSystem();
    const call = caller(elbv2, account);
    const health = await call<DescribeTargetHealthOutput>('DescribeTargetHealth', { TargetGroupArn: blue.id });
    assert.deepEqual(health.TargetHealthDescriptions, []);
  });

  test('targets are those that whoever runs something tells of, and one that is asked for and not there is unused', async () => {
    const { account, blue, green } = smallSystem();
    const call = caller(elbv2, account);
    const reason = 'Target.Timeout';
    account.targets = (arn) =>
      arn === blue.id
        ? [
            { id: 'i-1', port: 32768, state: 'healthy' },
            { id: 'i-1', port: 32769, state: 'unhealthy', reason, description: 'Request timed out' },
          ]
        : [];
    const ask = async (input: object) => {
      const told = await call<DescribeTargetHealthOutput>('DescribeTargetHealth', input);
      return told.TargetHealthDescriptions?.map(({ Target, TargetHealth }) => [Target?.Port, TargetHealth?.State]);
    };
    assert.deepEqual(await ask({ TargetGroupArn: green.id }), []);
    assert.deepEqual(await ask({ TargetGroupArn: blue.id }), [
      [32768, 'healthy'],
      [32769, 'unhealthy'],
    ]);
    const Targets = [{ Id: 'i-1', Port: 32769 }, { Id: 'i-2' }];
    assert.deepEqual(await ask({ TargetGroupArn: blue.id, Targets }), [
      [32769, 'unhealthy'],
      [undefined, 'unused'],
    ]);
  });
});

describe('what a listener does with traffic', () => {
  test('is what its template says, as a group and as a weight', async () => {
    const { account, blue, production } = smallSystem();
    const call = caller(elbv2, account);
    const { Listeners } = await call<DescribeListenersOutput>('DescribeListeners', { ListenerArns: [production.id] });
    assert.equal(Listeners?.[0]?.Port, 80);
    assert.equal(Listeners?.[0]?.DefaultActions?.[0]?.TargetGroupArn, blue.id);
    assert.deepEqual(Listeners?.[0]?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups, [
      { TargetGroupArn: blue.id, Weight: 1 },
    ]);
  });

  test('is what a call has said last, in the listener and in its default rule', async () => {
    const { account, blue, green, production } = smallSystem();
    const call = caller(elbv2, account);
    const TargetGroups = [
      { TargetGroupArn: blue.id, Weight: 0 },
      { TargetGroupArn: green.id, Weight: 100 },
    ];
    const DefaultActions = [{ Type: 'forward', ForwardConfig: { TargetGroups } }];
    await call('ModifyListener', { ListenerArn: production.id, DefaultActions });
    const { Listeners } = await call<DescribeListenersOutput>('DescribeListeners', { ListenerArns: [production.id] });
    assert.deepEqual(Listeners?.[0]?.DefaultActions?.[0]?.ForwardConfig?.TargetGroups, TargetGroups);
    const { Rules } = await call<DescribeRulesOutput>('DescribeRules', { ListenerArn: production.id });
    assert.equal(Rules?.at(-1)?.IsDefault, true);
    assert.deepEqual(Rules?.at(-1)?.Actions?.[0]?.ForwardConfig?.TargetGroups, TargetGroups);
  });

  test('cannot be to send it to a group that is not there', async () => {
    const { account, production } = smallSystem();
    const call = caller(elbv2, account);
    const DefaultActions = [
      { Type: 'forward', TargetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/none/0' },
    ];
    await assert.rejects(() => call('ModifyListener', { ListenerArn: production.id, DefaultActions }), {
      code: 'TargetGroupNotFound',
      message: 'One or more target groups not found',
    });
  });
});
