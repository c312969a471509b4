// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholders
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { synthesize } from '../src/synth/synthesize.ts';
import type { SystemOptions } from './options.ts';
import { parameterStore } from './options.ts';
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

  test('has a desired count by parameter, at most what fits twice, and none where scaling decides', () => {
    const parameters = (name: Variant) => templateOf(name, 'service.yaml')?.Parameters;
    assert.deepEqual(at(properties(onInstances, 'Service'), 'DesiredCount'), { Ref: 'DesiredCount' });
    // 7,072 MiB usable of each instance hold 27 tasks of 256 MiB; three instances hold 81.
    assert.equal(at(parameters(onInstances), 'DesiredCount', 'MaxValue'), 40);
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

describe('the bootstrap task', () => {
  test('is the same whatever can change in the life of a service', () => {
    const bootstrapOf = (options: object) => {
      const { templates } = synthesize(blueGreenSystem({ ...base, ...options } as SystemOptions));
      const service = templates.find(({ file }) => file === 'service.yaml');
      return /^ {2}BootstrapTask:\n[\s\S]*?\n\n/m.exec(service?.text ?? '')?.[0];
    };
    // Tags are left out of it: ECS changes those without a new revision.
    const before = bootstrapOf({});
    assert.match(before ?? '', /Image: !Ref BootstrapImage/);
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '1', ' ', '"', '$', '{', '}', '\n') });
    const changes = fc.record(
      {
        container: fc.record({
          port: fc.constant(8000),
          healthCheck: fc.constantFrom('/', '/ping', '/health'),
          memory: fc.integer({ min: 6, max: 1000 }),
          cpu: fc.integer({ min: 2, max: 256 }),
          environment: fc.dictionary(fc.constantFrom('A', 'B', 'C'), text),
          secrets: fc.constantFrom({}, { TOKEN: parameterStore('/token') }),
          user: fc.constantFrom('node', '1000'),
          command: fc.array(text, { minLength: 1 }),
          readonlyRootFilesystem: fc.boolean(),
        }),
        sidecars: fc.constantFrom([], [{ name: 'proxy', image: 'nginx:1', memory: 64 }]),
        count: fc.oneof(
          fc.record({ desiredCount: fc.integer({ min: 0, max: 5 }) }),
          fc.record({ scaling: fc.constant({ min: 1, max: 3, cpuPercent: 50 }) }),
        ),
        service: fc.record({
          gracePeriodSeconds: fc.integer({ min: 0, max: 300 }),
          logRetention: fc.constantFrom(7, 90),
        }),
        permissions: fc.constantFrom([], [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:x' }]),
        approval: fc.constantFrom(undefined, { waitMinutes: 5 }),
        containerInsights: fc.constantFrom('enabled', 'enhanced'),
        permissionsBoundary: fc.boolean(),
        hooks: fc.constantFrom({}, base.hooks),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(changes, ({ count, ...options }) => {
        assert.equal(bootstrapOf({ ...options, ...count }), before);
      }),
      { numRuns: 40 },
    );
  });

  test('answers 200 to the health check and to every other path, and ends when it is told to', async (context) => {
    const [container] = at(properties(onInstances, 'BootstrapTask'), 'ContainerDefinitions') as readonly object[];
    const command = at(container, 'Command');
    assert.ok(Array.isArray(command));
    const [program, flag, code] = command;
    assert.deepEqual([program, flag], ['node', '-e']);
    assert.match(code, /\.listen\(8000\);\n$/);
    // The port that the system gives, told to the test.
    const onFreePort = code.replace('.listen(8000);', '.listen(0, function () { console.log(this.address().port); });');
    const child = spawn(process.execPath, ['-e', onFreePort], { stdio: ['ignore', 'pipe', 'inherit'] });
    context.after(() => child.kill('SIGKILL'));
    const [line] = await once(child.stdout, 'data');
    for (const path of ['/health', '/', '/hello/anybody?x=1']) {
      const answer = await fetch(`http://127.0.0.1:${Number(line)}${path}`);
      assert.equal(answer.status, 200, path);
      await answer.text();
    }
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});
