import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { synthesize } from '../src/synth/synthesize.ts';
import type { SystemOptions } from './options.ts';
import { blueGreenSystem } from './system.ts';
import { at, base, resourceOf, templateOf, type Variant } from './variants.ts';

const onInstances = 'internal, behind a NAT';
const onFargate = 'HTTPS with host name, everything that Fargate can';
const properties = (name: Variant, id: string) => at(resourceOf(name, 'service.yaml', id), 'Properties');

describe('the service', () => {
  test('names its task definition by family, after the bootstrap task is there', () => {
    const service = resourceOf(onInstances, 'service.yaml', 'Service');
    assert.deepEqual(at(service, 'Properties', 'TaskDefinition'), { Ref: 'SystemName' });
    assert.deepEqual(at(service, 'DependsOn'), 'BootstrapTask');
    assert.deepEqual(at(properties(onInstances, 'BootstrapTask'), 'Family'), { Ref: 'SystemName' });
  });

  test('is released by CodeDeploy, and has nothing that belongs to rolling updates', () => {
    for (const name of [onInstances, onFargate] as const) {
      const service = properties(name, 'Service');
      assert.deepEqual(at(service, 'DeploymentController'), { Type: 'CODE_DEPLOY' });
      assert.equal(at(service, 'DeploymentConfiguration'), undefined);
      assert.equal(at(service, 'LaunchType'), undefined);
    }
  });

  test('begins in the blue target group whatever colour is live later', () => {
    assert.deepEqual(at(properties(onInstances, 'Service'), 'LoadBalancers'), [
      { ContainerName: 'variant', ContainerPort: 8000, TargetGroupArn: { Ref: 'BlueTargetGroupArn' } },
    ]);
  });

  test('has a desired count by parameter, and none where scaling decides', () => {
    const parameters = (name: Variant) => templateOf(name, 'service.yaml')?.Parameters;
    assert.deepEqual(at(properties(onInstances, 'Service'), 'DesiredCount'), { Ref: 'DesiredCount' });
    assert.equal(at(properties(onFargate, 'Service'), 'DesiredCount'), undefined);
    assert.equal(at(parameters(onFargate), 'DesiredCount'), undefined);
    assert.deepEqual(at(properties(onFargate, 'TaskCount'), 'MaxCapacity'), { Ref: 'MaxTasks' });
    assert.equal(
      at(properties(onFargate, 'CpuScaling'), 'TargetTrackingScalingPolicyConfiguration', 'TargetValue'),
      60,
    );
    assert.equal(
      at(properties(onFargate, 'MemoryScaling'), 'TargetTrackingScalingPolicyConfiguration', 'TargetValue'),
      70,
    );
  });

  test('takes no count by parameter that synth would refuse: the most is what fits twice', () => {
    const made = (options: object) => synthesize(blueGreenSystem({ ...base, ...options } as SystemOptions)).templates;
    const counts = {
      DesiredCount: (count: number) => ({ desiredCount: count }),
      MaxTasks: (count: number) => ({ scaling: { min: 1, max: count, cpuPercent: 60 } }),
    };
    const most: number[] = [];
    for (const memory of [48, 256, 1000, 3000]) {
      const container = { ...base.container, memory };
      for (const [parameter, withCount] of Object.entries(counts)) {
        const values = made({ container, ...withCount(1) }).map(({ stack }) =>
          at(stack.template.Parameters, parameter, 'MaxValue'),
        );
        const [value, ...others] = new Set(values.filter((each) => each !== undefined));
        assert.deepEqual(others, [], 'the root, the stack and the flat template agree');
        made({ container, ...withCount(Number(value)) });
        assert.throws(() => made({ container, ...withCount(Number(value) + 1) }), /do not fit/);
        most.push(Number(value));
      }
    }
    // 7,072 MiB are usable of each of three instances: room for 147 tasks of 48 MiB, of which a bootstrap task can take three.
    assert.deepEqual(most, [110, 110, 40, 40, 10, 10, 3, 3]);
  });

  test('says what its tasks are placed on', () => {
    const strategy = (name: Variant) => at(properties(name, 'Service'), 'CapacityProviderStrategy');
    assert.deepEqual(strategy(onInstances), [{ CapacityProvider: { Ref: 'CapacityProviderName' }, Weight: 1 }]);
    assert.deepEqual(strategy(onFargate), [
      { CapacityProvider: 'FARGATE', Base: 1, Weight: 1 },
      { CapacityProvider: 'FARGATE_SPOT', Weight: 3 },
    ]);
    assert.deepEqual(strategy('as little as can be said'), [{ CapacityProvider: 'FARGATE', Weight: 1 }]);
  });

  test('admits the load balancer alone: at the dynamic ports of instances, at the port of tasks with addresses', () => {
    assert.deepEqual(properties(onInstances, 'LoadBalancerIngress'), {
      Description: 'From the load balancer to the tasks',
      GroupId: { Ref: 'InstanceSecurityGroupId' },
      IpProtocol: 'tcp',
      FromPort: 32768,
      ToPort: 65535,
      SourceSecurityGroupId: { Ref: 'LoadBalancerSecurityGroupId' },
    });
    const rule = properties(onFargate, 'LoadBalancerIngress');
    assert.deepEqual([at(rule, 'FromPort'), at(rule, 'ToPort')], [8000, 8000]);
    assert.deepEqual(at(rule, 'GroupId'), { Ref: 'TaskSecurityGroup' });
    const awsvpc = at(properties(onFargate, 'Service'), 'NetworkConfiguration', 'AwsvpcConfiguration');
    assert.equal(at(awsvpc, 'AssignPublicIp'), 'DISABLED');
    const inPublic = at(properties('Fargate in public, hooks behind a NAT', 'Service'), 'NetworkConfiguration');
    assert.equal(at(inPublic, 'AwsvpcConfiguration', 'AssignPublicIp'), 'ENABLED');
  });
});

describe('the roles of a task', () => {
  const policies = (name: Variant, role: string) =>
    Object.fromEntries(
      ((at(properties(name, role), 'Policies') ?? []) as readonly object[]).map((policy) => [
        at(policy, 'PolicyName'),
        at(policy, 'PolicyDocument', 'Statement'),
      ]),
    );

  test('ECS reads exactly the secrets that are named, with the key that is given', () => {
    assert.deepEqual(policies(onFargate, 'ExecutionRole')['read-secrets'], [
      {
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: [
          {
            'Fn::Sub': 'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:variant/db-AbCdEf',
          },
        ],
      },
      {
        Effect: 'Allow',
        Action: 'ssm:GetParameters',
        Resource: [{ 'Fn::Sub': 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/variant/token' }],
      },
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: { Ref: 'EncryptionKeyArn' } },
    ]);
    assert.deepEqual(Object.keys(policies(onInstances, 'ExecutionRole')), ['pull-image', 'write-logs']);
  });

  test('the application may do what the system says, and nothing by itself', () => {
    assert.deepEqual(policies(onInstances, 'TaskRole'), {});
    assert.deepEqual(policies(onFargate, 'TaskRole'), {
      application: [
        {
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::some-bucket/*' },
        },
      ],
    });
  });

  test('a shell needs its channels, and they are there only with it', () => {
    const withShell = 'internal, in an existing network and cluster on Fargate, HTTPS';
    assert.deepEqual(Object.keys(policies(withShell, 'TaskRole')), ['execute-command']);
    assert.equal(at(properties(withShell, 'Service'), 'EnableExecuteCommand'), true);
    assert.equal(at(properties(onInstances, 'Service'), 'EnableExecuteCommand'), undefined);
  });
});
