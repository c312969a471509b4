import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at, resourceOf, templateOf, templatesOf } from '../variants.ts';

const onExisting = 'on a load balancer that exists, HTTPS with host name';
const beside = 'beside another system, on its instances and its internal load balancer';

describe('a load balancer that exists', () => {
  test('is neither made nor logged: the system has listeners and target groups of its own on it', () => {
    const ids = Object.keys(templateOf(onExisting, 'load-balancer.yaml')?.Resources ?? {});
    assert.deepEqual(ids, [
      'ClientIngress',
      'TesterIngress',
      'HookProductionIngress1',
      'HookProductionIngress2',
      'HookTestIngress1',
      'HookTestIngress2',
      'BlueTargetGroup',
      'GreenTargetGroup',
      'ProductionListener',
      'TestListener',
      'HostNameRecord',
    ]);
    for (const id of ['ProductionListener', 'TestListener']) {
      const listener = resourceOf(onExisting, 'load-balancer.yaml', id);
      assert.deepEqual(at(listener, 'Properties', 'LoadBalancerArn'), { Ref: 'LoadBalancerArn' });
    }
  });

  test('lets clients, testers and hooks in by rules of its group, each at the port of its listener', () => {
    const rules = Object.entries(templateOf(onExisting, 'load-balancer.yaml')?.Resources ?? {})
      .filter(([, { Type }]) => Type === 'AWS::EC2::SecurityGroupIngress')
      .map(([id, { Properties }]) => {
        assert.deepEqual(at(Properties, 'GroupId'), { Ref: 'LoadBalancerSecurityGroupId' });
        return [id, at(Properties, 'FromPort'), at(Properties, 'CidrIp')];
      });
    assert.deepEqual(rules, [
      ['ClientIngress', 8443, { Ref: 'ClientCidr' }],
      ['TesterIngress', 9443, { Ref: 'TesterCidr' }],
      ['HookProductionIngress1', 8443, { 'Fn::Select': [0, { Ref: 'HookCidrs' }] }],
      ['HookProductionIngress2', 8443, { 'Fn::Select': [1, { Ref: 'HookCidrs' }] }],
      ['HookTestIngress1', 9443, { 'Fn::Select': [0, { Ref: 'HookCidrs' }] }],
      ['HookTestIngress2', 9443, { 'Fn::Select': [1, { Ref: 'HookCidrs' }] }],
    ]);
  });

  test("is not asked to redirect port 80, which is not this system's", () => {
    assert.equal(resourceOf(onExisting, 'load-balancer.yaml', 'RedirectListener'), undefined);
  });

  test('has a name in metrics that follows from its ARN', () => {
    assert.deepEqual(at(templateOf(onExisting, 'load-balancer.yaml')?.Outputs, 'LoadBalancerFullName', 'Value'), {
      'Fn::Select': [1, { 'Fn::Split': ['loadbalancer/', { Ref: 'LoadBalancerArn' }] }],
    });
  });

  test('is the target of the host name, in the zone that AWS calls canonical', () => {
    const alias = at(resourceOf(onExisting, 'load-balancer.yaml', 'HostNameRecord'), 'Properties', 'AliasTarget');
    assert.deepEqual(alias, { DNSName: { Ref: 'LoadBalancerDnsName' }, HostedZoneId: { Ref: 'LoadBalancerZoneId' } });
  });

  test('is let in to the instances once: by this system, or not where another one has done it', () => {
    assert.ok(resourceOf(onExisting, 'service.yaml', 'LoadBalancerIngress'));
    assert.equal(resourceOf(beside, 'service.yaml', 'LoadBalancerIngress'), undefined);
    assert.doesNotMatch(templatesOf(beside)['root.yaml'] ?? '', /InstanceSecurityGroupId/);
  });

  test('is probed through its group where it is internal', () => {
    const rule = resourceOf(beside, 'hooks.yaml', 'TestListenerIngress');
    assert.deepEqual(at(rule, 'Properties', 'GroupId'), { Ref: 'LoadBalancerSecurityGroupId' });
    assert.equal(at(rule, 'Properties', 'FromPort'), 8082);
  });

  test("can be told from what hello-server's stack gives, by the same names", () => {
    const outputs = Object.keys(templateOf('three zones, a NAT in each', 'root.yaml')?.Outputs ?? {});
    const asked = Object.keys(templateOf(onExisting, 'root.yaml')?.Parameters ?? {});
    const fromThere = asked.filter((name) => outputs.includes(name));
    assert.deepEqual(fromThere.sort(), [
      'CapacityProviderName',
      'ClusterName',
      'HookSubnetIds',
      'InstanceSecurityGroupId',
      'LoadBalancerArn',
      'LoadBalancerDnsName',
      'LoadBalancerSecurityGroupId',
      'NatCidrs',
      'VpcId',
    ]);
  });

  test("leaves CodeDeploy the listeners of this system and their rules, not the other system's", () => {
    const policies = at(resourceOf(beside, 'deployment.yaml', 'DeploymentRole'), 'Properties', 'Policies');
    const moves = Array.isArray(policies) ? policies.find((each) => at(each, 'PolicyName') === 'move-traffic') : [];
    const [statement] = at(moves, 'PolicyDocument', 'Statement') as readonly object[];
    const text = JSON.stringify(at(statement, 'Resource'));
    assert.match(text, /\{"Ref":"ProductionListenerArn"\},\{"Ref":"TestListenerArn"\}/);
    assert.doesNotMatch(text, /LoadBalancer/);
  });
});
