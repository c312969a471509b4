import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at, resourceOf, templateOf, type Variant } from './variants.ts';

const onInstances = 'internal, behind a NAT';
const properties = (id: string, name: Variant = onInstances) => at(resourceOf(name, 'cluster.yaml', id), 'Properties');

describe('instances of the system', () => {
  const data = at(properties('LaunchTemplate'), 'LaunchTemplateData');

  test('answer only signed requests for metadata, and none from inside a container', () => {
    assert.deepEqual(at(data, 'MetadataOptions'), {
      HttpEndpoint: 'enabled',
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 1,
    });
  });

  test('have encrypted disks, the image that the environment pins, and no key to log in with', () => {
    const [disk] = at(data, 'BlockDeviceMappings') as readonly object[];
    assert.equal(at(disk, 'Ebs', 'Encrypted'), true);
    assert.deepEqual(at(data, 'ImageId'), { Ref: 'ImageId' });
    assert.equal(at(data, 'KeyName'), undefined);
    const root = templateOf(onInstances, 'root.yaml');
    assert.equal(at(root?.Parameters, 'ImageId', 'Type'), 'AWS::EC2::Image::Id');
    assert.equal(at(root?.Parameters, 'ImageId', 'Default'), undefined, 'each environment says its own');
  });

  test('join the cluster as they start', () => {
    const script = String(at(data, 'UserData', 'Fn::Base64', 'Fn::Sub'));
    assert.match(
      script,
      /^#!\/bin\/bash\necho ECS_CLUSTER=\$\{Cluster\} >> \/etc\/ecs\/ecs\.config\necho ECS_RESERVED_MEMORY=96 >> \/etc\/ecs\/ecs\.config\n$/,
    );
  });

  test('come and go as the capacity provider says: no desired capacity, and none ends that has tasks', () => {
    const group = properties('InstanceGroup');
    assert.equal(at(group, 'DesiredCapacity'), undefined);
    assert.equal(at(group, 'MaxSize'), '3');
    assert.deepEqual(at(group, 'MinSize'), { Ref: 'MinInstances' });
    assert.equal(at(group, 'NewInstancesProtectedFromScaleIn'), true);
    const provider = at(properties('CapacityProvider'), 'AutoScalingGroupProvider');
    assert.equal(at(provider, 'ManagedTerminationProtection'), 'ENABLED');
    assert.equal(at(provider, 'ManagedDraining'), 'ENABLED');
    assert.equal(at(provider, 'ManagedScaling', 'Status'), 'ENABLED');
  });

  test('keep the tag that ECS adds, so that no update takes it away', () => {
    const tags = at(properties('InstanceGroup'), 'Tags') as readonly object[];
    assert.ok(tags.some((tag) => at(tag, 'Key') === 'AmazonECSManaged' && at(tag, 'PropagateAtLaunch') === true));
  });

  test('stand in public subnets only with public addresses, which they need to reach AWS', () => {
    const inPublic = at(properties('LaunchTemplate', 'no NAT, tasks in public'), 'LaunchTemplateData');
    assert.deepEqual(at(inPublic, 'NetworkInterfaces'), [
      { DeviceIndex: 0, AssociatePublicIpAddress: true, Groups: [{ Ref: 'InstanceSecurityGroup' }] },
    ]);
    assert.equal(at(inPublic, 'SecurityGroupIds'), undefined);
    assert.deepEqual(at(data, 'SecurityGroupIds'), [{ Ref: 'InstanceSecurityGroup' }]);
  });
});

describe('the cluster', () => {
  test('records what its containers use, as the system says', () => {
    const insights = (name: Variant) => at(properties('Cluster', name), 'ClusterSettings');
    assert.deepEqual(insights(onInstances), [{ Name: 'containerInsights', Value: 'enabled' }]);
    assert.deepEqual(insights('HTTPS with host name, everything that Fargate can'), [
      { Name: 'containerInsights', Value: 'enhanced' },
    ]);
  });

  test('has the capacity providers that its tasks are placed on', () => {
    const providers = (name: Variant) => at(properties('CapacityProviders', name), 'CapacityProviders');
    assert.deepEqual(providers(onInstances), [{ Ref: 'CapacityProvider' }]);
    assert.deepEqual(providers('as little as can be said'), ['FARGATE']);
    assert.deepEqual(providers('HTTPS with host name, everything that Fargate can'), ['FARGATE', 'FARGATE_SPOT']);
  });

  test('that exists is a parameter, and so are its capacity provider and the group of its instances', () => {
    const parameters = (name: Variant) =>
      ['ClusterName', 'CapacityProviderName', 'InstanceSecurityGroupId', 'ImageId'].filter((id) =>
        at(templateOf(name, 'root.yaml')?.Parameters, id),
      );
    const onEc2 = 'an existing network and cluster, all hooks through two NAT gateways';
    const onFargate = 'internal, in an existing network and cluster on Fargate, HTTPS';
    assert.deepEqual(parameters(onEc2), ['ClusterName', 'CapacityProviderName', 'InstanceSecurityGroupId']);
    assert.deepEqual(parameters(onFargate), ['ClusterName']);
    for (const name of [onEc2, onFargate] as const) {
      assert.equal(templateOf(name, 'cluster.yaml'), undefined);
    }
  });
});
