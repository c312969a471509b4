import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isObject } from '../../dsl/border.ts';
import { parseTemplate } from '../../dsl/yaml/parse.ts';
import type { Cause, ChangeTree, PlannedChange } from '../../review/compare/changes.ts';
import { KEPT as KEPT_TABLE } from '../../review/rules/kept.ts';
import { NOTHING, type Verdict } from '../../review/rules/verdict.ts';
import { smallTarget } from '../testing/small-target.ts';
import type { GuardInput } from './guard.ts';
import { guardChanges } from './guard.ts';

const NESTED = 'AWS::CloudFormation::Stack';

function cause(property: string, more: Partial<Cause> = {}): Cause {
  return {
    attribute: 'Properties',
    property,
    recreation: 'Never',
    isCertain: true,
    source: 'DirectModification',
    entity: undefined,
    ...more,
  };
}

function change(type: string, more: Partial<PlannedChange> = {}): PlannedChange {
  return {
    action: 'Modify',
    logicalId: 'It',
    type,
    physicalId: 'it',
    replacement: 'no',
    policy: undefined,
    causes: [],
    nested: undefined,
    ...more,
  };
}

/** Changes in the small system's nested stack `Service`. */
function inService(...changes: readonly PlannedChange[]): ChangeTree {
  const nested = { stackName: 'small-Service', changes };
  return { stackName: 'small', changes: [change(NESTED, { logicalId: 'Service', nested })] };
}

function judge(tree: ChangeTree, more: Partial<GuardInput> = {}): Verdict {
  return guardChanges({
    tree,
    root: smallTarget().root,
    isLatestRunning: undefined,
    removedStacks: new Map(),
    ...more,
  });
}

const REPLACED = { replacement: 'yes', causes: [cause('Name', { recreation: 'Always' })] } as const;

/** Types that may neither be replaced nor go, with a logical id where that decides. */
const KEPT = [
  ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  ['AWS::ElasticLoadBalancingV2::Listener'],
  ['AWS::ElasticLoadBalancingV2::ListenerRule'],
  ['AWS::ElasticLoadBalancingV2::TargetGroup'],
  ['AWS::ECS::Service'],
  ['AWS::ECS::Cluster'],
  ['AWS::ECS::CapacityProvider'],
  ['AWS::ECS::ClusterCapacityProviderAssociations'],
  ['AWS::AutoScaling::AutoScalingGroup'],
  ['AWS::IAM::InstanceProfile', 'InstanceProfile'],
  ['AWS::IAM::Role', 'InstanceRole'],
  ['AWS::IAM::Role', 'ExecutionRole'],
  ['AWS::IAM::Role', 'TaskRole'],
  ['AWS::EC2::VPC'],
  ['AWS::EC2::Subnet'],
  ['AWS::EC2::InternetGateway'],
  ['AWS::EC2::VPCGatewayAttachment'],
  ['AWS::EC2::Route', 'PublicDefaultRoute'],
  ['AWS::EC2::RouteTable', 'PublicRouteTable'],
  ['AWS::EC2::SubnetRouteTableAssociation', 'PublicSubnet1Routes'],
  ['AWS::Route53::RecordSet'],
  ['AWS::CodeDeploy::Application'],
  ['AWS::CodeDeploy::DeploymentGroup'],
  ['AWS::ECS::TaskDefinition'],
  ['AWS::S3::Bucket'],
  ['AWS::ECR::Repository'],
  ['AWS::CodeCommit::Repository'],
  ['AWS::KMS::Key'],
  ['AWS::Logs::LogGroup'],
] as const;

