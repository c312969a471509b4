import { bundleHook } from '../lambda/bundle.ts';
import { EC2, Lambda, Logs } from '../src/aws/index.ts';
import {
  accountId,
  type Expression,
  parameter,
  partition,
  type ResourceHandle,
  region,
  stack,
  sub,
  type Value,
} from '../src/dsl/index.ts';
import { HOST_NAME } from './common/parameters.ts';
import { declareRole } from './common/role.ts';
import { openSite, type Site, type SiteOptions, siteWithRolesParameters } from './common/site.ts';
import { keepAwake } from './hooks/keep-awake.ts';
import { type HookPlacement, type PlacedHook, writeProbes } from './hooks/placement.ts';
import type { ListenerOptions } from './options/listeners.ts';
import type { RetentionDays } from './options/network.ts';

/** What the hooks are made from. */
export interface HooksStackOptions extends SiteOptions {
  readonly placement: HookPlacement;
  readonly listeners: { readonly production: ListenerOptions; readonly test?: ListenerOptions };
  /** Whether the system has a host name, which probes then ask for. */
  readonly hostName: boolean;
  readonly logRetention: RetentionDays;
}

/** What checks a release before and after traffic moves: a function for each lifecycle event used. */
export const hooks = (options: HooksStackOptions) => {
  const { placement } = options;
  const throughGroup = placement.source === 'security-group';
  return stack(
    'Hooks',
    {
      description:
        'What checks a release: a function for each lifecycle event used, which probes the service and reports',
      parameters: {
        ...siteWithRolesParameters(options),
        VpcId: parameter.vpcId(),
        SubnetIds: parameter.subnetIds({
          description: 'Private subnets with a way to CodeDeploy, where functions run',
        }),
        LoadBalancerDnsName: parameter.string({ description: 'Where listeners are reached' }),
        LoadBalancerSecurityGroupId: throughGroup
          ? parameter.securityGroupId({ description: 'The group that must let the functions in' })
          : undefined,
        HostName: options.hostName ? parameter.string(HOST_NAME) : undefined,
      },
    },
    (given, tools) => {
      const site = openSite(tools, given, options);
      const { LoadBalancerSecurityGroupId, SubnetIds } = given;
      const group = declareSecurityGroup(site, options, given.VpcId, LoadBalancerSecurityGroupId);
      const urls = listenerUrls(options, given.LoadBalancerDnsName);
      const references = {
        environment: { ...urls, HOST_NAME: given.HostName },
        subnetIds: SubnetIds,
        securityGroupId: group.ref,
      };
      const declare = (hook: PlacedHook) => declareHook(site, hook, options.logRetention, references);
      keepAwake(site, new Map(placement.hooks.map((hook) => [hook.event, declare(hook)])));
      return {};
    },
  );
};

/** The name of an event's function. Roles name functions before they exist, and the limited managed policy wants the prefix. */
export function hookFunctionName(systemName: Value<string>, event: PlacedHook['event']): Value<string> {
  return sub`CodeDeployHook_${systemName}_${event}`;
}

function listenerUrls({ listeners, placement }: HooksStackOptions, host: Expression<string>) {
  const urlOf = (name: 'test' | 'production') => {
    const listener = listeners[name];
    return listener && placement.listeners.includes(name)
      ? sub`${listener.protocol.toLowerCase()}://${host}:${listener.port}`
      : undefined;
  };
  return { TEST_LISTENER: urlOf('test'), PRODUCTION_LISTENER: urlOf('production') };
}

