import type { Data } from '../../src/dsl/index.ts';
import { at, listOf, textsOf } from '../rules/data.ts';
import { type Found, type Picture, property } from './picture.ts';
import { drawResources, LANES, link, type Sketch } from './sketch.ts';
import type { Routes } from './traffic.ts';

/** What a release does here: CodeDeploy's group, what it asks, what sends it back, what it moves. */
export function drawRelease(sketch: Sketch, picture: Picture, { group, production, test }: Routes): void {
  if (!group) return;
  drawResources(sketch, [group], LANES.release, ['CodeDeploy', trafficOf(picture, group)]);
  drawHooks(sketch, picture, group, { production, test });
  const alarms = picture.ends(group.stack, property(group, 'AlarmConfiguration', 'Alarms')).found;
  const watched = drawResources(sketch, alarms, LANES.release, ['CloudWatch alarms: roll back']);
  link(sketch, watched, group.key, { kind: 'release' });
  const topics = picture.ends(group.stack, property(group, 'TriggerConfigurations')).found;
  const topic = drawResources(sketch, topics, LANES.release, ['SNS, tells of releases']);
  link(sketch, group.key, topic, { kind: 'release', order: 'backward' });
  for (const listener of production) link(sketch, group.key, listener.key, { kind: 'release', label: 'weights' });
  for (const listener of test) link(sketch, group.key, listener.key, { kind: 'release' });
  const services = picture.ends(group.stack, property(group, 'ECSServices', 0, 'ServiceName')).found;
  for (const { key } of services) link(sketch, group.key, key, { kind: 'release', label: 'task sets' });
}

function drawHooks(
  sketch: Sketch,
  picture: Picture,
  group: Found,
  { production, test }: Pick<Routes, 'production' | 'test'>,
): void {
  // CodeDeploy calls them by name: the AppSpec of each release says which.
  const hooks = picture
    .all('AWS::Lambda::Function')
    .filter((it) => textsOf(property(it, 'FunctionName')).some((name) => name.startsWith('CodeDeployHook_')));
  const asked = drawResources(sketch, hooks, LANES.release, [
    hooks.length === 1 ? 'Lambda function' : 'Lambda functions',
  ]);
  link(sketch, group.key, asked, { kind: 'release' });
  const probed = new Set(hooks.flatMap(probedBy));
  for (const listener of probed.has('production') ? production : []) {
    link(sketch, asked, listener.key, { kind: 'traffic' });
  }
  for (const listener of probed.has('test') ? test : []) {
    link(sketch, asked, listener.key, { kind: 'traffic', isDashed: true });
  }
}

// The listeners that a function probes, as its environment says.
function probedBy(hook: Found): readonly string[] {
  const text = property(hook, 'Environment', 'Variables', 'PROBES');
  const probes: Data = typeof text === 'string' ? JSON.parse(text) : [];
  return listOf(probes).map((probe) => String(at(probe, 'listener')));
}

// How traffic moves: the name of a configuration that is there for everybody, or what is in one of the system's own.
function trafficOf(picture: Picture, group: Found): string {
  const named = property(group, 'DeploymentConfigName');
  const [, kind = '', percent, minutes] =
    /^CodeDeployDefault\.ECS(\w+?)(?:(\d+)Percent(?:Every)?(\d+)Minutes?)?$/.exec(String(named)) ?? [];
  if (kind === 'AllAtOnce') return 'all at once';
  if (percent !== undefined) return steps(kind === 'Linear', percent, minutes ?? '');
  const [own] = named === undefined ? [] : picture.ends(group.stack, named).found;
  if (!own) return 'blue/green';
  const routing = property(own, 'TrafficRoutingConfig');
  const linear = at(routing, 'TimeBasedLinear');
  const canary = at(routing, 'TimeBasedCanary');
  if (linear !== undefined) return steps(true, at(linear, 'LinearPercentage'), at(linear, 'LinearInterval'));
  return steps(false, at(canary, 'CanaryPercentage'), at(canary, 'CanaryInterval'));
}

function steps(isLinear: boolean, percent: Data | undefined, minutes: Data | undefined): string {
  return isLinear ? `linear: ${percent} % every ${minutes} min` : `canary: ${percent} % for ${minutes} min`;
}