describe('the guard', () => {
  for (const [type, logicalId = 'It'] of KEPT) {
    test(`refuses that ${type} ${logicalId} is replaced or taken away, with the reason and the way round`, () => {
      for (const fate of [REPLACED, { action: 'Remove' }]) {
        const { refused } = judge(inService(change(type, { ...fate, logicalId })));
        assert.ok(refused.length > 0);
        for (const { message, hint } of refused) {
          assert.match(message, /^(AWS::|ECS does not change Name)/);
          assert.match(hint ?? '', /^[a-z].*[^.]$/);
        }
      }
    });

    test(`warns of ${type} ${logicalId} where nobody can say what becomes of it`, () => {
      const { refused, warned } = judge(inService(change(type, { action: 'Dynamic', logicalId })));
      assert.deepEqual(refused, []);
      assert.match(warned[0]?.message ?? '', /may be replaced, which is known at the update only: /);
    });
  }

  test('knows resources by logical ids that templates have', () => {
    const { Resources } = parseTemplate(readFileSync('output/hello-server/flat.yaml', 'utf8'));
    const all = Object.entries(isObject(Resources) ? Resources : {});
    for (const { types, logicalIds } of KEPT_TABLE) {
      if (logicalIds === undefined) continue;
      for (const type of types) {
        const isThere = all.some(
          ([id, resource]) => isObject(resource) && resource.Type === type && logicalIds.test(id),
        );
        assert.ok(isThere, `no ${type} is called like ${logicalIds}`);
      }
    }
  });

  test('only warns of the way out of private subnets, which a system can do without', () => {
    for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::EIP', 'AWS::EC2::VPCEndpoint', 'AWS::EC2::Route']) {
      for (const fate of [REPLACED, { action: 'Remove' }]) {
        const { refused, warned } = judge(inService(change(type, { ...fate, logicalId: 'PrivateDefaultRoute1' })));
        assert.deepEqual([refused.length, warned.length], [0, 1], type);
      }
      const dynamic = judge(inService(change(type, { action: 'Dynamic' })));
      assert.deepEqual(dynamic, NOTHING);
    }
  });

  test('refuses another security group in the place of one, and warns of one that goes', () => {
    const type = 'AWS::EC2::SecurityGroup';
    assert.equal(judge(inService(change(type, REPLACED))).refused.length, 1);
    assert.equal(judge(inService(change(type, { action: 'Remove' }))).warned.length, 1);
  });

  test('refuses that a rule goes that lets users in, and no other; one that replaces it is made before', () => {
    const type = 'AWS::EC2::SecurityGroupIngress';
    for (const logicalId of ['LoadBalancerIngress', 'ClientIngress']) {
      assert.equal(judge(inService(change(type, { action: 'Remove', logicalId }))).refused.length, 1);
      assert.deepEqual(judge(inService(change(type, { ...REPLACED, logicalId }))), NOTHING);
    }
    const hook = change(type, { action: 'Remove', logicalId: 'HookTestIngress1' });
    assert.deepEqual(judge(inService(hook)), NOTHING);
  });

  test('lets everything be added, and other types come and go', () => {
    const types = ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::CloudWatch::Alarm'];
    const tree = inService(
      ...KEPT.map(([type, logicalId = 'It']) => change(type, { action: 'Add', logicalId })),
      ...types.flatMap((type) => [change(type, REPLACED), change(type, { action: 'Remove' })]),
    );
    assert.deepEqual(judge(tree), NOTHING);
  });

  test('only warns of a bucket that goes and is kept', () => {
    const { refused, warned } = judge(inService(change('AWS::S3::Bucket', { action: 'Remove', policy: 'Retain' })));
    assert.deepEqual(refused, []);
    assert.match(warned[0]?.message ?? '', /would leave the stack, and stay where it is/);
    assert.equal(
      judge(inService(change('AWS::ECS::Service', { action: 'Remove', policy: 'Retain' }))).refused.length,
      1,
    );
  });

  test('only warns of a replacement for the sake of an output that may turn out to be what it was', () => {
    const vpc = cause('VpcId', { recreation: 'Always', source: 'ParameterReference', entity: 'VpcId' });
    const group = 'AWS::ElasticLoadBalancingV2::TargetGroup';
    const uncertain = judge(inService(change(group, { replacement: 'yes', causes: [vpc] })));
    assert.deepEqual(uncertain.refused, []);
    assert.match(
      uncertain.warned[0]?.message ?? '',
      /may be replaced because of VpcId, which is known at the update only/,
    );
    const name = cause('Name', { recreation: 'Always', source: 'ParameterReference', entity: 'SystemName' });
    assert.equal(judge(inService(change(group, { replacement: 'yes', causes: [vpc, name] }))).refused.length, 1);
    const dynamic = cause('VpcId', { recreation: 'Always', isCertain: false });
    assert.deepEqual(judge(inService(change(group, { replacement: 'maybe', causes: [dynamic] }))).refused, []);
  });

  test('refuses a replacement of which no reason is told', () => {
    const tree = inService(change('AWS::ECS::Cluster', { replacement: 'yes' }));
    assert.equal(judge(tree).refused.length, 1);
  });

  test('refuses that a nested stack goes with what is kept in it', () => {
    const tree = { stackName: 'small', changes: [change(NESTED, { logicalId: 'Service', action: 'Remove' })] };
    const removedStacks = new Map([['Service', ['AWS::ECS::Service', 'AWS::IAM::Role', 'AWS::EC2::SecurityGroup']]]);
    assert.match(judge(tree, { removedStacks }).refused[0]?.message ?? '', /would go with AWS::ECS::Service in it/);
    assert.deepEqual(judge(tree, { removedStacks: new Map([['Service', ['AWS::IAM::Role']]]) }).refused, []);
  });

  test('knows what ECS lets an update change, and names each property that it does not', () => {
    const allowed = ['DesiredCount', 'HealthCheckGracePeriodSeconds', 'PlacementStrategies', 'EnableECSManagedTags'];
    const tree = (...properties: readonly string[]) =>
      inService(change('AWS::ECS::Service', { causes: properties.map((property) => cause(property)) }));
    assert.deepEqual(judge(tree(...allowed)).refused, []);
    assert.deepEqual(
      judge(tree('DesiredCount', 'TaskDefinition', 'LoadBalancers')).refused.map(({ path }) => path),
      ['Properties.TaskDefinition', 'Properties.LoadBalancers'],
    );
  });

  test('lets a service be whose value only may change', () => {
    const entity = { source: 'ParameterReference', entity: 'VpcId' };
    const tree = inService(change('AWS::ECS::Service', { causes: [cause('NetworkConfiguration', entity)] }));
    assert.deepEqual(judge(tree).refused, []);
  });

  test('refuses any change of the service while the latest revision is not the one that runs', () => {
    const tree = inService(change('AWS::ECS::Service', { causes: [cause('DesiredCount')] }));
    assert.match(judge(tree, { isLatestRunning: false }).refused[0]?.message ?? '', /latest revision/);
    assert.deepEqual(judge(tree, { isLatestRunning: true }).refused, []);
    const other = inService(change('AWS::IAM::Role', { causes: [cause('Policies')] }));
    assert.deepEqual(judge(other, { isLatestRunning: false }).refused, []);
  });

  test('looks at what a resource will be, where the values of parameters are known', () => {
    const { root } = smallTarget();
    const role = {
      Type: 'AWS::ECS::Service',
      Properties: {
        DeploymentController: { Type: 'CODE_DEPLOY' },
        DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
      },
    };
    const service = root.nested.Service;
    assert.ok(service);
    const broken = { ...service, template: { Resources: { It: role } } };
    const tree = inService(change('AWS::ECS::Service', { causes: [cause('DeploymentConfiguration')] }));
    const wanted = { ...root, nested: { ...root.nested, Service: broken } };
    const codes = (more: Partial<GuardInput>) => judge(tree, more).refused.map(({ code }) => code);
    assert.deepEqual(codes({ root: wanted, parameters: {} }), ['rolling-only']);
    assert.deepEqual(codes({ parameters: {} }), []);
  });

  test('never refuses an addition, whatever is added', () => {
    const types = KEPT.map(([type]) => type);
    const anyChange = fc.record({ type: fc.constantFrom(...types), logicalId: fc.string() });
    fc.assert(
      fc.property(fc.array(anyChange), (all) => {
        const tree = inService(...all.map(({ type, logicalId }) => change(type, { action: 'Add', logicalId })));
        assert.deepEqual(judge(tree).refused, []);
      }),
    );
  });
});
