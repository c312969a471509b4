import { type Place, type Problem, TealformError } from '../../src/dsl/index.ts';
import { minutesToRing } from '../deployment/alarm-minutes.ts';
import { placeHooks } from '../hooks/placement.ts';
import { hasOwnCluster } from './capacity.ts';
import { checkCapacity } from './check-capacity.ts';
import { checkContainers } from './check-container.ts';
import { checkDelivery } from './check-delivery.ts';
import { checkDeployment } from './check-deployment.ts';
import { checkListeners, checkLoadBalancer, checkNetwork } from './check-traffic.ts';
import { canary } from './deployment.ts';
import { USUAL_LOAD_BALANCER } from './listeners.ts';
import { newVpc } from './network.ts';
import { invalid, type OptionProblem, onlyKnown } from './problem.ts';
import type { CompleteOptions, SystemOptions } from './system.ts';

/**
 * Fills in what was left out, and checks it.
 * @throws TealformError with every invalid value.
 */
export function completeOptions(options: SystemOptions, place: Place): CompleteOptions {
  throwIfMissing(options, place);
  const complete = fillIn(options);
  const problems = [
    ...onlyKnown('', options, [...Object.keys(complete).filter((name) => name !== 'delivery'), ...APART]),
    ...checkName(complete),
    ...checkNetwork(complete.network),
    ...checkListeners(complete),
    ...checkLoadBalancer(complete),
    ...checkContainers(complete),
    ...checkCapacity(complete),
    ...checkDeployment(complete),
    ...checkDelivery(complete),
    ...placeHooks(complete).problems,
    ...checkTags(complete),
    ...checkIdle(options),
    ...checkIdentity(options),
  ];
  if (problems.length > 0) {
    throw new TealformError(problems.map((problem): Problem => ({ ...problem, stack: options.name, place })));
  }
  return complete;
}

// The compiler sees these too; `make synth` alone does not ask it, and nothing can be filled in or checked without them.
function throwIfMissing(options: SystemOptions, place: Place): void {
  const given: object = options;
  const has = (path: string) =>
    path.split('.').reduce<unknown>((value, key) => (isObject(value) ? Reflect.get(value, key) : undefined), given) !==
    undefined;
  const problems = Object.entries(REQUIRED)
    .filter(([path]) => !has(path))
    .map(([path, hint]): Problem => ({ ...invalid(path, 'is missing', hint), stack: String(options.name), place }));
  if (problems.length > 0) throw new TealformError(problems);
}

const REQUIRED: Readonly<Record<string, string>> = {
  name: "write what the system is called, such as 'hello-server'",
  capacity: 'write ec2({ ... }), existingEc2() or fargate({ ... })',
  'container.port': 'write the port the container listens on',
  'container.healthCheck': 'write the path that answers 200 when the container is well',
  'listeners.production': 'write http(80) or https(443)',
};

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function fillIn(options: SystemOptions): CompleteOptions {
  const service = {
    gracePeriodSeconds: 60,
    logRetention: 30,
    secretsKey: false,
    exec: false,
    ...options.service,
  } as const;
  const rollbackOn = {
    unhealthyHosts: true,
    http5xxPercent: 5,
    latencyP99Seconds: false,
    ...options.rollbackOn,
  } as const;
  return {
    name: options.name,
    network: options.network ?? newVpc(),
    loadBalancer:
      options.loadBalancer?.kind === 'existing'
        ? options.loadBalancer
        : { ...USUAL_LOAD_BALANCER, accessLogs: 90, ...options.loadBalancer, kind: 'new' },
    listeners: options.listeners,
    capacity: options.capacity,
    container: {
      ...options.container,
      name: options.container.name ?? options.name,
      // A shell leaves processes behind, which only an init process takes away.
      ...(options.service?.exec && options.container.initProcess === undefined ? { initProcess: true } : {}),
    },
    sidecars: options.sidecars ?? [],
    service,
    permissions: options.permissions ?? [],
    desiredCount: options.desiredCount ?? 2,
    scaling: options.scaling,
    hooks: options.hooks ?? {},
    traffic: options.traffic ?? canary({ percent: 10, minutes: 5 }),
    rollbackOn,
    terminateBlueAfterMinutes:
      options.terminateBlueAfterMinutes ??
      Math.max(USUAL_MINUTES_OF_BLUE, minutesToRing({ rollbackOn, gracePeriodSeconds: service.gracePeriodSeconds })),
    approval: options.approval,
    containerInsights: options.containerInsights ?? 'enabled',
    delivery: options.source && {
      source: options.source,
      build: {
        computeType: 'BUILD_GENERAL1_SMALL',
        timeoutMinutes: 20,
        context: '.',
        dockerfile: 'Dockerfile',
        arguments: {},
        ...options.build,
      },
      approveDeploy: options.approveDeploy ?? false,
      releaseFrom: options.releaseFrom ?? 'template',
      pipelineIn: options.pipelineIn?.kind ?? 'service-account',
    },
    permissionsBoundary: options.permissionsBoundary ?? false,
    tags: options.tags ?? {},
  };
}

