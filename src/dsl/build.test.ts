import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  allStacks,
  buildStack,
  equals,
  fnIf,
  join,
  noValue,
  type Problem,
  parameter,
  region,
  type Stack,
  stack,
  sub,
  TealformError,
} from './index.ts';
import { brief, here, problemsOf, small, soundly, Thing } from './small-stack.ts';

const briefs = (problems: readonly Problem[]) => problems.map(brief);
const messages = (problems: readonly Problem[]) => problems.map(({ message }) => message);

test('building is pure: twice gives the same, and neither knows of the other', () => {
  const source = small(({ Name, Flag }, { condition, mapping, resource, rule }) => {
    const isOn = condition('IsOn', equals(Flag, true));
    mapping('Sizes', { blue: { Memory: 1 } });
    rule('Named', { assertions: [{ assert: equals(Name, 'x'), description: 'x' }] });
    const thing = resource('Thing', new Thing({ Name: fnIf(isOn, Name, noValue) }), { comment: 'Why' });
    return { Arn: thing.att('Arn'), List: [thing.ref] };
  });
  const [first, second] = [soundly(source), soundly(source)];
  assert.deepEqual(second.template, first.template);
  assert.deepEqual(second.comments, first.comments);
  assert.deepEqual([...second.places.keys()], [...first.places.keys()]);
  assert.notEqual(second.template, first.template);
});

test('a body does not run before its stack is built', () => {
  let runs = 0;
  const source = stack('Counting', { description: 'Counts its runs' }, () => {
    runs += 1;
    return {};
  });
  assert.equal(runs, 0);
  buildStack(source);
  buildStack(source);
  assert.equal(runs, 2);
});

test('building does not change what the author holds', () => {
  const properties = Object.freeze({ List: Object.freeze(['a']), Deep: Object.freeze({ Name: region }) });
  const source = small((_, { resource }) => ({ Ref: resource('Thing', new Thing(properties)).ref }));
  soundly(source);
});

test('a reference to what another stack declares names both stacks', () => {
  let leaked: unknown;
  const other = stack('Other', { description: 'Lets a reference out' }, (_, { resource }) => {
    leaked = resource('Bucket', new Thing()).ref;
    return {};
  });
  buildStack(other);
  const [problem, ...others] = problemsOf(() => ({ Deep: [leaked] }));
  assert.deepEqual(others, []);
  assert.ok(problem);
  assert.equal(brief(problem), 'foreign-reference at Small.Holder Properties.Value.Deep[0]');
  assert.equal(problem.message, 'refers to the resource Bucket of stack Other');
  assert.equal(problem.hint, 'return it from Other as an output and pass it on as a parameter');
});

test('a foreign reference is found wherever it hides', () => {
  const names: string[] = [];
  const outer = stack('Outer', { description: 'Uses its own things in a nested stack' }, (_, tools) => {
    const thing = tools.resource('Thing', new Thing());
    const mine = tools.condition('IsMine', equals(region, 'x'));
    const inner = stack('Inner', { description: 'Uses what is not its own' }, (__, { resource, condition }) => {
      const own = condition('IsOwn', equals(region, 'y'));
      resource('InSub', new Thing({ Value: sub`a ${thing.att('Arn')} b` }));
      resource('InJoin', new Thing({ Value: join('', ['a', thing.ref]) }));
      resource('InIf', new Thing({ Value: fnIf(mine, 'a', 'b') }));
      resource('InBranch', new Thing({ Value: fnIf(own, thing.ref, 'b') }));
      resource('Conditional', new Thing(), { condition: mine });
      resource('Waiting', new Thing(), { dependsOn: thing });
      resource('Described', new Thing(), { metadata: { of: thing.ref } });
      condition('IsBoth', equals(thing.ref, 'x'));
      return { Out: thing.ref };
    });
    tools.nest('Inner', inner, {});
    return {};
  });
  for (const problem of buildStack(outer).problems) {
    assert.equal(problem.code, 'foreign-reference');
    names.push([problem.logicalId, problem.path].join(' '));
  }
  assert.deepEqual(names, [
    'InSub Properties.Value',
    'InJoin Properties.Value.Fn::Join[1][1]',
    'InIf Properties.Value.Fn::If',
    'InBranch Properties.Value.Fn::If[1]',
    'Conditional Condition',
    'Waiting DependsOn',
    'Described Metadata.of',
    'IsBoth Fn::Equals[0]',
    'Out Value',
  ]);
});

