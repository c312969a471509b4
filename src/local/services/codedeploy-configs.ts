import {
  type DeploymentConfigInfo,
  DeploymentConfigInfo$,
  type TrafficRoutingConfig,
} from '@aws-sdk/client-codedeploy';
import type { Account } from '../account.ts';
import { DEPLOYMENT_CONFIG } from '../resources/code-deploy.ts';
import { type TrafficRouting, trafficRoutingOf } from '../resources/deployment-configs.ts';
import { fromProperties } from './by-schema.ts';
import { uuidOf } from './uuid-of.ts';

/** A deployment configuration as GetDeploymentConfig tells of it; undefined for one that is not there, or not for ECS. */
export function describeConfig(account: Account, name: string): DeploymentConfigInfo | undefined {
  const found = account.find(DEPLOYMENT_CONFIG, name);
  const made = { deploymentConfigName: name, deploymentConfigId: uuidOf(`configuration ${name}`) };
  if (found) {
    const info = fromProperties<DeploymentConfigInfo>(DeploymentConfigInfo$, found.properties);
    return { computePlatform: 'Server', ...info, ...made, createTime: new Date(found.createdAt) };
  }
  const routing = trafficRoutingOf(account, name);
  return routing && { ...made, computePlatform: 'ECS', trafficRoutingConfig: describeRouting(routing) };
}

function describeRouting(routing: TrafficRouting): TrafficRoutingConfig {
  const { type } = routing;
  if (type === 'AllAtOnce') return { type };
  const { percentage, minutes } = routing;
  if (type === 'TimeBasedCanary') {
    return { type, timeBasedCanary: { canaryPercentage: percentage, canaryInterval: minutes } };
  }
  return { type, timeBasedLinear: { linearPercentage: percentage, linearInterval: minutes } };
}
