import type { Data } from '../../src/dsl/index.ts';
import type { DataObject } from '../../src/dsl/template.ts';
import { at, listOf, textsOf } from './data.ts';
import type { EmittedSystem, Filled } from './emitted-system.ts';
import type { Finding, Rule } from './rule.ts';

const GROUP = 'AWS::CodeDeploy::DeploymentGroup';
const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const SERVICE = 'AWS::ECS::Service';
const PAIR = ['LoadBalancerInfo', 'TargetGroupPairInfoList', 0] as const;

/** Rules of what CodeDeploy moves traffic between. */
export const TRAFFIC: readonly Rule<EmittedSystem>[] = [
  {
    code: 'unlike-target-groups',
    holds: 'Blue and green are alike in everything but their names: each carries the traffic that the other did.',
    find: (system) => {
      const [blue, green] = targetGroups(system);
      if (!blue || !green) return [];
      return differences(withoutNames(blue.properties), withoutNames(green.properties)).map((name) =>
        system.finding(
          green.id,
          [name],
          `${name} is ${JSON.stringify(green.properties[name])}, and ${JSON.stringify(blue.properties[name])} of ${blue.id}`,
          'declare both from the same options: they swap roles at each release',
        ),
      );
    },
  },
  {
    code: 'not-two-target-groups',
    holds: 'The deployment group has exactly two target groups, and they are those of this system.',
    find: (system) => {
      const group = system.one(GROUP);
      if (!group) return [];
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
      const group = system.one(GROUP);
      if (!group) return [];
      const own = system.all(LISTENER).map(({ id }) => system.value(id));
      return (['ProdTrafficRoute', 'TestTrafficRoute'] as const).flatMap((route): readonly Finding[] => {
        const arns = textsOf(at(group.properties, ...PAIR, route, 'ListenerArns'));
        const isThere = route === 'ProdTrafficRoute' || at(group.properties, ...PAIR, route) !== undefined;
        const foreign = arns.filter((arn) => !own.includes(arn));
        const path = [...PAIR, route, 'ListenerArns'];
        if (isThere && arns.length !== 1) {
          return [
            system.finding(group.id, path, `has ${arns.length} listeners`, 'name one: CodeDeploy takes one a route'),
          ];
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
    code: 'two-load-balancers',
    holds: 'Both listeners stand on one load balancer.',
    find: (system) => {
      const [production, test] = routedListeners(system);
      if (!production || !test) return [];
      const [one, other] = [production, test].map(({ properties }) => String(properties.LoadBalancerArn));
      if (one === other) return [];
      const message = `stands on ${other}, the production listener on ${one}`;
      return [
        system.finding(test.id, ['LoadBalancerArn'], message, 'put both on one load balancer: CodeDeploy knows one'),
      ];
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
    code: 'forwards-elsewhere',
    holds: 'Whichever colour is live, each listener of the deployment group forwards to one of its two target groups.',
    find: (system) => {
      const own = targetGroups(system).map(({ id }) => system.value(id));
      return routedListeners(system).flatMap((listener) =>
        [listener.properties, system.whenGreenIsLive(listener.id)].flatMap((properties) =>
          forwardsTo(properties)
            .filter((arn) => !own.includes(arn))
            .map((arn) =>
              system.finding(
                listener.id,
                ['DefaultActions'],
                `forwards to ${arn}, which is not one of the deployment group's target groups`,
                'forward to blue or green, as LiveColour says',
              ),
            ),
        ),
      );
    },
  },
  {
    code: 'colour-not-followed',
    holds: 'What a listener forwards to follows LiveColour, so that no update sends users to the colour without tasks.',
    find: (system) =>
      routedListeners(system)
        .filter(({ id, properties }) => {
          const whenGreen = forwardsTo(system.whenGreenIsLive(id));
          return JSON.stringify(forwardsTo(properties)) === JSON.stringify(whenGreen);
        })
        .map(({ id }) =>
          system.finding(
            id,
            ['DefaultActions'],
            'forwards to the same target group whichever colour is live',
            'choose by LiveColour: after a release the other group serves',
          ),
        ),
  },
  {
    code: 'foreign-service',
    holds:
      'The deployment group releases one service, that of this system, which registers in one of the two target groups.',
    find: (system) => {
      const group = system.one(GROUP);
      if (!group) return [];
      const released = listOf(group.properties.ECSServices);
      const services = system.all(SERVICE);
      const own = services.find(
        ({ id, properties }) =>
          system.value(id, 'Name') === at(released[0], 'ServiceName') &&
          properties.Cluster === at(released[0], 'ClusterName'),
      );
      if (released.length !== 1 || !own) {
        const message = `releases ${JSON.stringify(released)}, which is not the one service of this system`;
        return [system.finding(group.id, ['ECSServices'], message, 'name the service and its cluster')];
      }
      const arns = targetGroups(system).map(({ id }) => system.value(id));
      return listOf(own.properties.LoadBalancers)
        .filter((balancer) => !arns.includes(String(at(balancer, 'TargetGroupArn'))))
        .map((balancer, index) =>
          system.finding(
            own.id,
            ['LoadBalancers', index, 'TargetGroupArn'],
            `registers in ${at(balancer, 'TargetGroupArn')}, which is not one of the deployment group's target groups`,
            'register in blue',
          ),
        );
    },
  },
];

function targetGroupNames(group: Filled): readonly string[] {
  return textsOf(at(group.properties, ...PAIR, 'TargetGroups')).length === 0
    ? []
    : listOf(at(group.properties, ...PAIR, 'TargetGroups')).map((each) => String(at(each, 'Name')));
}

/** The target groups that the deployment group names, in its order. */
function targetGroups(system: EmittedSystem): readonly Filled[] {
  const group = system.one(GROUP);
  const all = system.all(TARGET_GROUP);
  return (group ? targetGroupNames(group) : []).flatMap((name) => all.filter(({ id }) => nameOf(system, id) === name));
}

function nameOf(system: EmittedSystem, id: string): string {
  return system.value(id, 'TargetGroupName');
}

/** The production listener and, where there is one, the test listener of the deployment group. */
function routedListeners(system: EmittedSystem): readonly Filled[] {
  const group = system.one(GROUP);
  const arns = ['ProdTrafficRoute', 'TestTrafficRoute'].flatMap((route) =>
    textsOf(at(group?.properties, ...PAIR, route, 'ListenerArns')),
  );
  const all = system.all(LISTENER);
  return arns.flatMap((arn) => all.filter(({ id }) => system.value(id) === arn));
}

function forwardsTo(listener: DataObject): readonly string[] {
  return listOf(listener.DefaultActions).flatMap((action) => [
    ...textsOf(at(action, 'TargetGroupArn')),
    ...listOf(at(action, 'ForwardConfig', 'TargetGroups')).flatMap((each) => textsOf(at(each, 'TargetGroupArn'))),
  ]);
}

function withoutNames({ Name: _, Tags: __, ...rest }: DataObject): DataObject {
  return rest;
}

function differences(one: DataObject, other: DataObject): readonly string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const isSame = (a: Data | undefined, b: Data | undefined) => JSON.stringify(a) === JSON.stringify(b);
  return names.filter((name) => !isSame(one[name], other[name]));
}
