import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type ChangeTree, countChanges, plannedChange } from './changes.ts';
import { printChanges } from './print-changes.ts';

const COUNT = plannedChange({
  Action: 'Modify',
  LogicalResourceId: 'Service',
  ResourceType: 'AWS::ECS::Service',
  Replacement: 'False',
  Details: [
    {
      Target: { Attribute: 'Properties', Name: 'DesiredCount', RequiresRecreation: 'Never' },
      Evaluation: 'Dynamic',
      ChangeSource: 'DirectModification',
    },
    {
      Target: { Attribute: 'Properties', Name: 'DesiredCount', RequiresRecreation: 'Never' },
      Evaluation: 'Static',
      ChangeSource: 'ParameterReference',
      CausingEntity: 'DesiredCount',
    },
  ],
});

const GROUP = plannedChange({
  Action: 'Modify',
  LogicalResourceId: 'BlueTargetGroup',
  ResourceType: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  Replacement: 'True',
  Details: [
    {
      Target: { Attribute: 'Properties', Name: 'Port', RequiresRecreation: 'Always' },
      Evaluation: 'Static',
      ChangeSource: 'DirectModification',
    },
  ],
});

const ROLE = plannedChange({ Action: 'Add', LogicalResourceId: 'Role', ResourceType: 'AWS::IAM::Role' });
const BUCKET = plannedChange({
  Action: 'Remove',
  LogicalResourceId: 'Bucket',
  ResourceType: 'AWS::S3::Bucket',
  PolicyAction: 'Retain',
});

function nested(id: string, ...changes: ChangeTree['changes']) {
  const change = { Action: 'Modify', LogicalResourceId: id, ResourceType: 'AWS::CloudFormation::Stack' } as const;
  return plannedChange(change, { stackName: `small-${id}`, changes });
}

const TREE = { stackName: 'small', changes: [nested('Service', COUNT, GROUP), nested('Network'), ROLE, BUCKET] };

describe('what a change set would do', () => {
  test('a property that is told twice is one cause, certain when either is', () => {
    assert.deepEqual(COUNT.causes, [
      {
        attribute: 'Properties',
        property: 'DesiredCount',
        recreation: 'Never',
        isCertain: true,
        source: 'ParameterReference',
        entity: 'DesiredCount',
      },
    ]);
  });

  test('a property is certain to change where the template itself has, and not where only a reference may', () => {
    const causeOf = (...sources: readonly ('DirectModification' | 'ResourceAttribute')[]) =>
      plannedChange({
        Details: sources.map((ChangeSource) => ({
          Target: { Attribute: 'Properties', Name: 'LoadBalancers' },
          Evaluation: 'Dynamic',
          ChangeSource,
        })),
      }).causes[0];
    assert.equal(causeOf('DirectModification')?.isCertain, true);
    assert.equal(causeOf('ResourceAttribute')?.isCertain, false);
    assert.equal(causeOf('DirectModification', 'ResourceAttribute')?.isCertain, false);
  });

  test('is printed as a tree, with the property behind each change, without stacks in which nothing changes', () => {
    assert.deepEqual(printChanges(TREE, 120), [
      '~ Service  AWS::CloudFormation::Stack',
      '  ~ Service  AWS::ECS::Service',
      '      DesiredCount (from DesiredCount)',
      '  ! BlueTargetGroup  AWS::ElasticLoadBalancingV2::TargetGroup  (replaced)',
      '      Port (in the template) replaces it',
      '+ Role  AWS::IAM::Role',
      '- Bucket  AWS::S3::Bucket  (kept, no longer in the stack)',
      '1 to add, 1 to modify, 1 to replace, 1 to remove',
    ]);
  });

  test('is counted by resources; nested stacks count for what is in them', () => {
    assert.deepEqual(countChanges(TREE), { add: 1, modify: 1, replace: 1, remove: 1 });
  });

  test('no line is longer than the terminal is wide', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 200 }), fc.string({ minLength: 1, maxLength: 300 }), (width, id) => {
        const tree = { stackName: 'x', changes: [nested('Service', { ...COUNT, logicalId: id })] };
        for (const line of printChanges(tree, width).slice(0, -1)) assert.ok(line.length <= width);
      }),
    );
  });
});
