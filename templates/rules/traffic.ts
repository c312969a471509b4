import type { Data } from '../../src/dsl/index.ts';
import type { DataObject } from '../../src/dsl/template.ts';
import { at, listOf, textsOf } from './data.ts';
import type { EmittedSystem, Filled } from './emitted-system.ts';
import type { Finding, Rule } from './rule.ts';

const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const PAIRS = ['LoadBalancerInfo', 'TargetGroupPairInfoList'] as const;
const PAIR = [...PAIRS, 0] as const;

/** Rules of what CodeDeploy moves traffic between. */
export const TRAFFIC: readonly Rule<EmittedSystem>[] = [
  {
    code: 'unlike-target-groups',
    holds: 'Blue and green are alike in everything but their names: each carries the traffic that the other did.',
    find: (system) => {
      const [one, other] = targetGroups(system);
      if (!one || !other) return [];
      return differences(withoutNames(one.properties), withoutNames(other.properties)).map((name) =>
        system.finding(
          other.id,
          [name],
          `${name} is ${JSON.stringify(other.properties[name])}, and ${JSON.stringify(one.properties[name])} of ${one.id}`,
          'declare both from the same options: they swap roles at each release',
        ),
      );
    },
  },
  {
    code: 'not-two-target-groups',
    holds: 'The deployment group has one pair of target groups, and they are those of this system.',
    find: (system) => {
      const { group } = system;
      const pairs = listOf(at(group?.properties, ...PAIRS)).length;
      if (!group) return [];
      if (pairs !== 1) {
        return [system.finding(group.id, PAIRS, `has ${pairs} pairs of target groups`, 'CodeDeploy takes one')];
      }
      const named = targetGroupNames(group);
      const own = named.filter((name) => system.all(TARGET_GROUP).some(({ id }) => nameOf(system, id) === name));
      if (named.length === 2 && own.length === 2 && named[0] !== named[1]) return [];
      const message = `names ${named.length === 0 ? 'no target groups' : named.join(', ')}, of which ${own.length} are this system's`;
      return [
        system.finding(group.id, [...PAIR, 'TargetGroups'], message, 'name the two that the listeners forward to'),
      ];
    },
  },
  {
    code: 'foreign-listener',
    holds: 'The deployment group has one production listener and at most one test listener, of this system.',
    find: (system) => {
      const { group } = system;
      if (!group) return [];
      const own = system.all(LISTENER).map(({ id }) => system.value(id));
      return (['ProdTrafficRoute', 'TestTrafficRoute'] as const).flatMap((route): readonly Finding[] => {
        const arns = textsOf(at(group.properties, ...PAIR, route, 'ListenerArns'));
        const isThere = route === 'ProdTrafficRoute' || at(group.properties, ...PAIR, route) !== undefined;
        const foreign = arns.filter((arn) => !own.includes(arn));
        const path = [...PAIR, route, 'ListenerArns'];
        if (isThere && arns.length !== 1) {
          const hint = 'name one: CodeDeploy takes one a route';
          return [system.finding(group.id, path, `has ${arns.length} listeners`, hint)];
        }
        return foreign.map((arn) =>
          system.finding(
            group.id,
            path,
            `${arn} is no listener of this system`,
            'name the listener that the system declares',
          ),
        );
      });
    },
  },
  {
    code: 'swapped-listeners',
    holds: 'The production route is the listener at the port that the options give users, the test route the other.',
    find: (system) => {
      const { group } = system;
      const { ports } = system.options;
      const [production, test] = routedListeners(system);
      return [
        { listener: production, route: 'ProdTrafficRoute', port: ports.production },
        { listener: test, route: 'TestTrafficRoute', port: ports.test },
      ].flatMap(({ listener, route, port }): readonly Finding[] => {
        if (!group || !listener || listener.properties.Port === port) return [];
        const message = `${listener.id} is at port ${listener.properties.Port}, not ${port}`;
        return [system.finding(group.id, [...PAIR, route], message, 'users must not see a version before its tests')];
      });
    },
  },
  {
    code: 'two-load-balancers',
    holds: 'Both listeners stand on one load balancer.',
    find: (system) => {
      const [production, test] = routedListeners(system);
      if (!production || !test) return [];
      const [one, other] = [production, test].map(({ properties }) => String(properties.LoadBalancerArn));
      if (one === other) return [];
      const message = `stands on ${other}, the production listener on ${one}`;
      const hint = 'put both on one load balancer: CodeDeploy knows one';
      return [system.finding(test.id, ['LoadBalancerArn'], message, hint)];
    },
  },
  {
    code: 'one-port-for-two',
    holds: 'Production and test listener have ports of their own.',
    find: (system) => {
      const [production, test] = routedListeners(system);
      if (!production || !test || production.properties.Port !== test.properties.Port) return [];
      const message = `port ${test.properties.Port} is the production listener's as well`;
      return [system.finding(test.id, ['Port'], message, 'give the test listener a port of its own')];
    },
  },
  {
    code: 'wrong-colour',
    holds:
      'With blue live, the listeners forward to the target group that the service began in, with green live to the other: no update sends users to the colour without tasks.',
    find: (system) => {
      const began = textsOf(at(system.service?.properties.LoadBalancers, 0, 'TargetGroupArn')).join();
      const arns = targetGroups(system).map(({ id }) => system.value(id));
      const other = arns.find((arn) => arn !== began) ?? 'the other target group';
      return routedListeners(system).flatMap(({ id, properties }) =>
        [
          { colour: 'blue', wanted: began, forwards: forwardsTo(properties) },
          { colour: 'green', wanted: other, forwards: forwardsTo(system.whenGreenIsLive(id)) },
        ]
          .filter(({ wanted, forwards }) => forwards.join() !== wanted)
          .map(({ colour, wanted, forwards }) =>
            system.finding(
              id,
              ['DefaultActions'],
              `forwards to ${forwards.join(', ') || 'nothing'} with ${colour} live, not to ${wanted}`,
              'choose by LiveColour between the two target groups, the one that the service begins in for blue',
            ),
          ),
      );
    },
  },
  {
    code: 'foreign-service',
    holds:
      'The deployment group releases one service, that of this system, which registers in one of the two target groups.',
    find: (system) => {
      const { group, service } = system;
      if (!group) return [];
      const released = listOf(group.properties.ECSServices);
      const isOwn =
        service !== undefined &&
        system.value(service.id, 'Name') === at(released[0], 'ServiceName') &&
        service.properties.Cluster === at(released[0], 'ClusterName');
      if (released.length !== 1 || !isOwn) {
        const message = `releases ${JSON.stringify(released)}, which is not the one service of this system`;
        return [system.finding(group.id, ['ECSServices'], message, 'name the service and its cluster')];
      }
      const arns = targetGroups(system).map(({ id }) => system.value(id));
      const balanced = listOf(service.properties.LoadBalancers).map((each) => String(at(each, 'TargetGroupArn')));
      if (balanced.length === 1 && arns.includes(balanced[0] ?? '')) return [];
      const message = `registers in ${balanced.join(', ') || 'no target group'}, not in one of the deployment group's two`;
      return [system.finding(service.id, ['LoadBalancers'], message, 'register in one, and only one')];
    },
  },
];

