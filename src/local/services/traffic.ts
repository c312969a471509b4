import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import type { Side } from '../resources/deployments.ts';
import { findService, runningRevision } from '../resources/ecs-service.ts';
import { LISTENER, TARGET_GROUP, weightsOf } from '../resources/elbv2.ts';
import { objectOf, objectsOf, textsOf } from '../resources/read.ts';
import { modifyListener } from './modify-listener.ts';
import { deny } from './refusals.ts';

/** What a deployment group moves traffic between, and on what. */
export interface Routes {
  readonly service: LocalResource;
  readonly targetGroups: readonly LocalResource[];
  readonly production: readonly LocalResource[];
  readonly test: readonly LocalResource[];
}

/** A deployment group's service, target groups and listeners as they are now. @throws ServiceError where something has gone */
export function routesOf(account: Account, group: LocalResource): Routes {
  const { ClusterName: cluster, ServiceName: name } = objectsOf(group.properties, 'ECSServices')[0] ?? {};
  const service = findService(account, String(cluster), String(name));
  if (!service) return deny('InvalidECSServiceException', 'The Amazon ECS service identifier is not valid.');
  const [pair = {}] = objectsOf(objectOf(group.properties, 'LoadBalancerInfo'), 'TargetGroupPairInfoList');
  const targetGroups = objectsOf(pair, 'TargetGroups').map((each) => {
    const found = account.all(TARGET_GROUP).find(({ attributes }) => attributes.TargetGroupName === each.Name);
    return found ?? deny('InvalidTargetGroupPairException', `the target group ${String(each.Name)} is gone`);
  });
  return {
    service,
    targetGroups,
    production: listenersOf(account, pair, 'ProdTrafficRoute'),
    test: listenersOf(account, pair, 'TestTrafficRoute'),
  };
}

/** The target group that most of production's traffic goes to; before any traffic, the first of the two. */
export function liveTargetGroup({ production, targetGroups }: Routes): LocalResource | undefined {
  const weights = production[0] ? weightsOf(production[0]) : {};
  const sorted = [...targetGroups].sort((a, b) => (weights[b.id] ?? 0) - (weights[a.id] ?? 0));
  return sorted[0];
}

/** What serves now, and the target group for what comes. */
export function sidesOf(
  account: Account,
  routes: Routes,
): { readonly blue: Side; readonly greenTargetGroupArn: string } {
  const live = liveTargetGroup(routes);
  const other = routes.targetGroups.find(({ id }) => id !== live?.id);
  if (!live || !other) return deny('InvalidTargetGroupPairException', 'there are not two target groups');
  const taskDefinition = runningRevision(account, routes.service) ?? '';
  return { blue: { taskDefinition, targetGroupArn: live.id }, greenTargetGroupArn: other.id };
}

/** Sends all traffic of listeners to one target group and none to the other: weights 100 and 0. */
export function moveTraffic(account: Account, listeners: readonly LocalResource[], to: string, from: string): void {
  splitTraffic(account, listeners, { [to]: 100, [from]: 0 });
}

/** Splits the traffic of listeners between target groups by weights, as ModifyListener would. @throws ServiceError in its codes */
export function splitTraffic(
  account: Account,
  listeners: readonly LocalResource[],
  weights: Readonly<Record<string, number>>,
): void {
  const TargetGroups = Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
  const action: DataObject = {
    Type: 'forward',
    ForwardConfig: { TargetGroups, TargetGroupStickinessConfig: { Enabled: false } },
  };
  for (const { id } of listeners) modifyListener(account, id, [action]);
}

function listenersOf(account: Account, pair: DataObject, route: string): readonly LocalResource[] {
  return textsOf(objectOf(pair, route), 'ListenerArns').map((arn) => {
    return account.find(LISTENER, arn) ?? deny('InvalidLoadBalancerInfoException', `the listener ${arn} is gone`);
  });
}
