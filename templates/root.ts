import { type Expression, output, parameter, type Stack, type StackTools, stack } from '../src/dsl/index.ts';
import type { CompleteOptions } from './complete-options.ts';
import { loadBalancer } from './load-balancer.ts';
import { network } from './network.ts';
import { type LoadBalancerOptions, type NetworkOptions, type NewVpc, usesTls } from './options.ts';
import {
  CERTIFICATE_ARN,
  CLIENT_CIDR,
  COLOURS,
  HOOK_CIDRS,
  HOST_NAME,
  HOSTED_ZONE_ID,
  LIVE_COLOUR,
  SYSTEM_NAME,
  TESTER_CIDR,
  VPC_CIDR,
} from './parameters.ts';

/** The addresses of a new network, and so of its internal clients, unless the user says others. */
const USUAL_VPC_CIDR = '10.0.0.0/16';

/** A whole system: what differs between environments as parameters, the stacks it is made of, what its users want to know. */
export function root(options: CompleteOptions): Stack {
  const { network: site } = options;
  return site.kind === 'new' ? inNewNetwork(options, site) : inExistingNetwork(options, site.natAddresses);
}

function inNewNetwork(options: CompleteOptions, site: NewVpc): Stack {
  const parameters = {
    ...systemParameters(options),
    VpcCidr: parameter.string({ ...VPC_CIDR, default: USUAL_VPC_CIDR }),
    ...trafficParameters(options),
  };
  const hookAddresses = countHookAddresses(options, { none: 0, one: 1, 'per-zone': site.zones }[site.nat]);
  return stack('Root', { ...definition(options, ['VpcCidr']), parameters }, (given, tools) => {
    const shape = network({
      ...site,
      containerInstances: options.loadBalancer.targetType === 'instance',
      internetFacing: options.loadBalancer.scheme === 'internet-facing',
      hooksThroughNat: hookAddresses > 0,
    });
    const built = tools.nest(
      'Network',
      shape,
      { SystemName: given.SystemName, VpcCidr: given.VpcCidr },
      { comment: 'The network everything else is in.' },
    );
    return {
      ...declareEntrance(tools, options, given, {
        vpcId: built.VpcId,
        subnetIds: built.LoadBalancerSubnetIds,
        hookCidrs: built.NatCidrs,
        hookAddresses,
      }),
      VpcId: output(built.VpcId, { description: 'The network the system is in' }),
      TaskSubnetIds: output(built.TaskSubnetIds, { description: 'Where tasks run' }),
    };
  });
}

function inExistingNetwork(options: CompleteOptions, natAddresses: number): Stack {
  const hookAddresses = countHookAddresses(options, natAddresses);
  const parameters = {
    ...systemParameters(options),
    VpcId: parameter.vpcId({ description: 'The network to live in' }),
    LoadBalancerSubnetIds: parameter.subnetIds({
      description: 'Where the load balancer stands: a subnet in each of two zones or more',
    }),
    NatCidrs:
      hookAddresses > 0
        ? parameter.list({ ...HOOK_CIDRS, description: `${HOOK_CIDRS.description}: ${hookAddresses} of them` })
        : undefined,
    ...trafficParameters(options),
  };
  const groups = definition(options, ['VpcId', 'LoadBalancerSubnetIds', 'NatCidrs']);
  return stack('Root', { ...groups, parameters }, (given, tools) =>
    declareEntrance(tools, options, given, {
      vpcId: given.VpcId,
      subnetIds: given.LoadBalancerSubnetIds,
      hookCidrs: given.NatCidrs,
      hookAddresses,
    }),
  );
}

function definition<const Names extends readonly string[]>({ name }: CompleteOptions, network: Names) {
  return {
    description: `${name}: a service released blue/green behind one load balancer`,
    groups: [
      { label: 'System', parameters: ['SystemName', 'LiveColour'] as const },
      { label: 'Network', parameters: network },
      {
        label: 'Traffic',
        parameters: ['ClientCidr', 'TesterCidr', 'CertificateArn', 'HostName', 'HostedZoneId'] as const,
      },
    ],
  };
}

const systemParameters = ({ name }: CompleteOptions) => ({
  SystemName: parameter.string({ ...SYSTEM_NAME, default: name }),
  LiveColour: parameter.oneOf(COLOURS, { ...LIVE_COLOUR, default: 'blue' }),
});