function declareSecurityGroup(
  { resource, tags }: Site,
  { placement, listeners }: HooksStackOptions,
  vpcId: Expression<string>,
  loadBalancerGroupId: Expression<string> | undefined,
): ResourceHandle {
  const ports = placement.listeners.flatMap((name) => listeners[name]?.port ?? []);
  const tcp = (port: number) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port });
  const toListeners = loadBalancerGroupId
    ? { DestinationSecurityGroupId: loadBalancerGroupId }
    : { CidrIp: '0.0.0.0/0' };
  const egress: readonly EC2.SecurityGroupInlineEgress[] = [
    { Description: 'HTTPS to report to CodeDeploy', ...tcp(443), CidrIp: '0.0.0.0/0' },
    ...ports
      .filter((port) => loadBalancerGroupId !== undefined || port !== 443)
      .map((port) => ({ Description: 'To a listener', ...tcp(port), ...toListeners })),
  ];
  const group = resource(
    'HookSecurityGroup',
    new EC2.SecurityGroup({
      GroupDescription: 'Functions that check a release',
      VpcId: vpcId,
      SecurityGroupEgress: egress,
      Tags: tags('hooks'),
    }),
    {
      comment: loadBalancerGroupId
        ? 'Functions reach the listeners they probe, and CodeDeploy.'
        : 'Functions reach the listeners they probe, and CodeDeploy, through the NAT: the load balancer has public addresses only.',
    },
  );
  if (loadBalancerGroupId) {
    for (const name of placement.listeners) {
      resource(
        name === 'test' ? 'TestListenerIngress' : 'ProductionListenerIngress',
        new EC2.SecurityGroupIngress({
          Description: 'Hooks',
          GroupId: loadBalancerGroupId,
          ...tcp(listeners[name]?.port ?? 0),
          SourceSecurityGroupId: group.ref,
        }),
        { comment: `Lets functions in at the ${name} listener: an internal load balancer sees the group they are in.` },
      );
    }
  }
  return group;
}

interface FunctionReferences {
  readonly environment: Readonly<Record<string, Value<string> | undefined>>;
  readonly subnetIds: Expression<readonly string[]>;
  readonly securityGroupId: Expression<string>;
}

function declareHook(
  site: Site,
  { event, probes, timeoutSeconds }: PlacedHook,
  retention: RetentionDays,
  { environment, subnetIds, securityGroupId }: FunctionReferences,
) {
  const { resource, systemName, tags } = site;
  const name = hookFunctionName(systemName, event);
  const logGroup = resource(
    `${event}LogGroup`,
    new Logs.LogGroup({
      LogGroupName: sub`/aws/lambda/${name}`,
      RetentionInDays: retention,
      Tags: tags(`hook-${event}`),
    }),
    { comment: `What the check at ${event} found.`, deletionPolicy: 'Delete', updateReplacePolicy: 'Delete' },
  );
  const role = declareRole(site, `${event}Role`, {
    service: 'lambda.amazonaws.com',
    policies: {
      'write-logs': [
        { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: logGroup.att('Arn') },
      ],
      report: [
        {
          Effect: 'Allow',
          Action: 'codedeploy:PutLifecycleEventHookExecutionStatus',
          Resource: sub`arn:${partition}:codedeploy:${region}:${accountId}:deploymentgroup:${systemName}/${systemName}`,
        },
      ],
      'network-interfaces': [
        { Effect: 'Allow', Action: NETWORK_INTERFACES, Resource: '*' },
        {
          Effect: 'Deny',
          Action: NETWORK_INTERFACES,
          Resource: '*',
          Condition: {
            ArnEquals: {
              'lambda:SourceFunctionArn': sub`arn:${partition}:lambda:${region}:${accountId}:function:${name}`,
            },
          },
        },
      ],
    },
    comment:
      "Lets the function write its log and report on this system's deployments and no others. The network interfaces are for\n" +
      "Lambda, which asks on all resources; the function's own code may not touch any.",
  });
  return resource(
    `${event}Hook`,
    new Lambda.Function({
      FunctionName: name,
      Description: sub`Checks releases of ${systemName} at ${event}`,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: role.att('Arn'),
      Timeout: timeoutSeconds,
      MemorySize: 256,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: logGroup.ref },
      VpcConfig: { SubnetIds: subnetIds, SecurityGroupIds: [securityGroupId] },
      Environment: { Variables: { LIFECYCLE_EVENT: event, ...environment, PROBES: writeProbes(probes) } },
      Code: { ZipFile: bundleHook() },
      Tags: tags(`hook-${event}`),
    }),
    { comment: HOOK_COMMENTS[event] },
  );
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions */
const NETWORK_INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

const HOOK_COMMENTS: Readonly<Record<PlacedHook['event'], string>> = {
  BeforeInstall: 'Runs before the new version is started.',
  AfterInstall: 'Runs once the new version has been started, before any traffic reaches it.',
  AfterAllowTestTraffic: 'Runs once the test listener shows the new version: the last look before users see it.',
  BeforeAllowTraffic: 'Runs before users see the new version.',
  AfterAllowTraffic: 'Runs once the new version serves all users.',
};