/** How long the old version stays unless told, or longer where alarms need that. */
const USUAL_MINUTES_OF_BLUE = 5;

/** What is no option of the stacks, or is put together for them. */
const APART = ['source', 'build', 'approveDeploy', 'releaseFrom', 'pipelineIn', 'environments', 'fleets', 'deployedBy'];

function checkName({ name }: CompleteOptions): readonly OptionProblem[] {
  if (/^[a-z](-?[a-z0-9])*$/.test(name) && name.length <= 20) return [];
  const hint = 'use lower-case letters, digits and single hyphens, a letter first, at most 20 characters';
  return [invalid('name', `${JSON.stringify(name)} cannot name a system`, hint)];
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
function checkIdentity({ deployedBy }: SystemOptions): readonly OptionProblem[] {
  if (deployedBy === undefined || /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/[\w.-]+)*$/.test(deployedBy.issuer)) return [];
  const hint = "write its address without https:// and without a port, such as 'gitlab.com'";
  return [invalid('deployedBy.issuer', `${JSON.stringify(deployedBy.issuer)} is no issuer of tokens`, hint)];
}

/** What was said and would have no effect. */
function checkIdle({
  capacity,
  containerInsights,
  desiredCount,
  scaling,
  source,
  pipelineIn,
}: SystemOptions): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  const isKnown = capacity.kind === 'existing-ec2' || capacity.kind === 'fargate';
  if (containerInsights !== undefined && isKnown && !hasOwnCluster(capacity)) {
    const message = 'is the business of the cluster that exists';
    problems.push(invalid('containerInsights', message, 'leave it out'));
  }
  if (desiredCount !== undefined && scaling !== undefined) {
    problems.push(invalid('desiredCount', 'has no effect beside scaling', 'leave one of the two out'));
  }
  if (pipelineIn !== undefined && source === undefined) {
    problems.push(invalid('pipelineIn', 'has no effect without a source', 'write where new versions come from'));
  }
  return problems;
}

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
function checkTags({ tags }: CompleteOptions): readonly OptionProblem[] {
  const count = Object.keys(tags).length;
  // A resource has at most 50, of which one is its name and some are AWS's own.
  if (count > 40) return [invalid('tags', `are ${count}`, 'use at most 40')];
  return Object.entries(tags).flatMap(([key, value]) => {
    const path = `tags[${JSON.stringify(key)}]`;
    if (key === 'Name') return [invalid(path, 'is what each resource is called', 'choose another key')];
    if (/^aws:/i.test(key) || !/^[\w .:/=+@-]{1,128}$/.test(key)) {
      return [
        invalid(path, 'is not a key', 'use letters, digits and . : / = + @ - _, at most 128, not starting with aws:'),
      ];
    }
    if (typeof value === 'string' && /^[\w .:/=+@-]{0,256}$/.test(value)) return [];
    const hint = 'use letters, digits, blanks and . : / = + @ - _, at most 256';
    return [invalid(path, `${JSON.stringify(value)} is not a value`, hint)];
  });
}
