import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at, resourceOf, templateOf } from '../variants.ts';

const onInstances = 'internal, behind a NAT';
const properties = (id: string) => at(resourceOf(onInstances, 'cluster.yaml', id), 'Properties');

describe('container instances', () => {
  test('may do exactly this, in this cluster: join it, be told what to run, tell of it, tag themselves as they join', () => {
    const [policy, ...others] = at(properties('InstanceRole'), 'Policies') as readonly object[];
    assert.deepEqual(others, []);
    const here = 'arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}';
    const statements = at(policy, 'PolicyDocument', 'Statement') as readonly object[];
    const granted = statements.map((statement) => {
      const resource = at(statement, 'Resource');
      return [[at(statement, 'Action')].flat(), at(resource, 'Fn::Sub') ?? resource, at(statement, 'Condition')];
    });
    assert.deepEqual(granted, [
      [
        [
          'ecs:RegisterContainerInstance',
          'ecs:DeregisterContainerInstance',
          'ecs:SubmitAttachmentStateChanges',
          'ecs:SubmitContainerStateChange',
          'ecs:SubmitTaskStateChange',
        ],
        `${here}:cluster/\${Cluster}`,
        undefined,
      ],
      [
        ['ecs:Poll', 'ecs:StartTelemetrySession', 'ecs:UpdateContainerInstancesState'],
        `${here}:container-instance/\${Cluster}/*`,
        undefined,
      ],
      [
        ['ecs:TagResource'],
        `${here}:container-instance/\${Cluster}/*`,
        { StringEquals: { 'ecs:CreateAction': 'RegisterContainerInstance' } },
      ],
      [['ecs:DiscoverPollEndpoint'], '*', undefined],
    ]);
  });

  test('let nobody in by themselves, and have no tag twice', () => {
    assert.equal(at(properties('InstanceSecurityGroup'), 'SecurityGroupIngress'), undefined);
    const tags = at(properties('InstanceGroup'), 'Tags') as readonly object[];
    const keys = tags.map((tag) => at(tag, 'Key'));
    assert.equal(new Set(keys).size, keys.length);
  });

  test('are at least MinInstances, which cannot be above the most that may run', () => {
    const most = Number(at(properties('InstanceGroup'), 'MaxSize'));
    for (const file of ['root.yaml', 'cluster.yaml']) {
      assert.equal(at(templateOf(onInstances, file)?.Parameters, 'MinInstances', 'MaxValue'), most, file);
    }
  });

  test('are in a group whose name the root gives, as commands about instances ask for it; without such a group it gives none', () => {
    assert.deepEqual(at(templateOf(onInstances, 'root.yaml')?.Outputs, 'InstanceGroupName', 'Value'), {
      'Fn::GetAtt': ['Cluster', 'Outputs.InstanceGroupName'],
    });
    assert.deepEqual(at(templateOf(onInstances, 'cluster.yaml')?.Outputs, 'InstanceGroupName', 'Value'), {
      Ref: 'InstanceGroup',
    });
    for (const name of [
      'as little as can be said',
      'an existing network and cluster, all hooks through two NAT gateways',
    ] as const) {
      assert.equal(templateOf(name, 'root.yaml')?.Outputs?.InstanceGroupName, undefined);
    }
  });

  /** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ecs-capacityprovider.html */
  test('have a capacity provider whose name is no chance of what the stack is called: ECS refuses some', () => {
    const name = at(properties('CapacityProvider'), 'Name', 'Fn::Sub');
    assert.match(String(name), /\$\{SystemName\}/);
    assert.doesNotMatch(String(name), /^(aws|ecs|fargate|\$)/);
  });
});
