import { EC2 } from '../src/aws/index.ts';
import { cidr, getAZs, parameter, type ResourceHandle, select, stack, sub } from '../src/dsl/index.ts';
import { VPC_CIDR } from './common/parameters.ts';
import { openSite, siteParameters, siteWithRolesParameters } from './common/site.ts';
import { declareInterfaceEndpoints, declareS3Endpoint } from './network/endpoints.ts';
import { declareFlowLogs } from './network/flow-logs.ts';
import type { NetworkSite, NetworkStackOptions } from './network/network-site.ts';
import type { NewVpc } from './options/network.ts';

/** The block is cut into eight: up to four zones of public subnets, then the private ones. So a third zone moves no subnet. */
const SUBNET_BLOCKS = 8;
const FIRST_PRIVATE_BLOCK = 4;
/** 2,048 addresses a subnet. */
const SUBNET_BITS = 11;

/**
 * The network: public subnets for the load balancer, private ones for tasks (unless those run in public), their way out, and a
 * record of the traffic.
 */
export const network = (options: NetworkStackOptions) =>
  stack(
    'Network',
    {
      description: 'The network: public subnets for the load balancer, subnets for the tasks, and their way out',
      parameters: {
        ...(options.flowLogs === false
          ? { ...siteParameters(), PermissionsBoundaryArn: undefined }
          : siteWithRolesParameters(options)),
        VpcCidr: parameter.string(VPC_CIDR),
      },
    },
    (given, tools) => {
      const base = openSite(tools, given, options);
      const vpc = tools.resource(
        'Vpc',
        new EC2.VPC({
          CidrBlock: given.VpcCidr,
          EnableDnsHostnames: true,
          EnableDnsSupport: true,
          Tags: base.tags(),
        }),
        { comment: 'Its default security group stays unused: a template cannot empty it.' },
      );
      const site: NetworkSite = { ...base, options, vpcId: vpc.ref, vpcCidr: given.VpcCidr };

      const hasPublicSide = options.internetFacing || options.nat !== 'none' || options.tasks === 'public';
      const publicSide = hasPublicSide ? declarePublicSide(site) : NOTHING;
      const natGateways = declareNatGateways(site, publicSide);
      const privateSide =
        options.tasks === 'private' || options.hooks ? declarePrivateSide(site, natGateways) : NOTHING;
      declareS3Endpoint(site, [...publicSide.routeTables, ...privateSide.routeTables]);
      if (options.endpoints) declareInterfaceEndpoints(site, privateSide.subnets);
      if (options.flowLogs !== false) declareFlowLogs(site, options.flowLogs);

      const taskSubnets = options.tasks === 'public' ? publicSide.subnets : privateSide.subnets;
      const loadBalancerSubnets = options.internetFacing ? publicSide.subnets : taskSubnets;
      return {
        VpcId: vpc.ref,
        LoadBalancerSubnetIds: loadBalancerSubnets.map(({ ref }) => ref),
        TaskSubnetIds: taskSubnets.map(({ ref }) => ref),
        HookSubnetIds: options.hooks ? privateSide.subnets.map(({ ref }) => ref) : undefined,
        NatCidrs: options.hooksThroughNat ? natGateways.map(({ address }) => sub`${address.ref}/32`) : undefined,
      };
    },
  );

interface Side {
  readonly subnets: readonly ResourceHandle[];
  readonly routeTables: readonly ResourceHandle[];
  /** What joins the network to the internet, where something does. */
  readonly attachment?: ResourceHandle;
}

const NOTHING: Side = { subnets: [], routeTables: [] };

interface Nat {
  readonly gateway: ResourceHandle;
  readonly address: ResourceHandle;
}

function zoneNumbers({ zones }: NewVpc): readonly number[] {
  return Array.from({ length: zones }, (_, index) => index + 1);
}

function declareSubnet(
  { resource, vpcId, vpcCidr, tags }: NetworkSite,
  kind: 'Public' | 'Private',
  zone: number,
  isOpen: boolean,
  comment: string,
): ResourceHandle {
  const block = zone - 1 + (kind === 'Private' ? FIRST_PRIVATE_BLOCK : 0);
  return resource(
    `${kind}Subnet${zone}`,
    new EC2.Subnet({
      VpcId: vpcId,
      AvailabilityZone: select(zone - 1, getAZs()),
      CidrBlock: select(block, cidr(vpcCidr, SUBNET_BLOCKS, SUBNET_BITS)),
      MapPublicIpOnLaunch: isOpen,
      Tags: tags(`${kind.toLowerCase()}-${zone}`),
    }),
    { comment },
  );
}

