import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Cause, ChangeTree, PlannedChange } from '../changes.ts';
import { smallTarget } from '../testing/small-target.ts';
import { guardChanges } from './guard.ts';
import type { GuardInput, Verdict } from './verdict.ts';

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
    passedColour: 'blue',
    liveColour: 'blue',
    isLatestRunning: undefined,
    removedStacks: new Map(),
    ...more,
  });
}

const REPLACED = { replacement: 'yes', causes: [cause('Name', { recreation: 'Always' })] } as const;

const KEPT = [
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::ListenerRule',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::ECS::Service',
  'AWS::ECS::Cluster',
  'AWS::EC2::VPC',
  'AWS::EC2::Subnet',
  'AWS::ECS::TaskDefinition',
  'AWS::S3::Bucket',
  'AWS::ECR::Repository',
  'AWS::CodeCommit::Repository',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
];

describe('the guard', () => {
  for (const type of KEPT) {
    test(`refuses that ${type} is replaced or taken away, with the reason and the way round`, () => {
      for (const fate of [REPLACED, { action: 'Remove' }]) {
        const { refused } = judge(inService(change(type, fate)));
        assert.ok(refused.length > 0);
        for (const { message, hint } of refused) {
          assert.match(message, /^(AWS::|ECS does not change Name)/);
          assert.match(hint ?? '', /^[a-z].*[^.]$/);
        }
      }
    });
  }

  test('lets everything be added, and other types come and go', () => {
    const types = ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::CloudWatch::Alarm'];
    const tree = inService(
      ...KEPT.map((type) => change(type, { action: 'Add' })),
      ...types.flatMap((type) => [change(type, REPLACED), change(type, { action: 'Remove' })]),
    );
    assert.deepEqual(judge(tree), { refused: [], warned: [] });
  });

  test('only warns of a bucket that goes and is kept', () => {
    const { refused, warned } = judge(inService(change('AWS::S3::Bucket', { action: 'Remove', policy: 'Retain' })));
    assert.deepEqual(refused, []);
    assert.match(warned[0]?.message ?? '', /would be taken away/);
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
    const removedStacks = new Map([['Service', ['AWS::ECS::Service', 'AWS::IAM::Role']]]);
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

  test('refuses to write a listener with the colour that does not serve', () => {
    const tree = inService(change('AWS::ElasticLoadBalancingV2::Listener', { causes: [cause('DefaultActions')] }));
    assert.match(
      judge(tree, { liveColour: 'green' }).refused[0]?.message ?? '',
      /send users to blue, and green serves/,
    );
    assert.deepEqual(judge(tree), { refused: [], warned: [] });
  });

  test('never refuses an addition, whatever is added', () => {
    const anyChange = fc.record({ type: fc.constantFrom(...KEPT), logicalId: fc.string() });
    fc.assert(
      fc.property(fc.array(anyChange), (all) => {
        const tree = inService(...all.map(({ type, logicalId }) => change(type, { action: 'Add', logicalId })));
        assert.deepEqual(judge(tree).refused, []);
      }),
    );
  });
});