test('a reference of an earlier building of the same stack is foreign too', () => {
  const leaked: unknown[] = [];
  const source = small((_, { resource }) => {
    leaked.push(resource('Thing', new Thing()).ref);
    resource('Holder', new Thing({ Value: leaked[0] }));
    return {};
  });
  assert.deepEqual(buildStack(source).problems, []);
  assert.deepEqual(briefs(buildStack(source).problems), ['foreign-reference at Small.Holder Properties.Value']);
});

test('what cannot stand in a template is a problem at its path', () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  assert.deepEqual(
    briefs(
      problemsOf((_, { resource }) => ({
        Null: null,
        NaN: Number.NaN,
        Deep: [{ Infinite: Number.NEGATIVE_INFINITY }],
        Function: () => 'x',
        Symbol: Symbol('x'),
        BigInt: 5n,
        Handle: resource('Other', new Thing()),
        InText: join('-', ['a', JSON.parse('null')]),
        Cyclic: cyclic,
      })),
    ),
    [
      'not-a-value at Small.Holder Properties.Value.Null',
      'not-a-value at Small.Holder Properties.Value.NaN',
      'not-a-value at Small.Holder Properties.Value.Deep[0].Infinite',
      'not-a-value at Small.Holder Properties.Value.Function',
      'not-a-value at Small.Holder Properties.Value.Symbol',
      'not-a-value at Small.Holder Properties.Value.BigInt',
      'not-a-value at Small.Holder Properties.Value.Handle',
      'not-a-value at Small.Holder Properties.Value.InText.Fn::Join[1][1]',
      'not-a-value at Small.Holder Properties.Value.Cyclic.self',
    ],
  );
});

test('each of them says what it is and what to write instead', () => {
  const told = (value: unknown) => problemsOf(() => value).map(({ message, hint }) => [message, hint]);
  assert.deepEqual(told(null), [['null cannot stand in a template', 'leave the property out, or use noValue']]);
  assert.deepEqual(told(Number.NaN), [['NaN is not a number that a template can hold', undefined]]);
  assert.deepEqual(
    told(() => 1),
    [['function cannot stand in a template', 'write a literal, an object or an expression']],
  );
  const [[, hint] = []] = problemsOf((_, { resource }) => resource('Other', new Thing())).map((each) => [
    each.message,
    each.hint,
  ]);
  assert.equal(hint, 'use its .ref or one of its attributes with .att(...)');
});

test('an object that stands in two places is no circle', () => {
  const shared = { Key: 'Name', Value: region };
  assert.deepEqual(
    problemsOf(() => [shared, shared, { Deep: shared }]),
    [],
  );
});

test('the handle of a nested stack used as a value is a problem', () => {
  const child = stack('Child', { description: 'A nested stack' }, () => ({}));
  assert.deepEqual(briefs(problemsOf((_, { nest }) => nest('Child', child, {}))), [
    'not-a-value at Small.Holder Properties.Value',
  ]);
});

test('a logical id that is taken is a problem that says where it was taken', () => {
  let line = 0;
  const source = small((_, { resource }) => {
    line = here() + 1;
    resource('Thing', new Thing());
    resource('Thing', new Thing());
    return {};
  });
  const [problem, ...others] = buildStack(source).problems;
  assert.deepEqual(others, []);
  assert.ok(problem);
  assert.equal(brief(problem), 'duplicate-id at Small.Thing');
  assert.match(problem.message, new RegExp(`taken already, at .*build\\.test\\.ts:${line}$`));
  assert.equal(problem.place?.position.line, line + 1);
});

test('parameters and resources share one space of names; every other section has its own', () => {
  const source = small(({ Flag }, { condition, mapping, resource, rule }) => {
    resource('Name', new Thing());
    resource('Same', new Thing());
    condition('Same', equals(Flag, true));
    mapping('Same', { a: { b: 1 } });
    rule('Same', { assertions: [{ assert: equals(Flag, true), description: 'on' }] });
    return { Same: 1 };
  });
  assert.deepEqual(briefs(buildStack(source).problems), ['duplicate-id at Small.Name']);
});

