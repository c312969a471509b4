// For tests only: systems that differ in everything that can differ, and their templates.
import type { Problem } from '../src/dsl/error.ts';
import { partition, sub, TealformError, type Template } from '../src/dsl/index.ts';
import { type Synthesized, synthesize } from '../src/synth/synthesize.ts';
import {
  allAtOnce,
  canary,
  codeCommit,
  connection,
  ec2,
  existingCodeCommit,
  existingEc2,
  existingLoadBalancer,
  existingVpc,
  fargate,
  http,
  https,
  image,
  linear,
  newVpc,
  parameterStore,
  probe,
  type SystemOptions,
  secretsManager,
  toolsAccount,
} from './options.ts';
import { blueGreenSystem } from './system.ts';

const onInstances = ec2({ instanceType: 'm7i.large', memory: 8192, cpu: 2048, min: 1, max: 3 });
const onFargate = fargate({ cpu: 256, memory: 512 });

/** A system on instances of its own with both listeners and a hook: what variants start from. */
export const base = {
  name: 'variant',
  network: newVpc(),
  capacity: onInstances,
  container: { port: 8000, memory: 256, healthCheck: '/health' },
  listeners: { production: http(80), test: http(8080) },
  hooks: { AfterAllowTestTraffic: probe({ path: '/' }) },
} satisfies SystemOptions;

const check = probe({ path: '/health' });
const allHooks = {
  BeforeInstall: probe({ path: '/health', listener: 'production' }),
  AfterInstall: probe({ path: '/health', listener: 'production' }),
  AfterAllowTestTraffic: [check, probe({ path: '/', body: /version: \d+/, headers: { Accept: 'text/plain' } })],
  BeforeAllowTraffic: check,
  AfterAllowTraffic: probe({ path: '/health', listener: 'production', consecutiveSuccesses: 3 }),
};

