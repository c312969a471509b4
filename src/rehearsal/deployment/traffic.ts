import type { LocalResource } from '../../local/resource.ts';
import type { DeploymentRecord } from '../../local/resources/deployments.ts';
import { LISTENER, weightsOf } from '../../local/resources/elbv2.ts';
import { type Routes, routesOf, splitTraffic } from '../../local/services/traffic.ts';
import { ServiceError } from '../../local/wire/service.ts';
import { mustMay } from './role.ts';
import { DeploymentFailure, groupOf, type Stage } from './stage.ts';

/** What a deployment moves traffic between, and on what. @throws DeploymentFailure where something of it is gone */
export function routesOfDeployment(stage: Stage, record: DeploymentRecord): Routes {
  const group = groupOf(stage, record);
  try {
    return routesOf(stage.account, group);
  } catch (error) {
    if (error instanceof ServiceError)
      throw new DeploymentFailure('CODEDEPLOY_RESOURCE_CANNOT_BE_FOUND', error.message);
    throw error;
  }
}

/**
 * Gives green so much of a route's traffic, in percent, by ModifyListener.
 * @throws DeploymentFailure where the role may not, and where a listener does not forward to what serves now
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/troubleshooting-ecs.html#troubleshooting-ecs-elb
 */
export function shift(stage: Stage, record: DeploymentRecord, route: 'production' | 'test', share: number): void {
  const { account } = stage;
  const { blue, green } = record;
  const routes = routesOfDeployment(stage, record);
  const listeners = routes[route];
  if (!blue || !green || listeners.length === 0) return;
  for (const listener of listeners) {
    mustMay(stage, record, 'AmazonElasticLoadBalancingV2', 'elasticloadbalancing:ModifyListener', listener.id);
    mustBeBehind(listener, blue.targetGroupArn);
  }
  try {
    splitTraffic(account, listeners, { [green.targetGroupArn]: share, [blue.targetGroupArn]: 100 - share });
  } catch (error) {
    if (error instanceof ServiceError) throw elbFailure(error.message);
    throw error;
  }
  for (const { id } of listeners) tellWeights(stage, routes, route, account.find(LISTENER, id));
}

// The side of a target group is its place in the deployment group, whatever runs in it.
function tellWeights(
  stage: Stage,
  { targetGroups }: Routes,
  listener: 'production' | 'test',
  now?: LocalResource,
): void {
  const weights = now ? weightsOf(now) : {};
  const [blue = 0, green = 0] = targetGroups.map(({ id }) => weights[id] ?? 0);
  stage.tell({ kind: 'weights', listener, blue, green });
}

function mustBeBehind(listener: LocalResource, targetGroupArn: string): void {
  if (weightsOf(listener)[targetGroupArn] !== undefined) return;
  throw elbFailure('Primary taskset target group must be behind listener');
}

function elbFailure(why: string): DeploymentFailure {
  const words = 'The ELB could not be updated due to the following error';
  return new DeploymentFailure('ELASTIC_LOAD_BALANCING_INVALID', `${words}: ${why}`);
}
