import { branchesOf } from '../../src/dsl/border.ts';
import { listOf } from '../rules/data.ts';
import { type Found, type Picture, property } from './picture.ts';
import { drawOutside, drawResources, LANES, link, type Sketch } from './sketch.ts';

const ELB = 'AWS::ElasticLoadBalancingV2';

/** Which listener and which target group is which: CodeDeploy's deployment group says it. */
export interface Routes {
  readonly group: Found | undefined;
  readonly production: readonly Found[];
  readonly test: readonly Found[];
}

/** What the deployment group says of the listeners. */
export function readRoutes(picture: Picture): Routes {
  const [group] = picture.all('AWS::CodeDeploy::DeploymentGroup');
  const pair = ['LoadBalancerInfo', 'TargetGroupPairInfoList', 0] as const;
  const listeners = (route: string) =>
    group ? picture.ends(group.stack, property(group, ...pair, route, 'ListenerArns')).found : [];
  return { group, production: listeners('ProdTrafficRoute'), test: listeners('TestTrafficRoute') };
}

/** From users to tasks: load balancer, listeners, both colours, the service and what it runs on. */
export function drawTraffic(sketch: Sketch, picture: Picture, { production, test }: Routes): void {
  const users = drawOutside(sketch, 'Users', ['ClientCidr'], LANES.traffic);
  const testers = test.length > 0 ? drawOutside(sketch, 'Testers', ['TesterCidr'], LANES.traffic) : undefined;
  const listeners = inOrder(picture.all(`${ELB}::Listener`), [...production, ...test]);
  const balancer = drawBalancer(sketch, picture, listeners);
  link(sketch, users, balancer, { kind: 'traffic' });
  link(sketch, testers, balancer, { kind: 'traffic' });
  for (const listener of listeners) {
    drawResources(sketch, [listener], LANES.traffic, [portOf(listener)]);
    link(sketch, balancer, listener.key, { kind: 'traffic' });
  }
  drawColours(sketch, picture, listeners, test);
  for (const service of picture.all('AWS::ECS::Service')) drawService(sketch, picture, service);
}

function drawBalancer(sketch: Sketch, picture: Picture, listeners: readonly Found[]): string | undefined {
  const [own] = picture.all(`${ELB}::LoadBalancer`);
  if (own) {
    const details = [property(own, 'Scheme') === 'internal' ? 'ALB, internal' : 'ALB'];
    return drawResources(sketch, [own], LANES.traffic, details);
  }
  const [given] = listeners.flatMap((it) => picture.ends(it.stack, property(it, 'LoadBalancerArn')).given);
  return given === undefined ? undefined : drawOutside(sketch, given, ['ALB, exists'], LANES.traffic);
}

function drawColours(sketch: Sketch, picture: Picture, listeners: readonly Found[], test: readonly Found[]): void {
  const groups = picture.all(`${ELB}::TargetGroup`);
  for (const [index, group] of groups.entries()) {
    drawResources(sketch, [group], LANES.traffic, ['target group'], index === 0 ? 'blue' : 'green');
  }
  for (const listener of listeners) {
    const isTest = test.some(({ key }) => key === listener.key);
    const { live, next } = coloursOf(picture, listener);
    if (!isTest) link(sketch, listener.key, live?.key, { kind: 'traffic' });
    link(sketch, listener.key, next?.key, { kind: 'traffic', isDashed: true });
  }
}

// Both branches of its condition, as they are with the default of LiveColour: the one that is drawn as live is the second.
function coloursOf(picture: Picture, listener: Found): { live?: Found | undefined; next?: Found | undefined } {
  for (const action of listOf(property(listener, 'DefaultActions'))) {
    const target =
      typeof action === 'object' && action !== null && 'TargetGroupArn' in action ? action.TargetGroupArn : undefined;
    const branches = target === undefined ? undefined : branchesOf(target);
    if (!branches) continue;
    const [live] = picture.ends(listener.stack, branches.otherwise).found;
    const [next] = picture.ends(listener.stack, branches.then).found;
    return { live, next };
  }
  return {};
}

function drawService(sketch: Sketch, picture: Picture, service: Found): void {
  drawResources(sketch, [service], LANES.traffic, ['ECS service']);
  for (const { key, look } of sketch.nodes.map(({ id, look }) => ({ key: id, look }))) {
    if (look !== 'blue' && look !== 'green') continue;
    link(sketch, key, service.key, look === 'blue' ? { kind: 'traffic' } : { kind: 'traffic', isDashed: true });
  }
  link(sketch, service.key, drawCapacity(sketch, picture, service), { kind: 'traffic' });
}

function drawCapacity(sketch: Sketch, picture: Picture, service: Found): string | undefined {
  const strategy = property(service, 'CapacityProviderStrategy');
  const providers = picture.ends(service.stack, strategy);
  const clusters = picture.ends(service.stack, property(service, 'Cluster'));
  const [provider] = providers.found;
  if (provider) {
    const groups = picture.ends(provider.stack, property(provider, 'AutoScalingGroupProvider', 'AutoScalingGroupArn'));
    const templates = groups.found.flatMap((it) => picture.ends(it.stack, property(it, 'LaunchTemplate')).found);
    const [type] = templates.flatMap((it) => property(it, 'LaunchTemplateData', 'InstanceType') ?? []);
    return drawResources(sketch, [provider, ...groups.found], LANES.traffic, [`EC2, ${type ?? 'instances'}`]);
  }
  const kind = providers.given.length > 0 ? 'EC2 instances' : 'Fargate';
  if (clusters.found.length > 0) return drawResources(sketch, clusters.found, LANES.traffic, [`ECS cluster, ${kind}`]);
  const [given] = [...providers.given, ...clusters.given];
  return given === undefined ? undefined : drawOutside(sketch, given, [`${kind}, exists`], LANES.traffic);
}

function portOf(listener: Found): string {
  const protocol = String(property(listener, 'Protocol'));
  const [action] = listOf(property(listener, 'DefaultActions'));
  const isRedirect = typeof action === 'object' && action !== null && 'Type' in action && action.Type === 'redirect';
  return `${protocol} :${property(listener, 'Port')}${isRedirect ? ', redirects' : ''}`;
}

function inOrder(all: readonly Found[], first: readonly Found[]): readonly Found[] {
  const named = all.filter(({ key }) => first.some((it) => it.key === key));
  return [...all.filter((it) => !named.includes(it)), ...named];
}