function declarePublicSide(site: NetworkSite): Side {
  const { resource, vpcId, options, tags } = site;
  const gateway = resource('InternetGateway', new EC2.InternetGateway({ Tags: tags('internet') }), {
    comment: 'The way to and from the internet.',
  });
  const attachment = resource(
    'InternetGatewayAttachment',
    new EC2.VPCGatewayAttachment({ VpcId: vpcId, InternetGatewayId: gateway.ref }),
    { comment: 'A gateway is made without a network and joined to it.' },
  );
  const table = resource('PublicRouteTable', new EC2.RouteTable({ VpcId: vpcId, Tags: tags('public') }), {
    comment: 'One table serves all public subnets: there is one way out.',
  });
  resource(
    'PublicDefaultRoute',
    new EC2.Route({ RouteTableId: table.ref, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway.ref }),
    { dependsOn: attachment, comment: 'What makes the public subnets public. It must not come before the attachment.' },
  );
  const subnets = zoneNumbers(options).map((zone) => {
    const guests = [
      ...(options.internetFacing ? ['the load balancer'] : []),
      ...(options.tasks === 'public' ? ['the tasks'] : []),
      ...(options.nat === 'none' ? [] : ['the NAT']),
    ];
    const comment = `Zone ${zone}, for ${guests.join(' and ')}.`;
    const subnet = declareSubnet(site, 'Public', zone, options.tasks === 'public', comment);
    resource(
      `PublicSubnet${zone}Routes`,
      new EC2.SubnetRouteTableAssociation({ SubnetId: subnet.ref, RouteTableId: table.ref }),
      { comment: 'Sends what leaves the subnet to the internet.' },
    );
    return subnet;
  });
  return { subnets, routeTables: [table], attachment };
}

function declareNatGateways({ resource, options, tags }: NetworkSite, { subnets, attachment }: Side): readonly Nat[] {
  const count = { none: 0, one: 1, 'per-zone': subnets.length }[options.nat];
  return subnets.slice(0, count).map((subnet, index) => {
    const zone = index + 1;
    const address = resource(`NatAddress${zone}`, new EC2.EIP({ Domain: 'vpc', Tags: tags(`nat-${zone}`) }), {
      comment:
        'The address that the private side has outside. A NAT can only be made once the network has a way to the internet.',
      dependsOn: attachment,
    });
    const gateway = resource(
      `NatGateway${zone}`,
      new EC2.NatGateway({
        SubnetId: subnet.ref,
        AllocationId: address.att('AllocationId'),
        Tags: tags(`nat-${zone}`),
      }),
      { comment: 'Lets tasks pull images and write logs, and lets nobody in.' },
    );
    return { gateway, address };
  });
}

function declarePrivateSide(site: NetworkSite, nats: readonly Nat[]): Side {
  const { resource, vpcId, options, tags } = site;
  const sides = zoneNumbers(options).map((zone) => {
    const nat = nats[zone - 1] ?? nats[0];
    const guests = [...(options.tasks === 'private' ? ['the tasks'] : []), ...(options.hooks ? ['the hooks'] : [])];
    const subnet = declareSubnet(site, 'Private', zone, false, `Zone ${zone}, for ${guests.join(' and ')}.`);
    const table = resource(
      `PrivateRouteTable${zone}`,
      new EC2.RouteTable({ VpcId: vpcId, Tags: tags(`private-${zone}`) }),
      {
        comment: 'A table for each zone, so that each can have a way out of its own.',
      },
    );
    resource(
      `PrivateSubnet${zone}Routes`,
      new EC2.SubnetRouteTableAssociation({ SubnetId: subnet.ref, RouteTableId: table.ref }),
      {
        comment: nat ? 'Sends what leaves the subnet to the NAT.' : 'Nothing leaves the subnet but for the endpoints.',
      },
    );
    if (nat) {
      resource(
        `PrivateDefaultRoute${zone}`,
        new EC2.Route({ RouteTableId: table.ref, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: nat.gateway.ref }),
        { comment: options.nat === 'one' ? 'One NAT serves all zones.' : 'The NAT of the same zone.' },
      );
    }
    return { subnet, table };
  });
  return { subnets: sides.map(({ subnet }) => subnet), routeTables: sides.map(({ table }) => table) };
}
