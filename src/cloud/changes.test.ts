import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import fc from 'fast-check';
import { type ChangeTree, countChanges } from '../review/compare/changes.ts';
import { printChanges } from './print-changes.ts';
import { plannedChange } from './read-changes.ts';
import { tagChanges } from './tag-changes.ts';

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
    assert.deepEqual(printChanges(TREE, { width: 120 }), [
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

  test('on a narrow terminal goes on below, so that it is seen that something is replaced', () => {
    assert.deepEqual(printChanges({ stackName: 'small', changes: [nested('Service', GROUP)] }, { width: 40 }), [
      '~ Service  AWS::CloudFormation::Stack',
      '  ! BlueTargetGroup',
      '      AWS::ElasticLoadBalancingV2::Targe',
      '      tGroup (replaced)',
      '      Port (in the template) replaces it',
      '0 to add, 0 to modify, 1 to replace, 0',
      '    to remove',
    ]);
  });

  test('tells by which parameters a nested stack changes whose template does not', () => {
    const parameter = (CausingEntity: string, Evaluation: 'Static' | 'Dynamic' = 'Static') =>
      ({
        Target: { Attribute: 'Properties', Name: 'Parameters', RequiresRecreation: 'Never' },
        Evaluation,
        ChangeSource: 'ParameterReference',
        CausingEntity,
      }) as const;
    const url = { Target: { Attribute: 'Properties', Name: 'TemplateURL' }, Evaluation: 'Static' } as const;
    const causeIn = (...Details: readonly ResourceChangeDetail[]) =>
      printChanges(
        {
          stackName: 'small',
          changes: [
            plannedChange(
              { Action: 'Modify', LogicalResourceId: 'Service', ResourceType: 'Stack', Details: [...Details] },
              { stackName: 'small-Service', changes: [GROUP] },
            ),
          ],
        },
        { width: 80 },
      )[2];
    const output = { ...parameter('Network.Outputs.VpcId'), ChangeSource: 'ResourceAttribute' } as const;
    const two = [parameter('LiveColour'), parameter('Port'), parameter('VpcId', 'Dynamic'), output];
    assert.equal(causeIn(...two), '      Port (by LiveColour or Port) replaces it');
    assert.equal(causeIn(parameter('VpcId', 'Dynamic')), '      Port (by a parameter) replaces it');
    assert.equal(causeIn(url, ...two), '      Port (in the template) replaces it');
  });

  test('tells the tags that everything gets, since no row does', () => {
    const tags = tagChanges(
      { stage: 'old', owner: 'x', kept: '1', 'aws:own': '1' },
      { stage: 'new', team: 'shop', kept: '1' },
    );
    assert.deepEqual(printChanges({ stackName: 'small', changes: [nested('Network')] }, { width: 80, tags }), [
      '~ tags, of all that takes tags',
      '    owner (no longer)',
      '    stage: old -> new',
      '    team: shop (new)',
      '0 to add, 0 to modify, 0 to replace, 0 to remove',
    ]);
  });

  test('is counted by resources; nested stacks count for what is in them', () => {
    assert.deepEqual(countChanges(TREE), { add: 1, modify: 1, replace: 1, remove: 1 });
  });

  test('no line is longer than the terminal is wide', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 200 }), fc.string({ minLength: 1, maxLength: 300 }), (width, id) => {
        const tree = { stackName: 'x', changes: [nested('Service', { ...COUNT, logicalId: id })] };
        for (const line of printChanges(tree, { width })) assert.ok(line.length <= width);
      }),
    );
  });
});