const trafficParameters = ({
  network: site,
  listeners,
  loadBalancer: { scheme, hostName: isNamed },
}: CompleteOptions) => {
  const isEncrypted = usesTls(listeners.production, listeners.test);
  return {
    ClientCidr: clients(scheme, site),
    TesterCidr: listeners.test ? parameter.string({ ...TESTER_CIDR, default: '127.0.0.1/32' }) : undefined,
    CertificateArn: isEncrypted ? parameter.string(CERTIFICATE_ARN) : undefined,
    HostName: isNamed ? parameter.string(HOST_NAME) : undefined,
    HostedZoneId: isNamed ? parameter.hostedZoneId(HOSTED_ZONE_ID) : undefined,
  };
};

// Who the clients inside a network are is known only where the network is made here.
const clients = (scheme: LoadBalancerOptions['scheme'], { kind }: NetworkOptions) => {
  if (scheme === 'internet-facing') return parameter.string({ ...CLIENT_CIDR, default: '0.0.0.0/0' });
  return kind === 'new' ? parameter.string({ ...CLIENT_CIDR, default: USUAL_VPC_CIDR }) : parameter.string(CLIENT_CIDR);
};

/** The network as the other stacks see it, new or existing. */
interface NetworkPlace {
  readonly vpcId: Expression<string>;
  /** Where the load balancer stands. */
  readonly subnetIds: Expression<readonly string[]>;
  /** Where hooks come from, if the test listener admits any, and how many addresses that is. */
  readonly hookCidrs: Expression<readonly string[]> | undefined;
  readonly hookAddresses: number;
}

/** The root's parameters that say how traffic comes in. */
interface TrafficReferences {
  readonly SystemName: Expression<string>;
  readonly LiveColour: Expression<'blue' | 'green'>;
  readonly ClientCidr: Expression<string>;
  readonly TesterCidr: Expression<string> | undefined;
  readonly CertificateArn: Expression<string> | undefined;
  readonly HostName: Expression<string> | undefined;
  readonly HostedZoneId: Expression<string> | undefined;
}

// A hook in the network reaches an internet-facing load balancer by its public name, so it arrives from the NAT's addresses.
function countHookAddresses({ listeners, loadBalancer: { scheme } }: CompleteOptions, natAddresses: number): number {
  return listeners.test && scheme === 'internet-facing' ? natAddresses : 0;
}

function declareEntrance(tools: StackTools, options: CompleteOptions, given: TrafficReferences, place: NetworkPlace) {
  const { container, listeners } = options;
  const entrance = tools.nest(
    'LoadBalancer',
    loadBalancer({
      ...options.loadBalancer,
      container,
      production: listeners.production,
      test: listeners.test,
      hookAddresses: place.hookAddresses,
    }),
    {
      SystemName: given.SystemName,
      VpcId: place.vpcId,
      SubnetIds: place.subnetIds,
      ClientCidr: given.ClientCidr,
      TesterCidr: given.TesterCidr,
      HookCidrs: place.hookCidrs,
      CertificateArn: given.CertificateArn,
      HostName: given.HostName,
      HostedZoneId: given.HostedZoneId,
      LiveColour: given.LiveColour,
    },
    { comment: 'Where traffic enters, and which colour it goes to.' },
  );
  const { Url, TestUrl, TestListenerArn } = entrance;
  return {
    LoadBalancerDnsName: output(entrance.DnsName, { description: 'What a host name of the service points at' }),
    Url: Url && output(Url, { description: 'Where users reach the service' }),
    TestUrl: TestUrl && output(TestUrl, { description: 'Where the new version shows first' }),
    LoadBalancerSecurityGroupId: output(entrance.SecurityGroupId, {
      description: 'Where traffic to the tasks comes from',
    }),
    ProductionListenerArn: output(entrance.ProductionListenerArn, {
      description: 'Carries users; its weights say how much goes to which colour',
    }),
    TestListenerArn:
      TestListenerArn && output(TestListenerArn, { description: 'Shows the new version to hooks and testers' }),
    BlueTargetGroupName: output(entrance.BlueTargetGroupName, { description: 'One of the two colours' }),
    GreenTargetGroupName: output(entrance.GreenTargetGroupName, { description: 'The other colour' }),
  };
}
