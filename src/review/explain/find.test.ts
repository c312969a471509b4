import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildStack, equals, parameter, stack } from '../../dsl/index.ts';
import { Thing } from '../../dsl/small-stack.ts';
import { find } from './find.ts';
import { thingsOf } from './things.ts';

const balancer = stack('LoadBalancer', { description: 'Traffic' }, (_, { resource }) => {
  const log = resource('LogGroup', new Thing());
  const listener = resource('ProductionListener', new Thing());
  resource('LoadBalancer', new Thing({ Log: log.ref }));
  return { ListenerArn: listener.att('Arn') };
});

const service = stack(
  'Service',
  { description: 'What runs', parameters: { ListenerArn: parameter.string(), Colour: parameter.string() } },
  ({ ListenerArn, Colour }, { resource, condition }) => {
    const isGreen = condition('IsGreen', equals(Colour, 'green'));
    const log = resource('LogGroup', new Thing(), { condition: isGreen });
    resource('TaskRole', new Thing({ ListenerArn }));
    return { TaskRole: log.ref };
  },
);

const root = buildStack(
  stack(
    'Root',
    { description: 'The whole', parameters: { Colour: parameter.string() } },
    ({ Colour }, { nest, resource }) => {
      const { ListenerArn } = nest('LoadBalancer', balancer, {});
      nest('Service', service, { ListenerArn, Colour });
      resource('Topic', new Thing());
      return { ListenerArn };
    },
  ),
);

const role = buildStack(
  stack('Member', { description: 'A role' }, (_, { resource }) => {
    resource('Role', new Thing());
    return {};
  }),
);

const things = thingsOf('small', root, [{ path: 'fleets/member.yaml', text: '', stack: role }]);

/** The id that something is found as, or what else comes of it. */
function found(asked: string): string {
  const result = find(asked, things);
  if (result.kind === 'one') return result.thing.id;
  return result.kind === 'several'
    ? `several: ${result.candidates.map(({ id }) => id).join(', ')}`
    : `none, near ${result.near.join(', ')}`;
}

describe('an id', () => {
  for (const [asked, id, why] of [
    ['Service/TaskRole', 'Service/TaskRole', 'from the root down'],
    ['Topic', 'Topic', "bare, for one of the root's own"],
    ['Root/Topic', 'Topic', 'below Root'],
    ['Root', 'Root', 'the root itself'],
    ['LoadBalancer', 'LoadBalancer', 'a stack, although a resource is called so too'],
    ['LoadBalancer/LoadBalancer', 'LoadBalancer/LoadBalancer', 'the resource in it'],
    ['ProductionListener', 'LoadBalancer/ProductionListener', 'bare, in one stack only'],
    ['TaskRole', 'Service/TaskRole', 'bare, a resource before an output'],
    ['IsGreen', 'Service/IsGreen', 'a condition, bare'],
    ['Colour', 'Colour', "the root's parameter before that of a stack"],
    ['ListenerArn', 'ListenerArn', "the root's output before others"],
    ['Service/Outputs/TaskRole', 'Service/Outputs/TaskRole', 'what has the name of a resource, by its section'],
    ['LoadBalancer.Outputs.ListenerArn', 'LoadBalancer/ListenerArn', 'as references are written'],
    ['load-balancer.yaml/ProductionListener', 'LoadBalancer/ProductionListener', 'below a file'],
    ['load-balancer.yaml', 'LoadBalancer', 'a file'],
    ['flat/ServiceLogGroup', 'Service/LogGroup', 'of the flat template'],
    ['flat/LogGroup', 'LoadBalancer/LogGroup', 'of the flat template, where it is several in the others'],
    ['ServiceLogGroup', 'Service/LogGroup', 'of the flat template, bare'],
    ['fleets/member/Role', 'fleets/member/Role', 'beside the system'],
    ['fleets/member', 'fleets/member', 'a template beside the system'],
    ['service/taskrole', 'Service/TaskRole', 'in other letters'],
    [' Service/TaskRole/ ', 'Service/TaskRole', 'with what came along when it was copied'],
  ] as const) {
    test(`may be ${why}: ${asked.trim()}`, () => assert.equal(found(asked), id));
  }

  test('that several have is not one of them at random', () => {
    assert.equal(found('LogGroup'), 'several: LoadBalancer/LogGroup, Service/LogGroup');
    assert.equal(found('loggroup'), 'several: LoadBalancer/LogGroup, Service/LogGroup');
  });

  for (const [asked, near] of [
    ['Service/TaskRoel', 'Service/TaskRole'],
    ['Service/ProductionListener', 'LoadBalancer/ProductionListener'],
    ['Productionlistner', 'LoadBalancer/ProductionListener'],
    ['Service/HelloTaskRole', 'Service/TaskRole, fleets/member/Role'],
    ['Service/Xyzzyxyzzy', 'Service/LogGroup, Service/TaskRole'],
    ['flat/Nothing', ''],
    ['', ''],
    ['constructor', ''],
  ] as const) {
    test(`that nothing has comes with what is near: ${asked}`, () => assert.equal(found(asked), `none, near ${near}`));
  }

  test('tells of others that have the same name, and of letters', () => {
    const asked = find('loadbalancer', things);
    assert.ok(asked.kind === 'one');
    assert.equal(asked.isMisspelt, true);
    assert.deepEqual(
      asked.also.map(({ id }) => id),
      ['LoadBalancer/LoadBalancer'],
    );
    const role = find('Service/TaskRole', things);
    assert.ok(role.kind === 'one');
    assert.equal(role.isMisspelt, false);
    assert.deepEqual(
      role.also.map(({ id }) => id),
      ['Service/Outputs/TaskRole'],
    );
  });
});

test('where two names differ by letters alone, those that were written count', () => {
  const both = buildStack(
    stack('Root', { description: 'Two names' }, (_, { resource }) => {
      resource('Vpc', new Thing());
      resource('VPC', new Thing());
      return {};
    }),
  );
  const two = thingsOf('small', both);
  const ids = ['VPC', 'Vpc', 'vpc'].map((asked) => {
    const result = find(asked, two);
    return result.kind === 'one' ? result.thing.id : result.kind;
  });
  assert.deepEqual(ids, ['VPC', 'Vpc', 'several']);
});

test('everything has an id of its own', () => {
  const ids = things.all.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});
