import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DataObject } from '../../dsl/template.ts';
import { change, make, smallSystem, trust } from '../services/small-system.ts';
import { allDeployments, putDeployment } from './deployments.ts';
import { modelOf } from './index.ts';

describe('a deployment group', () => {
  test('has its name as Ref', () => {
    assert.equal(smallSystem().group.id, 'web');
  });

  test('is refused without its application, its configuration, or a role that lets CodeDeploy in', () => {
    refused({ ApplicationName: 'none' }, 'No application found for name: none');
    refused({ DeploymentConfigName: 'mine' }, 'No Deployment Configuration found for name: mine');
    const { account, group } = smallSystem();
    const role = make(account, 'AWS::IAM::Role', 'Other', {
      RoleName: 'other',
      AssumeRolePolicyDocument: trust('lambda'),
    });
    for (const arn of [String(role.attributes.Arn), 'arn:aws:iam::000000000000:role/none']) {
      assert.throws(() => change(account, group.id, group.type, { ...group.properties, ServiceRoleArn: arn }), {
        message: `AWS CodeDeploy does not have the permissions required to assume the role ${arn}.`,
      });
    }
  });

  test('is refused without a service under CODE_DEPLOY', () => {
    refused(
      { ECSServices: [{ ClusterName: 'shop', ServiceName: 'none' }] },
      /^The service none in the cluster shop cannot be found$/,
    );
    const { account, group } = smallSystem();
    make(account, 'AWS::ECS::Service', 'Rolling', { ServiceName: 'rolling', Cluster: 'shop', TaskDefinition: 'web' });
    const ECSServices = [{ ClusterName: 'shop', ServiceName: 'rolling' }];
    assert.throws(() => change(account, group.id, group.type, { ...group.properties, ECSServices }), {
      message: "Deployment group's ECS service must be configured for a CODE_DEPLOY deployment controller.",
    });
  });

  test('is refused without two target groups, and listeners on one load balancer', () => {
    refused(pair({ TargetGroups: [{ Name: 'blue' }] }), 'Target group pair info must have exactly two target groups');
    refused(pair({ TargetGroups: [{ Name: 'blue' }, { Name: 'red' }] }), 'The target group red cannot be found');
    refused(pair({ ProdTrafficRoute: { ListenerArns: ['arn:none'] } }), 'The listener arn:none cannot be found');
    const { account, group, subnets, production } = smallSystem();
    const other = make(account, 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'Other', {
      Subnets: subnets.map(({ id }) => id),
    });
    const elsewhere = make(account, production.type, 'Elsewhere', {
      LoadBalancerArn: other.id,
      Port: 80,
      DefaultActions: [],
    });
    const route = pair({
      TestTrafficRoute: { ListenerArns: [elsewhere.id] },
      ProdTrafficRoute: { ListenerArns: [production.id] },
    });
    assert.throws(() => change(account, group.id, group.type, { ...group.properties, ...route }), {
      message: 'Production and test listeners must belong to the same load balancer',
    });
  });

  test('is the only one of its service', () => {
    const { account, group } = smallSystem();
    assert.throws(() => make(account, group.type, 'Second', { ...group.properties, DeploymentGroupName: 'second' }), {
      message: /An Amazon ECS service can be associated with only one deployment group\.$/,
    });
  });

  test('takes its deployments with it', () => {
    const { account, group } = smallSystem();
    putDeployment(account, { applicationName: 'web', deploymentGroupName: 'web' });
    modelOf(group.type).remove(group, account);
    assert.deepEqual(allDeployments(account), []);
  });

  test('keeps a configuration of our own from going', () => {
    const { account, group } = smallSystem();
    const config = make(account, 'AWS::CodeDeploy::DeploymentConfig', 'Config', {
      DeploymentConfigName: 'mine',
      ComputePlatform: 'ECS',
    });
    change(account, group.id, group.type, { ...group.properties, DeploymentConfigName: 'mine' });
    assert.throws(() => modelOf(config.type).remove(config, account), {
      message: 'The deployment configuration mine is still in use.',
    });
  });
});

function refused(said: DataObject, message: string | RegExp): void {
  const { account, group } = smallSystem();
  assert.throws(() => change(account, group.id, group.type, { ...group.properties, ...said }), { message });
}

function pair(said: DataObject): DataObject {
  return {
    LoadBalancerInfo: { TargetGroupPairInfoList: [{ TargetGroups: [{ Name: 'blue' }, { Name: 'green' }], ...said }] },
  };
}