function targetGroupNames(group: Filled): readonly string[] {
  return listOf(at(group.properties, ...PAIR, 'TargetGroups')).map((each) => String(at(each, 'Name')));
}

/** The target groups that the deployment group names, in its order. */
function targetGroups(system: EmittedSystem): readonly Filled[] {
  const all = system.all(TARGET_GROUP);
  const names = system.group ? targetGroupNames(system.group) : [];
  return names.flatMap((name) => all.filter(({ id }) => nameOf(system, id) === name));
}

function nameOf(system: EmittedSystem, id: string): string {
  return system.value(id, 'TargetGroupName');
}

/** The production listener and, where there is one, the test listener of the deployment group. */
function routedListeners(system: EmittedSystem): readonly Filled[] {
  const arns = ['ProdTrafficRoute', 'TestTrafficRoute'].flatMap((route) =>
    textsOf(at(system.group?.properties, ...PAIR, route, 'ListenerArns')),
  );
  const all = system.all(LISTENER);
  return arns.flatMap((arn) => all.filter(({ id }) => system.value(id) === arn));
}

/** The target groups that a listener sends anything to. */
function forwardsTo(listener: DataObject): readonly string[] {
  return listOf(listener.DefaultActions).flatMap((action) => [
    ...textsOf(at(action, 'TargetGroupArn')),
    ...listOf(at(action, 'ForwardConfig', 'TargetGroups'))
      .filter((each) => at(each, 'Weight') !== 0)
      .flatMap((each) => textsOf(at(each, 'TargetGroupArn'))),
  ]);
}

function withoutNames({ Name: _, Tags: __, ...rest }: DataObject): DataObject {
  return rest;
}

function differences(one: DataObject, other: DataObject): readonly string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  // The order of attributes says nothing.
  const written = (data: Data | undefined) =>
    JSON.stringify(Array.isArray(data) ? data.map((each) => JSON.stringify(each)).sort() : data);
  return names.filter((name) => written(one[name]) !== written(other[name]));
}