/** Variants by what is particular about them. */
export const VARIANTS = {
  'as little as can be said': {
    name: 'v-little',
    capacity: onFargate,
    container: { port: 8000, healthCheck: '/health' },
    listeners: { production: http(80) },
  },
  'an existing network': { ...base, network: existingVpc(), hooks: {}, traffic: allAtOnce() },
  'an existing network and cluster, all hooks through two NAT gateways': {
    ...base,
    network: existingVpc({ natAddresses: 2 }),
    capacity: existingEc2(),
    source: existingCodeCommit({ branch: 'release/next' }),
    releaseFrom: 'repository',
    hooks: allHooks,
    traffic: canary({ percent: 20, minutes: 7 }),
  },
  'no NAT, with endpoints, on instances': { ...base, network: newVpc({ nat: 'none', endpoints: true }), hooks: {} },
  'no NAT, with endpoints, awsvpc': {
    ...base,
    network: newVpc({ nat: 'none', endpoints: true }),
    capacity: onFargate,
    hooks: {},
  },
  'no NAT, tasks in public': { ...base, network: newVpc({ nat: 'none', tasks: 'public' }), hooks: {} },
  'Fargate in public, hooks behind a NAT': {
    ...base,
    network: newVpc({ tasks: 'public' }),
    capacity: onFargate,
    source: image({ tag: 'release' }),
  },
  'three zones, a NAT in each': {
    ...base,
    network: newVpc({ zones: 3, nat: 'per-zone' }),
    traffic: linear({ percent: 25, everyMinutes: 2 }),
    approval: { waitMinutes: 60 },
    source: codeCommit({ branch: 'main' }),
    approveDeploy: true,
  },
  'HTTPS with host name, everything that Fargate can': {
    name: 'v-everything',
    network: newVpc(),
    listeners: { production: https(443), test: https(8443) },
    loadBalancer: { hostName: true },
    capacity: fargate({ cpu: 1024, memory: 2048, architecture: 'arm64', spotWeight: 3, onDemandBase: 1 }),
    container: {
      port: 8000,
      healthCheck: '/health',
      memory: 1024,
      cpu: 512,
      environment: { STAGE: 'test' },
      secrets: {
        TOKEN: parameterStore('/variant/token'),
        DATABASE: secretsManager('variant/db', { key: 'url', suffix: 'AbCdEf' }),
      },
      user: 'node',
      readonlyRootFilesystem: true,
      ulimits: [{ name: 'nofile', soft: 65536, hard: 65536 }],
      stopTimeoutSeconds: 60,
      initProcess: true,
    },
    sidecars: [{ name: 'proxy', image: 'public.ecr.aws/nginx/nginx:1.29', memory: 128, startsFirst: true }],
    service: { secretsKey: true },
    source: connection({ repository: 'example/variant', branch: 'main' }),
    build: { context: 'server', dockerfile: 'server/Dockerfile' },
    permissions: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: sub`arn:${partition}:s3:::some-bucket/*` }],
    scaling: { min: 2, max: 6, cpuPercent: 60, memoryPercent: 70 },
    hooks: allHooks,
    traffic: linear({ percent: 10, everyMinutes: 3 }),
    rollbackOn: { http5xxPercent: 1, latencyP99Seconds: 0.5 },
    permissionsBoundary: true,
    containerInsights: 'enhanced',
    tags: { team: 'platform' },
  },
  'on a load balancer that exists, HTTPS with host name': {
    ...base,
    network: existingVpc({ natAddresses: 2 }),
    capacity: existingEc2(),
    loadBalancer: existingLoadBalancer({ hostName: true }),
    listeners: { production: https(8443), test: https(9443) },
    hooks: allHooks,
  },
  'beside another system, on its instances and its internal load balancer': {
    ...base,
    network: existingVpc(),
    capacity: existingEc2(),
    loadBalancer: existingLoadBalancer({ scheme: 'internal', reachesInstances: true }),
    listeners: { production: http(8081), test: http(8082) },
    hooks: allHooks,
  },
  'released from a tools account': {
    ...base,
    name: 'v-afar',
    capacity: onFargate,
    source: codeCommit({ branch: 'main' }),
    pipelineIn: toolsAccount(),
    approveDeploy: true,
  },
  'HTTPS, the test listener without': { ...base, listeners: { production: https(443), test: http(8080) } },
  'internal, behind a NAT': { ...base, loadBalancer: { scheme: 'internal' } },
  'internal, closed off from the internet': {
    ...base,
    network: newVpc({ nat: 'none', endpoints: true }),
    loadBalancer: { scheme: 'internal' },
    hooks: allHooks,
  },
  'internal, in an existing network and cluster on Fargate, HTTPS': {
    ...base,
    network: existingVpc({ natAddresses: 1 }),
    capacity: fargate({ cpu: 256, memory: 512, cluster: 'existing' }),
    listeners: { production: https(443), test: https(8443) },
    loadBalancer: { scheme: 'internal', hostName: true },
    service: { exec: true },
  },
  'no test listener, no access logs, no flow logs, no alarms': {
    ...base,
    network: newVpc({ flowLogs: false }),
    listeners: { production: http(80) },
    loadBalancer: { accessLogs: false },
    hooks: { BeforeAllowTraffic: check },
    rollbackOn: { unhealthyHosts: false, http5xxPercent: false },
  },
} as const satisfies Readonly<Record<string, SystemOptions>>;

export type Variant = keyof typeof VARIANTS;

const made = new Map<Variant, Synthesized>();

/** A variant's output, made when it is first asked for. */
export function outputOf(name: Variant): Synthesized {
  const options: SystemOptions = VARIANTS[name];
  const output = made.get(name) ?? synthesize(blueGreenSystem(options));
  made.set(name, output);
  return output;
}

/** The names of all variants. */
export const NAMES = Object.keys(VARIANTS) as Variant[];

/** Whether a variant's stacks have a pipeline in them. */
export const hasPipeline = (name: Variant) => 'source' in VARIANTS[name] && !('pipelineIn' in VARIANTS[name]);

/** The templates of a variant, by file. */
export function templatesOf(name: Variant): Readonly<Record<string, string>> {
  return Object.fromEntries(outputOf(name).templates.map(({ file, text }) => [file, text]));
}

/** What is found in data along these keys; undefined where there is nothing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** One template of a variant. */
export function templateOf(name: Variant, file: string): Template | undefined {
  return outputOf(name).templates.find((template) => template.file === file)?.stack.template;
}

/** One resource of a variant as its template holds it. */
export function resourceOf(name: Variant, file: string, id: string): unknown {
  return templateOf(name, file)?.Resources[id];
}

/** What is wrong with a system's options; nothing when they can be built. */
export function problemsOf(options: object): readonly Problem[] {
  try {
    blueGreenSystem(options as SystemOptions).build();
  } catch (error) {
    if (error instanceof TealformError) return error.problems;
    throw error;
  }
  return [];
}
