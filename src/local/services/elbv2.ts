import {
  DescribeListeners$,
  type DescribeListenersInput,
  type DescribeListenersOutput,
  DescribeLoadBalancers$,
  type DescribeLoadBalancersInput,
  type DescribeLoadBalancersOutput,
  DescribeRules$,
  type DescribeRulesInput,
  type DescribeRulesOutput,
  DescribeTargetGroups$,
  type DescribeTargetGroupsInput,
  type DescribeTargetGroupsOutput,
  DescribeTargetHealth$,
  type DescribeTargetHealthInput,
  type DescribeTargetHealthOutput,
  type Listener,
  Listener$,
  type LoadBalancer,
  LoadBalancer$,
  ModifyListener$,
  type ModifyListenerInput,
  ModifyListenerInput$,
  type ModifyListenerOutput,
  type Rule,
  Rule$,
  type TargetDescription,
  type TargetGroup,
  TargetGroup$,
  type TargetHealth,
  TargetHealth$,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import {
  actionsOf,
  LISTENER,
  LISTENER_RULE,
  LOAD_BALANCER,
  loadBalancersOf,
  TARGET_GROUP,
} from '../resources/elbv2.ts';
import { textOf, textsOf } from '../resources/read.ts';
import type { RegisteredTarget } from '../targets.ts';
import { type LocalService, operation } from '../wire/service.ts';
import { fromProperties, toProperties } from './by-schema.ts';
import { modifyListener } from './modify-listener.ts';
import { pageOf } from './paging.ts';
import { deny } from './refusals.ts';

/** Elastic Load Balancing: load balancers, target groups, listeners and their rules. What is registered is told by whoever runs it; else nothing is. */
export const elbv2: LocalService = {
  id: 'elasticloadbalancing',
  protocols: ['query'],
  version: '2015-12-01',
  operations: [
    operation(
      'DescribeLoadBalancers',
      DescribeLoadBalancers$,
      ['LoadBalancerArns', 'Names', 'Marker', 'PageSize'],
      (input: DescribeLoadBalancersInput, { account }): DescribeLoadBalancersOutput => {
        const found = asked(account, LOAD_BALANCER, input.LoadBalancerArns, input.Names);
        const [page, next] = pageOf(found, input.Marker, input.PageSize ?? 400);
        return { LoadBalancers: page.map((each) => describeLoadBalancer(account, each)), ...marker(next) };
      },
    ),
    operation(
      'DescribeTargetGroups',
      DescribeTargetGroups$,
      ['LoadBalancerArn', 'TargetGroupArns', 'Names', 'Marker', 'PageSize'],
      (input: DescribeTargetGroupsInput, { account }): DescribeTargetGroupsOutput => {
        const { LoadBalancerArn: loadBalancer } = input;
        if (loadBalancer !== undefined) mustExist(account, LOAD_BALANCER, loadBalancer);
        const found = asked(account, TARGET_GROUP, input.TargetGroupArns, input.Names).filter((each) => {
          return loadBalancer === undefined || loadBalancersOf(account, each.id).includes(loadBalancer);
        });
        const [page, next] = pageOf(found, input.Marker, input.PageSize ?? 400);
        return { TargetGroups: page.map((each) => describeTargetGroup(account, each)), ...marker(next) };
      },
    ),
    operation(
      'DescribeListeners',
      DescribeListeners$,
      ['LoadBalancerArn', 'ListenerArns', 'Marker', 'PageSize'],
      (input: DescribeListenersInput, { account }): DescribeListenersOutput => {
        const { LoadBalancerArn: loadBalancer, ListenerArns: arns } = input;
        if (loadBalancer === undefined && arns === undefined) {
          deny('ValidationError', 'You must specify either listener ARNs or a load balancer ARN');
        }
        if (loadBalancer !== undefined) mustExist(account, LOAD_BALANCER, loadBalancer);
        const found = asked(account, LISTENER, arns).filter(({ properties }) => {
          return loadBalancer === undefined || textOf(properties, 'LoadBalancerArn') === loadBalancer;
        });
        const [page, next] = pageOf(found, input.Marker, input.PageSize ?? 400);
        return { Listeners: page.map(describeListener), ...marker(next) };
      },
    ),
    operation(
      'DescribeRules',
      DescribeRules$,
      ['ListenerArn', 'RuleArns', 'Marker', 'PageSize'],
      (input: DescribeRulesInput, { account }): DescribeRulesOutput => {
        const { ListenerArn: listener, RuleArns: arns } = input;
        if (listener === undefined && arns === undefined) {
          deny('ValidationError', 'You must specify either listener rule ARNs or a listener ARN');
        }
        const rules = listener === undefined ? rulesNamed(account, arns ?? []) : rulesOn(account, listener);
        const [page, next] = pageOf(rules, input.Marker, input.PageSize ?? 400);
        return { Rules: page, ...marker(next) };
      },
    ),
    operation(
      'DescribeTargetHealth',
      DescribeTargetHealth$,
      ['TargetGroupArn', 'Targets'],
      (input: DescribeTargetHealthInput, { account }): DescribeTargetHealthOutput => {
        const group = mustExist(account, TARGET_GROUP, input.TargetGroupArn ?? '');
        return { TargetHealthDescriptions: healthOf(account, group, input.Targets) };
      },
    ),
    operation(
      'ModifyListener',
      ModifyListener$,
      ['ListenerArn', 'DefaultActions'],
      (input: ModifyListenerInput, { account }): ModifyListenerOutput => {
        const listener = mustExist(account, LISTENER, input.ListenerArn ?? '');
        if (input.DefaultActions === undefined) return { Listeners: [describeListener(listener)] };
        const { DefaultActions = [] } = toProperties(ModifyListenerInput$, { DefaultActions: input.DefaultActions });
        return { Listeners: [describeListener(modifyListener(account, listener.id, DefaultActions))] };
      },
    ),
  ],
};

const MISSING: Readonly<Record<string, readonly [code: string, words: string]>> = {
  [LOAD_BALANCER]: ['LoadBalancerNotFound', 'One or more load balancers not found'],
  [TARGET_GROUP]: ['TargetGroupNotFound', 'One or more target groups not found'],
  [LISTENER]: ['ListenerNotFound', 'One or more listeners not found'],
  [LISTENER_RULE]: ['RuleNotFound', 'One or more rules not found'],
};

function mustExist(account: Account, type: string, id: string): LocalResource {
  const [code, words] = MISSING[type] ?? ['ValidationError', `${id} not found`];
  return account.find(type, id) ?? deny(code, words);
}

// All of a type, or those of these ARNs or names, each of which must be there.
function asked(account: Account, type: string, arns?: readonly string[], names?: readonly string[]) {
  if (arns && names) deny('ValidationError', 'Names and ARNs cannot be specified together');
  if (arns) return arns.map((arn) => mustExist(account, type, arn));
  const all = account.all(type);
  if (!names) return all;
  return names.map((name) => {
    const found = all.find(({ attributes }) =>
      [attributes.LoadBalancerName, attributes.TargetGroupName].includes(name),
    );
    return found ?? mustExist(account, type, name);
  });
}

// Of those that are asked for, or all. One that is not registered is told as such.
function healthOf(account: Account, group: LocalResource, asked: readonly TargetDescription[] | undefined) {
  const registered = account.targets(group.id);
  const fits = (target: RegisteredTarget, { Id, Port }: TargetDescription) =>
    target.id === Id && (Port === undefined || target.port === Port);
  const missing = (asked ?? []).filter((each) => !registered.some((target) => fits(target, each)));
  const found = registered.filter((target) => asked === undefined || asked.some((each) => fits(target, each)));
  return [...found.map(describeTarget), ...missing.map((Target) => ({ Target, TargetHealth: UNUSED }))];
}

function describeTarget({ id, port, state, reason, description }: RegisteredTarget): TargetHealthDescription {
  const TargetHealth = fromProperties<TargetHealth>(TargetHealth$, {
    State: state,
    ...(reason !== undefined && { Reason: reason }),
    ...(description !== undefined && { Description: description }),
  });
  const Target = { Id: id, ...(port !== undefined && { Port: port }) };
  return { Target, ...(port !== undefined && { HealthCheckPort: String(port) }), TargetHealth };
}

const UNUSED: TargetHealth = {
  State: 'unused',
  Reason: 'Target.NotRegistered',
  Description: 'Target is not registered to the target group',
};

function marker(next: string | undefined): { NextMarker?: string } {
  return next === undefined ? {} : { NextMarker: next };
}

function describeLoadBalancer(
  account: Account,
  { id, properties, attributes, createdAt }: LocalResource,
): LoadBalancer {
  const subnets = textsOf(properties, 'Subnets').map((subnet) => account.find('AWS::EC2::Subnet', subnet));
  const vpc = subnets.map((subnet) => textOf(subnet?.properties ?? {}, 'VpcId')).find(Boolean);
  const zones = subnets.flatMap((subnet) => {
    if (!subnet) return [];
    const zone = textOf(subnet.attributes, 'AvailabilityZone');
    return [{ SubnetId: subnet.id, ...(zone !== undefined && { ZoneName: zone }) }];
  });
  const defaults = { Type: 'application', Scheme: 'internet-facing', IpAddressType: 'ipv4' };
  return {
    ...fromProperties<LoadBalancer>(LoadBalancer$, { ...defaults, ...properties, ...attributes }),
    LoadBalancerArn: id,
    CreatedTime: new Date(createdAt),
    State: { Code: 'active' },
    AvailabilityZones: zones,
    ...(vpc !== undefined && { VpcId: vpc }),
  };
}

function describeTargetGroup(account: Account, { id, properties, attributes }: LocalResource): TargetGroup {
  const defaults = {
    TargetType: 'instance',
    HealthCheckEnabled: true,
    HealthCheckPort: 'traffic-port',
    HealthCheckProtocol: textOf(properties, 'Protocol') ?? 'HTTP',
    IpAddressType: 'ipv4',
    ProtocolVersion: 'HTTP1',
  };
  return {
    ...fromProperties<TargetGroup>(TargetGroup$, { ...defaults, ...properties, ...attributes }),
    TargetGroupArn: id,
    LoadBalancerArns: [...loadBalancersOf(account, id)],
  };
}

function describeListener(listener: LocalResource): Listener {
  return {
    ...fromProperties<Listener>(Listener$, { ...listener.properties, DefaultActions: shownActions(listener) }),
    ListenerArn: listener.id,
  };
}

// One target group is shown in both ways that there are to say it, as the API does.
function shownActions(listener: LocalResource) {
  return actionsOf(listener).map((action) => {
    const only = textOf(action, 'TargetGroupArn');
    if (only === undefined || action.ForwardConfig !== undefined) return action;
    return { ...action, ForwardConfig: { TargetGroups: [{ TargetGroupArn: only, Weight: 1 }], ...NOT_STICKY } };
  });
}

const NOT_STICKY = { TargetGroupStickinessConfig: { Enabled: false } };

function rulesOn(account: Account, listenerArn: string): readonly Rule[] {
  const listener = mustExist(account, LISTENER, listenerArn);
  const own = account.all(LISTENER_RULE).filter(({ properties }) => textOf(properties, 'ListenerArn') === listenerArn);
  const sorted = own.map(describeRule).sort((a, b) => Number(a.Priority) - Number(b.Priority));
  return [...sorted, defaultRule(listener)];
}

function rulesNamed(account: Account, arns: readonly string[]): readonly Rule[] {
  return arns.map((arn) => {
    const ofListener = account.all(LISTENER).find(({ id }) => defaultRuleArn(id) === arn);
    return ofListener ? defaultRule(ofListener) : describeRule(mustExist(account, LISTENER_RULE, arn));
  });
}

function describeRule(rule: LocalResource): Rule {
  const properties = { ...rule.properties, Actions: shownActions(rule) };
  return { ...fromProperties<Rule>(Rule$, properties), RuleArn: rule.id, IsDefault: false };
}

// A listener's default actions are also a rule, the last one.
function defaultRule(listener: LocalResource): Rule {
  const properties = { Priority: 'default', Conditions: [], Actions: shownActions(listener) };
  return { ...fromProperties<Rule>(Rule$, properties), RuleArn: defaultRuleArn(listener.id), IsDefault: true };
}

function defaultRuleArn(listenerArn: string): string {
  return `${listenerArn.replace(':listener/', ':listener-rule/')}/${listenerArn.slice(-16)}`;
}