test('two conditions, mappings or rules of one name are a problem each', () => {
  const source = small(({ Flag }, { condition, mapping, rule }) => {
    for (const _ of [1, 2]) {
      condition('C', equals(Flag, true));
      mapping('M', { a: { b: 1 } });
      rule('R', { assertions: [{ assert: equals(Flag, true), description: 'on' }] });
    }
    return {};
  });
  assert.deepEqual(briefs(buildStack(source).problems), [
    'duplicate-id at Small.C',
    'duplicate-id at Small.M',
    'duplicate-id at Small.R',
  ]);
});

test('a nested stack and a resource cannot have one id', () => {
  const child = stack('Child', { description: 'A nested stack' }, () => ({}));
  const source = small((_, { resource, nest }) => {
    resource('Child', new Thing());
    nest('Child', child, {});
    return {};
  });
  assert.deepEqual(briefs(buildStack(source).problems), ['duplicate-id at Small.Child']);
});

test('a name that CloudFormation does not take is a problem, whatever it names', () => {
  const source = stack('Small', { description: 'x', parameters: { 'P-1': parameter.string() } }, (_, tools) => {
    tools.resource('My_Thing', new Thing());
    tools.condition('is on', equals(region, 'x'));
    tools.mapping('', { a: { b: 1 } });
    tools.resource('x'.repeat(256), new Thing());
    tools.resource('x'.repeat(255), new Thing());
    return { 'Out.Put': 1 };
  });
  const { problems } = buildStack(source);
  assert.deepEqual(
    problems.map(({ code }) => code),
    problems.map(() => 'invalid-name'),
  );
  assert.deepEqual(
    problems.map(({ logicalId }) => logicalId),
    ['P-1', 'My_Thing', 'is on', '', 'x'.repeat(256), 'Out.Put'],
  );
  assert.match(problems[1]?.message ?? '', /"My_Thing" is not a name CloudFormation takes/);
});

test('the name of a stack is in PascalCase', () => {
  for (const name of ['network', 'Load-Balancer', '', '2nd', 'Load Balancer']) {
    const problems = buildStack(stack(name, { description: 'x' }, () => ({}))).problems;
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['invalid-name'],
      name,
    );
    assert.match(problems[0]?.message ?? '', new RegExp(`"${name}"`));
  }
  for (const name of ['Network', 'LoadBalancer', 'VPC2']) soundly(stack(name, { description: 'x' }, () => ({})));
});

test('all problems come at once, each with stack, logical id, path and the line of its declaration', () => {
  let start = 0;
  const inner = stack('Inner', { description: 'Wrong in itself' }, (_, { resource }) => {
    resource('A', new Thing({ Value: null }));
    return { List: [] };
  });
  const line = here() + 1;
  const outer = stack('Outer', { description: 'Wrong as well' }, (_, { resource, nest, condition }) => {
    start = here();
    nest('Inner', inner, {});
    resource('B', new Thing({ Deep: [{ Value: Number.NaN }] }));
    resource('B', new Thing());
    condition('Is-On', equals(region, 'x'));
    return { Out: [','] };
  });
  const { problems } = buildStack(outer);
  assert.deepEqual(briefs(problems), [
    'not-a-value at Inner.A Properties.Value',
    'empty-list at Inner.List Value',
    'not-a-value at Outer.B Properties.Deep[0].Value',
    'duplicate-id at Outer.B',
    'invalid-name at Outer.Is-On',
    'comma-in-list at Outer.Out Value',
  ]);
  for (const { place } of problems) assert.match(place?.position.file ?? '', /build\.test\.ts$/);
  assert.deepEqual(
    problems.slice(2).map(({ place }) => place?.position.line),
    [start + 2, start + 3, start + 4, line],
  );
});

