import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildStack, equals, findInMap, fnIf, not, parameter, stack } from '../../dsl/index.ts';
import { Thing } from '../../dsl/small-stack.ts';
import { brief, openRoot } from './explained.fixtures.ts';

const maker = stack('Maker', { description: 'Makes a thing' }, (_, { resource }) => {
  const made = resource('Made', new Thing());
  return { MadeArn: made.att('Arn'), MadeName: made.ref };
});

const user = stack(
  'User',
  {
    description: 'Uses what it is given',
    parameters: {
      GivenArn: parameter.string(),
      Size: parameter.string(),
      Fixed: parameter.string(),
      Unsaid: parameter.string({ default: 'as ever' }),
    },
  },
  (given, { resource, condition, mapping }) => {
    const isLarge = condition('IsLarge', equals(given.Size, 'large'));
    const sizes = mapping('Sizes', { of: { large: 'L' } });
    const first = resource(
      'First',
      new Thing({ Targets: [{ Arn: given.GivenArn }], Size: fnIf(isLarge, findInMap(sizes, 'of', 'large'), 'S') }),
    );
    resource('Second', new Thing({ Fixed: given.Fixed, Unsaid: given.Unsaid }), {
      dependsOn: first,
      condition: isLarge,
    });
    return { FirstName: first.ref };
  },
);

/** User, one stack further in. */
const between = stack(
  'Between',
  { description: 'Hands on', parameters: { Handed: parameter.string(), Size: parameter.string() } },
  (given, { nest }) => {
    const used = nest('User', user, { GivenArn: given.Handed, Size: given.Size, Fixed: 'fixed' });
    return { UserName: used.FirstName };
  },
);

const root = stack(
  'Root',
  {
    description: 'The whole',
    parameters: { Size: parameter.string({ default: 'small' }), Unwanted: parameter.string() },
  },
  ({ Size, Unwanted }, { nest, resource, condition }) => {
    const isWanted = condition('IsWanted', not(equals(Unwanted, 'yes')));
    const made = nest('Maker', maker, {});
    const used = nest('Between', between, { Handed: made.MadeArn, Size }, { condition: isWanted, dependsOn: made });
    resource('Own', new Thing({ Name: used.UserName }));
    return { MadeName: made.MadeName, MadeArn: made.MadeArn };
  },
);

const { of } = openRoot(buildStack(root));

describe('references', () => {
  test('lead across the borders of stacks to what is at the other end, with all that lies between', () => {
    assert.deepEqual(brief(of('Between/User/First').refersTo), [
      'Maker/Made Targets[0].Arn .Arn <- Between/User/GivenArn, Between/Handed, Maker/MadeArn',
      'Between/User/IsLarge Size',
      'Size Size <- Between/User/IsLarge, Between/User/Size, Between/Size',
      'Between/User/Sizes Size',
    ]);
  });

  test('are told from the other end just so', () => {
    assert.deepEqual(brief(of('Maker/Made').referredBy), [
      'MadeArn .Arn <- Maker/MadeArn',
      'Between/User/First Targets[0].Arn .Arn <- Between/User/GivenArn, Between/Handed, Maker/MadeArn',
      'MadeName <- Maker/MadeName',
    ]);
    assert.deepEqual(brief(of('Size').referredBy), [
      'Between/User/IsLarge <- Between/User/Size, Between/Size',
      'Between/User/First Size <- Between/User/IsLarge, Between/User/Size, Between/Size',
      'Between/User/Second Condition <- Between/User/IsLarge, Between/User/Size, Between/Size',
    ]);
  });

  test('that cross no border go straight', () => {
    assert.deepEqual(brief(of('Between/User/Second').refersTo).slice(-2), [
      'Between/User/IsLarge Condition',
      'Size Condition <- Between/User/IsLarge, Between/User/Size, Between/Size',
    ]);
  });

  test('end at what a parent passes as it is, or leaves to the default', () => {
    const ends = of('Between/User/Second').refersTo.filter(({ values }) => values !== undefined);
    assert.deepEqual(
      ends.map(({ id, values }) => ({ id, values })),
      [
        { id: 'Between/User/Fixed', values: { given: 'fixed', environments: {} } },
        { id: 'Between/User/Unsaid', values: { default: 'as ever', environments: {} } },
        { id: 'Size', values: { default: 'small', environments: {} } },
      ],
    );
  });

  test('keep DependsOn apart, of stacks too', () => {
    const second = of('Between/User/Second');
    assert.deepEqual(second.waitsFor, [{ id: 'Between/User/First', kind: 'resource', type: 'Test::Small::Thing' }]);
    assert.ok(!second.refersTo.some(({ id }) => id === 'Between/User/First'));
    assert.deepEqual(
      of('Between/User/First').waitedForBy.map(({ id }) => id),
      ['Between/User/Second'],
    );
    assert.deepEqual(of('Between').waitsFor, [{ id: 'Maker', kind: 'stack' }]);
    assert.deepEqual(of('Maker').waitedForBy, [{ id: 'Between', kind: 'stack' }]);
  });

  test('of a stack are those of its parameters and outputs', () => {
    const { refersTo, referredBy, contains } = of('Between/User');
    assert.deepEqual(brief(refersTo), [
      'Maker/Made Parameters.GivenArn .Arn <- Between/Handed, Maker/MadeArn',
      'Size Parameters.Size <- Between/Size',
    ]);
    assert.deepEqual(brief(referredBy), ['Own Name <- Between/UserName, Between/User/FirstName']);
    assert.deepEqual(
      contains?.map(({ id }) => id),
      ['Between/User/First', 'Between/User/Second'],
    );
  });

  test('of what lies between lead both ways', () => {
    const handed = of('Between/Handed');
    assert.deepEqual(brief(handed.refersTo), ['Maker/Made .Arn <- Maker/MadeArn']);
    assert.deepEqual(brief(handed.referredBy), ['Between/User/First Targets[0].Arn <- Between/User/GivenArn']);
    const output = of('Maker/MadeArn');
    assert.deepEqual(brief(output.refersTo), ['Maker/Made .Arn']);
    assert.deepEqual(brief(output.referredBy), [
      'MadeArn',
      'Between/User/First Targets[0].Arn <- Between/User/GivenArn, Between/Handed',
    ]);
  });

  test('tell of a condition what it says, and of a stack that has one all that is in it', () => {
    assert.equal(of('IsWanted').condition, 'Unwanted is not "yes"');
    assert.deepEqual(of('Between/User/Second').conditions, [
      { id: 'IsWanted', condition: 'Unwanted is not "yes"' },
      { id: 'Between/User/IsLarge', condition: 'Size is "large"' },
    ]);
  });
});

test('a stack that is nested twice is two, each with what it is passed', () => {
  const twice = stack('Root', { description: 'Two of one' }, (_, { nest, resource }) => {
    const [one, other] = [resource('One', new Thing()), resource('Other', new Thing())];
    nest('Left', user, { GivenArn: one.att('Arn'), Size: 'large', Fixed: 'a' });
    nest('Right', user, { GivenArn: other.att('Arn'), Size: 'small', Fixed: 'b' });
    return {};
  });
  const opened = openRoot(buildStack(twice));
  assert.deepEqual(brief(opened.of('One').referredBy), ['Left/First Targets[0].Arn .Arn <- Left/GivenArn']);
  assert.deepEqual(brief(opened.of('Other').referredBy), ['Right/First Targets[0].Arn .Arn <- Right/GivenArn']);
  assert.equal(opened.of('Right/First').flat?.id, 'RightFirst');
  assert.equal(opened.of('flat/RightFirst').id, 'Right/First');
});
