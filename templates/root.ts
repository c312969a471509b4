import { type Expression, output, parameter, type Stack, type StackTools, stack } from '../src/dsl/index.ts';
import type { CompleteOptions } from './complete-options.ts';
import { loadBalancer } from './load-balancer.ts';
import { network, VPC_CIDR, vpcCidr } from './network.ts';
import { type NetworkOptions, type NewVpc, usesTls } from './options.ts';
import {
  certificateArn,
  clientCidr,
  hostedZoneId,
  hostName,
  liveColour,
  systemName,
  testerCidr,
} from './parameters.ts';

/** A whole system: what differs between environments as parameters, the stacks it is made of, what its users want to know. */
export function root(options: CompleteOptions): Stack {
  const { network: site } = options;
  return site.kind === 'new' ? inNewNetwork(options, site) : inExistingNetwork(options, site.natAddresses);
}

function inNewNetwork(options: CompleteOptions, site: NewVpc): Stack {
  const parameters = { ...systemParameters(options), VpcCidr: vpcCidr(), ...trafficParameters(options) };
  return stack('Root', { ...definition(options, ['VpcCidr']), parameters }, (given, tools) => {
    const natCount = { none: 0, one: 1, 'per-zone': site.zones }[site.nat];
    const shape = network({
      ...site,
      containerInstances: options.loadBalancer.targetType === 'instance',
      internetFacing: options.loadBalancer.scheme === 'internet-facing',
      hooksThroughNat: admitsHooks(options, natCount),
    });
    const built = tools.nest(
      'Network',
      shape,
      { SystemName: given.SystemName, VpcCidr: given.VpcCidr },
      { comment: 'The network everything else is in.' },
    );
    const place = { vpcId: built.VpcId, subnetIds: built.LoadBalancerSubnetIds, natCidrs: built.NatCidrs, natCount };
    return {
      ...declareEntrance(tools, options, given, place),
      VpcId: output(built.VpcId, { description: 'The network the system is in' }),
      TaskSubnetIds: output(built.TaskSubnetIds, { description: 'Where tasks run' }),
    };
  });
}

function inExistingNetwork(options: CompleteOptions, natCount: number): Stack {
  const parameters = {
    ...systemParameters(options),
    VpcId: parameter.vpcId({ description: 'The network to live in' }),
    LoadBalancerSubnetIds: parameter.subnetIds({
      description: 'Where the load balancer stands: a subnet in each of two zones or more',
    }),
    NatCidrs: admitsHooks(options, natCount)
      ? parameter.list({
          description: `Public addresses of the NAT gateways, each as a /32 block; ${natCount} of them`,
        })
      : undefined,
    ...trafficParameters(options),
  };
  const groups = definition(options, ['VpcId', 'LoadBalancerSubnetIds', 'NatCidrs']);
  return stack('Root', { ...groups, parameters }, (given, tools) =>
    declareEntrance(tools, options, given, {
      vpcId: given.VpcId,
      subnetIds: given.LoadBalancerSubnetIds,
      natCidrs: given.NatCidrs,
      natCount,
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
  SystemName: systemName({ default: name }),
  LiveColour: liveColour(),
});

const trafficParameters = ({
  network: site,
  listeners,
  loadBalancer: { scheme, hostName: isNamed },
}: CompleteOptions) => {
  const isEncrypted = usesTls(listeners.production, listeners.test);
  return {
    ClientCidr: scheme === 'internet-facing' ? clientCidr({ default: '0.0.0.0/0' }) : internalClients(site),
    TesterCidr: listeners.test ? testerCidr() : undefined,
    CertificateArn: isEncrypted ? certificateArn() : undefined,
    HostName: isNamed ? hostName() : undefined,
    HostedZoneId: isNamed ? hostedZoneId() : undefined,
  };
};

// Who is inside a network is known where the network is made here.
const internalClients = ({ kind }: NetworkOptions) =>
  kind === 'new' ? clientCidr({ default: VPC_CIDR }) : clientCidr();

/** The network as the other stacks see it, new or existing. */
interface NetworkPlace {
  readonly vpcId: Expression<string>;
  /** Where the load balancer stands. */
  readonly subnetIds: Expression<readonly string[]>;
  readonly natCidrs: Expression<readonly string[]> | undefined;
  readonly natCount: number;
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
function admitsHooks({ listeners, loadBalancer: { scheme } }: CompleteOptions, natCount: number): boolean {
  return listeners.test !== undefined && scheme === 'internet-facing' && natCount > 0;
}

function declareEntrance(tools: StackTools, options: CompleteOptions, given: TrafficReferences, place: NetworkPlace) {
  const { container, listeners } = options;
  const isHookEntrance = admitsHooks(options, place.natCount);
  const entrance = tools.nest(
    'LoadBalancer',
    loadBalancer({
      ...options.loadBalancer,
      container,
      production: listeners.production,
      test: listeners.test,
      hookAddresses: isHookEntrance ? place.natCount : 0,
    }),
    {
      SystemName: given.SystemName,
      VpcId: place.vpcId,
      SubnetIds: place.subnetIds,
      ClientCidr: given.ClientCidr,
      TesterCidr: given.TesterCidr,
      HookCidrs: isHookEntrance ? place.natCidrs : undefined,
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