test('a TealformError thrown in a body arrives with the problems found until then, in nested stacks too', () => {
  const sound = stack('Sound', { description: 'Wrong but goes on' }, (_, { resource }) => {
    resource('A', new Thing({ Value: null }));
    return {};
  });
  const givesUp = stack('GivesUp', { description: 'Gives up' }, (_, { resource }) => {
    resource('B', new Thing({ Value: null }));
    throw new TealformError({ code: 'too-small', message: 'a network of /28 is too small' });
  });
  const outer = stack('Outer', { description: 'Nests both' }, (_, { resource, nest }) => {
    resource('C', new Thing({ Value: null }));
    nest('Sound', sound, {});
    nest('GivesUp', givesUp, {});
    resource('D', new Thing({ Value: null }));
    return {};
  });
  assert.throws(
    () => buildStack(outer),
    (error) => {
      assert.ok(error instanceof TealformError);
      assert.deepEqual(briefs(error.problems).sort(), [
        'not-a-value at GivesUp.B Properties.Value',
        'not-a-value at Outer.C Properties.Value',
        'not-a-value at Sound.A Properties.Value',
        'too-small at GivesUp',
      ]);
      return true;
    },
  );
});

test('an error that is not for the user to mend goes through as it is', () => {
  const broken = stack('Broken', { description: 'Has a bug' }, () => {
    throw new RangeError('a bug');
  });
  assert.throws(() => buildStack(broken), new RangeError('a bug'));
});

test('a stack nested in itself is an error that names the circle', () => {
  const stacks: Stack[] = [];
  const nesting = (name: string, inner: number): Stack =>
    stack(name, { description: 'Part of a circle' }, (_, { nest }) => {
      const next = stacks[inner];
      if (next) nest('Next', next, {});
      return {};
    });
  stacks.push(nesting('A', 1), nesting('B', 2), nesting('C', 1));
  const [first] = stacks;
  assert.ok(first);
  assert.throws(() => buildStack(first), { code: 'cycle', message: /a stack is nested in itself: B -> C -> B/ });
});

test('a function that makes a stack which nests what the function makes is such a circle', () => {
  const endless = (): Stack =>
    stack('Endless', { description: 'Nests another of its kind' }, (_, { nest }) => {
      nest('Next', endless(), {});
      return {};
    });
  assert.throws(() => buildStack(endless()), { code: 'cycle', message: /nested in itself: Endless -> Endless/ });
});

test('a stack that is nested twice is built alike, listed once, and its problems are told once', () => {
  const inner = stack('Inner', { description: 'Wrong' }, (_, { resource }) => {
    resource('A', new Thing({ Value: null }));
    return {};
  });
  const middle = stack('Middle', { description: 'Nests the same' }, (_, { nest }) => {
    nest('Inner', inner, {});
    return {};
  });
  const outer = stack('Outer', { description: 'Nests it twice and once more' }, (_, { nest }) => {
    nest('First', inner, {});
    nest('Middle', middle, {});
    nest('Second', inner, {});
    return {};
  });
  const built = buildStack(outer);
  assert.deepEqual(briefs(built.problems), ['not-a-value at Inner.A Properties.Value']);
  assert.deepEqual(
    allStacks(built).map(({ name }) => name),
    ['Inner', 'Middle', 'Outer'],
  );
});

test('every declaration has its place, by section and name', () => {
  let start = 0;
  const source = small(({ Flag }, { resource, condition, mapping, rule }) => {
    start = here();
    resource('Thing', new Thing());
    condition('IsOn', equals(Flag, true));
    mapping('Sizes', { a: { b: 1 } });
    rule('On', { assertions: [{ assert: equals(Flag, true), description: 'on' }] });
    return { Out: 1 };
  });
  const { places, place } = soundly(source);
  const lines = (...names: string[]) => names.map((name) => (places.get(name)?.position.line ?? 0) - start);
  assert.deepEqual(lines('Resources/Thing', 'Conditions/IsOn', 'Mappings/Sizes', 'Rules/On'), [1, 2, 3, 4]);
  assert.equal(places.get('Outputs/Out'), place);
  assert.ok(places.has('Parameters/Name'));
});

test('JavaScript without types gets messages, not wrong templates', () => {
  const told = messages(problemsOf(() => ({ toString: undefined, Value: { valueOf: () => 1 } })));
  assert.deepEqual(told, ['function cannot stand in a template']);
});
