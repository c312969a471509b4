import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { ListChangeSetsOutput } from '@aws-sdk/client-cloudformation';
import { Account } from '../../account.ts';
import { Objects } from '../../objects.ts';
import type { LocalResource } from '../../resource.ts';
import { GENERIC } from '../../resources/generic.ts';
import type { ResourceModel } from '../../resources/model.ts';
import type { CloudFormationOptions } from '../cloudformation.ts';
import { Cloud, modelWith, REAL, refuse } from './in-process.ts';

const SYSTEMS = ['hello-server', 'storefront', 'hello-admin'];

/** Whatever the engine does, it does with any models. */
const WORLDS: readonly (readonly [name: string, world: Pick<CloudFormationOptions, 'models' | 'given'>])[] = [
  ['models that refuse nothing', { models: () => GENERIC }],
  ['the models of the services', REAL],
];

const failing =
  (type: string, own: Partial<ResourceModel>, models: CloudFormationOptions['models'] = () => GENERIC) =>
  (of: string): ResourceModel =>
    of === type ? modelWith(own, models(of)) : models(of);

for (const [name, world] of WORLDS)
  for (const system of SYSTEMS) {
    describe(`${system}, with ${name},`, () => {
      test('is created, has its outputs, and a second time there is nothing to change', async () => {
        const cloud = new Cloud(world);
        const first = await cloud.deploy(system, cloud.system(system));
        assert.ok(first.Changes?.every(({ ResourceChange: change }) => change?.Action === 'Add' && change.ChangeSetId));
        const stack = await cloud.stack(system);
        assert.equal(stack.StackStatus, 'CREATE_COMPLETE');
        assert.ok((stack.Outputs?.length ?? 0) > 0);
        assert.ok(
          stack.Outputs?.every(({ OutputValue = '' }) => OutputValue !== '' && !OutputValue.includes('undefined')),
        );
        const again = await cloud.deploy(system, cloud.system(system), 'UPDATE');
        assert.equal(again.Status, 'FAILED');
        assert.match(again.StatusReason ?? '', /^The submitted information didn't contain changes/);
        const { Summaries = [] } = await cloud.call<ListChangeSetsOutput>('ListChangeSets', { StackName: system });
        assert.deepEqual(
          Summaries.map(({ ExecutionStatus }) => ExecutionStatus),
          ['EXECUTE_COMPLETE', 'UNAVAILABLE'],
        );
      });

      test('is created in its flat form as well', async () => {
        const cloud = new Cloud(world);
        const { Parameters } = cloud.system(system);
        const text = readFileSync(`output/${system}/flat.yaml`, 'utf8');
        cloud.give('AWS::S3::Bucket', 'flat');
        new Objects(cloud.account).put('flat', 'flat.yaml', Buffer.from(text));
        const flat = Parameters.filter(({ ParameterKey = '' }) => !ParameterKey.startsWith('Template'));
        const TemplateURL = 'http://127.0.0.1:4567/flat/flat.yaml';
        await cloud.deploy(system, { TemplateURL, Parameters: flat });
        assert.equal((await cloud.stack(system)).StackStatus, 'CREATE_COMPLETE');
        await cloud.call('DeleteStack', { StackName: system });
        await cloud.idle();
        assert.match(await cloud.refused('DescribeStacks', { StackName: system }), /does not exist/);
      });

      test('leaves only what policies retain when it is deleted', async () => {
        const cloud = new Cloud(world);
        await cloud.deploy(system, cloud.system(system));
        const { StackId = '' } = await cloud.stack(system);
        await cloud.call('DeleteStack', { StackName: system });
        await cloud.idle();
        assert.equal((await cloud.stack(StackId)).StackStatus, 'DELETE_COMPLETE');
        const left = cloud.made().map(({ type, owner }) => [type, owner] as const);
        assert.ok(left.every(([, owner]) => owner === undefined));
        const kept = new Set([
          'AWS::S3::Bucket',
          'AWS::KMS::Key',
          'AWS::ECR::Repository',
          'AWS::CodeCommit::Repository',
        ]);
        for (const [type] of left)
          assert.ok(kept.has(type) || type === 'AWS::S3::BucketPolicy' || type.startsWith('AWS::Logs'), type);
      });

      for (const [nested, type, failed] of [
        ['Source', 'AWS::ECR::Repository', 'ImageRepository'],
        ['Service', 'AWS::ECS::Service', 'Service'],
      ] as const)
        test(`leaves nothing when its creation fails in ${nested}, and says so first`, async () => {
          const models = failing(type, { create: () => refuse('no room') }, world.models);
          const cloud = new Cloud({ ...world, models });
          await cloud.deploy(system, cloud.system(system));
          const stack = await cloud.stack(system);
          assert.equal(stack.StackStatus, 'ROLLBACK_COMPLETE');
          // Logs of access are kept whatever happens: `DeletionPolicy: Retain`.
          const left = cloud.made().map(({ type }) => type);
          assert.ok(left.length <= 1 && left.every((type) => type === 'AWS::S3::Bucket'));
          const told = await cloud.told(system);
          const failure = told.find((line) => line.includes('CREATE_FAILED'));
          const why = `was not successfully created: The following resource(s) failed to create: [${failed}`;
          assert.ok(
            failure?.startsWith(`${nested} CREATE_FAILED: Embedded stack arn:`) && failure.includes(why),
            failure,
          );
          const others = told.filter((line) => line.includes('CREATE_FAILED') && line !== failure);
          assert.ok(others.every((line) => line.endsWith('CREATE_FAILED: Resource creation cancelled')));
        });
    });
  }

describe('an update of hello-server', () => {
  for (const [name, world] of WORLDS)
    test(`lists what a changed parameter comes to, down to the property, and does only that, with ${name}`, async () => {
      const cloud = new Cloud(world);
      await cloud.deploy('hello-server', cloud.system('hello-server'));
      const before = cloud.account.everything().map(({ id }) => id);
      const set = await cloud.deploy('hello-server', cloud.system('hello-server', { DesiredCount: '2' }), 'UPDATE');
      const [change, ...others] = (set.Changes ?? []).map(({ ResourceChange }) => ResourceChange);
      assert.equal(others.length, 0);
      assert.equal(change?.LogicalResourceId, 'Service');
      const nested = await cloud.changeSet('', change?.ChangeSetId ?? '');
      assert.deepEqual(
        nested.Changes?.map(({ ResourceChange }) => [
          ResourceChange?.LogicalResourceId,
          ResourceChange?.Replacement,
          ResourceChange?.Details,
        ]),
        [
          [
            'Service',
            'False',
            [
              {
                Target: { Attribute: 'Properties', Name: 'DesiredCount', RequiresRecreation: 'Never' },
                Evaluation: 'Static',
                ChangeSource: 'ParameterReference',
                CausingEntity: 'DesiredCount',
              },
            ],
          ],
        ],
      );
      assert.equal((await cloud.stack('hello-server')).StackStatus, 'UPDATE_COMPLETE');
      assert.deepEqual(
        cloud.account.everything().map(({ id }) => id),
        before,
      );
      assert.equal(String(cloud.account.all('AWS::ECS::Service')[0]?.properties.DesiredCount), '2');
      const told = await cloud.told('hello-server');
      assert.deepEqual(told.slice(-5), [
        'hello-server UPDATE_IN_PROGRESS: User Initiated',
        'Service UPDATE_IN_PROGRESS',
        'Service UPDATE_COMPLETE',
        'hello-server UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
        'hello-server UPDATE_COMPLETE',
      ]);
      const { StackName = '' } = nested;
      assert.equal((await cloud.stack(StackName)).StackStatus, 'UPDATE_COMPLETE');
    });

  test('shows, where change sets are as careful as those of AWS, a replacement that will not come', async () => {
    const cloud = new Cloud({ foresight: 'documented' });
    await cloud.deploy('hello-server', cloud.system('hello-server'));
    const before = cloud.account.everything().map(({ id }) => id);
    const set = await cloud.deploy('hello-server', cloud.system('hello-server', { MinInstances: '2' }), 'UPDATE');
    const named = (of: typeof set, id: string) =>
      of.Changes?.find(({ ResourceChange }) => ResourceChange?.LogicalResourceId === id)?.ResourceChange;
    const nested = await cloud.changeSet('', named(set, 'Service')?.ChangeSetId ?? '');
    const service = named(nested, 'Service');
    assert.equal(service?.Replacement, 'Conditional');
    assert.deepEqual(
      service?.Details?.map(({ Target, Evaluation }) => [Target?.Name, Target?.RequiresRecreation, Evaluation]),
      [
        ['Cluster', 'Always', 'Dynamic'],
        ['CapacityProviderStrategy', 'Never', 'Dynamic'],
      ],
    );
    assert.equal((await cloud.stack('hello-server')).StackStatus, 'UPDATE_COMPLETE');
    assert.deepEqual(
      cloud.account.everything().map(({ id }) => id),
      before,
    );
  });

  test('replaces what must be replaced, new before old', async () => {
    const cloud = new Cloud();
    await cloud.deploy('hello-server', cloud.system('hello-server'));
    const [old] = cloud.account.all('AWS::EC2::VPC');
    const set = await cloud.deploy('hello-server', cloud.system('hello-server', { VpcCidr: '10.1.0.0/16' }), 'UPDATE');
    const network = set.Changes?.find(({ ResourceChange }) => ResourceChange?.LogicalResourceId === 'Network');
    const nested = await cloud.changeSet('', network?.ResourceChange?.ChangeSetId ?? '');
    const vpc = nested.Changes?.find(({ ResourceChange }) => ResourceChange?.LogicalResourceId === 'Vpc');
    assert.equal(vpc?.ResourceChange?.Replacement, 'True');
    const subnet = nested.Changes?.find(({ ResourceChange }) => ResourceChange?.LogicalResourceId === 'PublicSubnet1');
    assert.ok(
      subnet?.ResourceChange?.Details?.some(
        ({ Evaluation, CausingEntity }) => Evaluation === 'Dynamic' && CausingEntity === 'Vpc',
      ),
    );
    // Target groups, whose names are made, are in the new network; the service cannot follow, as AWS would have it.
    const stack = await cloud.stack('hello-server');
    const told = (await cloud.told('hello-server')).filter((line) => line.includes('FAILED'));
    assert.equal(stack.StackStatus, 'UPDATE_COMPLETE', told.join('\n'));
    const [now, ...more] = cloud.account.all('AWS::EC2::VPC');
    assert.equal(more.length, 0);
    assert.notEqual(now?.id, old?.id);
  });

  test('that a service refuses is taken back: an address cannot be at two NAT gateways at once', async () => {
    const cloud = new Cloud(REAL);
    await cloud.deploy('hello-server', cloud.system('hello-server'));
    const all = () =>
      cloud.account.everything().map(({ id, properties, attributes }) => ({ id, properties, attributes }));
    const before = new Map(all().map((each) => [each.id, each]));
    await cloud.deploy('hello-server', cloud.system('hello-server', { VpcCidr: '10.1.0.0/16' }), 'UPDATE');
    assert.equal((await cloud.stack('hello-server')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE');
    assert.match(cloud.firstFailure(), /: NatGateway1 UPDATE_FAILED: .*Elastic IP address .* is already associated/);
    assert.deepEqual(new Map(all().map((each) => [each.id, each])), before);
  });

  test('that fails in a nested stack is taken back in all of them', async () => {
    const models = failing('AWS::ECS::Service', {
      update: (_, { properties }) =>
        String(properties.DesiredCount) === '2' ? refuse('Unable to update') : { id: 'x', attributes: {} },
    });
    const cloud = new Cloud({ models });
    await cloud.deploy('hello-server', cloud.system('hello-server'));
    const before = cloud.account.everything().map(({ id, properties }) => [id, properties]);
    const changed = cloud.system('hello-server', { DesiredCount: '2', MinInstances: '2', VpcCidr: '10.9.0.0/16' });
    await cloud.deploy('hello-server', changed, 'UPDATE');
    const stack = await cloud.stack('hello-server');
    assert.equal(stack.StackStatus, 'UPDATE_ROLLBACK_COMPLETE');
    assert.deepEqual(
      cloud.account
        .everything()
        .map(({ id, properties }) => [id, properties])
        .sort(),
      before.sort(),
    );
    const { Summaries = [] } = await cloud.call<ListChangeSetsOutput>('ListChangeSets', { StackName: 'hello-server' });
    assert.equal(Summaries.at(-1)?.ExecutionStatus, 'EXECUTE_FAILED');
    const again = await cloud.deploy('hello-server', cloud.system('hello-server'), 'UPDATE');
    assert.match(again.StatusReason ?? '', /didn't contain changes/);
  });
});

test('a creation that a restart has interrupted goes on', async () => {
  const cloud = new Cloud({ pace: { milliseconds: 3 } });
  const input = { ...cloud.system('hello-server'), StackName: 'hello-server', Capabilities: ['CAPABILITY_NAMED_IAM'] };
  await cloud.call('CreateStack', input);
  await cloud.until('half made', () => cloud.made().length >= 30);
  const written = JSON.parse(JSON.stringify(cloud.account.state()));
  await cloud.idle();
  const reopened = new Cloud({}, new Account(written, () => new Date()));
  assert.equal((await reopened.stack('hello-server')).StackStatus, 'CREATE_IN_PROGRESS');
  await reopened.idle();
  assert.equal((await reopened.stack('hello-server')).StackStatus, 'CREATE_COMPLETE');
  assert.equal(reopened.account.everything().length, cloud.account.everything().length);
});

test('waiting for what will not come ends, and says what failed first', async () => {
  const cloud = new Cloud({ models: failing('AWS::EC2::VPC', { create: () => refuse('no room') }) });
  const input = { ...cloud.system('hello-server'), StackName: 'hello-server', Capabilities: ['CAPABILITY_NAMED_IAM'] };
  await cloud.call('CreateStack', input);
  await assert.rejects(
    cloud.until('made', () => cloud.made().length > 1000),
    /^AssertionError.*: not made; hello-server-Network-\w+: Vpc CREATE_FAILED: .*no room/,
  );
});

describe('systems beside each other, with the models of the services', () => {
  const resource = (cloud: Cloud, logicalId: string): LocalResource => {
    const found = cloud.made().find(({ owner }) => owner?.logicalId === logicalId);
    return found ?? assert.fail(`there is no ${logicalId}`);
  };

  test('resources are called as AWS would call them', async () => {
    const cloud = new Cloud(REAL);
    await cloud.deploy('hello-server', cloud.system('hello-server'));
    assert.match(
      resource(cloud, 'LoadBalancer').id,
      /:loadbalancer\/app\/hello-ser-LoadBalan-[0-9A-Z]{12}\/[0-9a-f]{16}$/,
    );
    assert.equal(resource(cloud, 'Cluster').id, 'hello-server');
    assert.match(resource(cloud, 'BootstrapTask').id, /:task-definition\/hello-server:1$/);
    assert.equal(resource(cloud, 'Service').live.taskDefinition, resource(cloud, 'BootstrapTask').id);
    await cloud.deploy('storefront', cloud.system('storefront'));
    assert.equal(resource(cloud, 'TaskCount').id, 'service/shared/storefront|ecs:service:DesiredCount|ecs');
  });

  test('hello-admin comes and goes, and hello-server stays as it is', async () => {
    const cloud = new Cloud(REAL);
    await cloud.deploy('hello-server', cloud.system('hello-server'));
    const before = cloud.made();
    const parameters = {
      VpcId: resource(cloud, 'Vpc').id,
      HookSubnetIds: ['PrivateSubnet1', 'PrivateSubnet2'].map((id) => resource(cloud, id).id).join(),
      LoadBalancerArn: resource(cloud, 'LoadBalancer').id,
      LoadBalancerSecurityGroupId: resource(cloud, 'LoadBalancerSecurityGroup').id,
    };
    await cloud.deploy('hello-admin', cloud.system('hello-admin', parameters));
    assert.equal((await cloud.stack('hello-admin')).StackStatus, 'CREATE_COMPLETE', cloud.firstFailure());
    await cloud.call('DeleteStack', { StackName: 'hello-admin' });
    await cloud.idle();
    const owned = cloud.made().filter(({ owner }) => owner !== undefined);
    assert.deepEqual(
      owned.map(({ id }) => id),
      before.map(({ id }) => id),
    );
  });

  test('what parameters name is not there where nobody takes it to be', async () => {
    const cloud = new Cloud({ models: REAL.models });
    await cloud.deploy('hello-admin', cloud.system('hello-admin'));
    assert.equal((await cloud.stack('hello-admin')).StackStatus, 'ROLLBACK_COMPLETE');
    assert.match(cloud.firstFailure(), /CREATE_FAILED: .*(not found|does not exist|cannot be found)/);
  });

  test('a second hello-server finds names taken, and the first one stays as it is', async () => {
    const cloud = new Cloud(REAL);
    await cloud.deploy('hello-server', cloud.system('hello-server'));
    const before = cloud.made();
    const seen = await cloud.deploy('second', cloud.system('hello-server'));
    assert.match(seen.StatusReason ?? '', /^Nested change set \S+ was not successfully created: .*FAILED\.$/);
    assert.deepEqual(
      cloud.made().filter(({ owner }) => owner !== undefined),
      before,
    );
    await cloud.deploy('second', { ...cloud.system('hello-server'), DisableValidation: true });
    assert.equal((await cloud.stack('second')).StackStatus, 'ROLLBACK_COMPLETE');
    assert.match(cloud.firstFailure(), /^second-\w+-\w+: \w+ CREATE_FAILED: .*already exists/);
    const owned = cloud.made().filter(({ owner }) => owner !== undefined);
    assert.deepEqual(owned, before);
  });
});
