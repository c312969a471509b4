// For tests only.
import type { EditRow } from './edit-row.ts';

const SERVER = 'templates/systems/hello-server.ts';
const ENVIRONMENTS = 'templates/environments.ts';
const ROOT_PARAMETERS = 'templates/root/root-parameters.ts';

/** The network, the ways in and out of it, and security groups. */
export const NETWORK_ROWS: readonly EditRow[] = [
  {
    edit: 'the network of new systems has other addresses',
    files: [[ROOT_PARAMETERS, "USUAL_VPC_CIDR = '10.0.0.0/16'", "USUAL_VPC_CIDR = '10.1.0.0/16'"]],
    says: {
      'hello-server': [
        'noted new-instances-only Cluster/InstanceGroup',
        'refused gateway-lost Network/InternetGatewayAttachment',
        'refused network-lost Network/{PrivateSubnet1,PrivateSubnet2,PublicSubnet1,PublicSubnet2,Vpc}',
        'refused public-route-lost Network/{PublicDefaultRoute,PublicRouteTable,PublicSubnet1Routes,PublicSubnet2Routes}',
        'refused release-only Service/Service',
        'refused security-group-replaced Cluster/InstanceSecurityGroup',
        'refused security-group-replaced LoadBalancer/LoadBalancerSecurityGroup',
        'refused target-group-lost LoadBalancer/{BlueTargetGroup,GreenTargetGroup}',
        'warned listener-edit LoadBalancer/{ProductionListener,TestListener}',
        'warned way-out-lost Network/{NatGateway1,PrivateDefaultRoute1,PrivateDefaultRoute2,PrivateRouteTable1,PrivateRouteTable2,PrivateSubnet1Routes,PrivateSubnet2Routes,S3Endpoint}',
      ],
    },
    replaced: {
      'hello-server': [
        'Cluster/InstanceSecurityGroup',
        'Hooks/HookSecurityGroup',
        'LoadBalancer/{BlueTargetGroup,GreenTargetGroup,LoadBalancerSecurityGroup}',
        'Network/{FlowLog,InternetGatewayAttachment,NatGateway1,PrivateDefaultRoute1,PrivateDefaultRoute2,PrivateRouteTable1,PrivateRouteTable2,PrivateSubnet1,PrivateSubnet1Routes,PrivateSubnet2,PrivateSubnet2Routes,PublicDefaultRoute,PublicRouteTable,PublicSubnet1,PublicSubnet1Routes,PublicSubnet2,PublicSubnet2Routes,S3Endpoint,Vpc}',
        'Service/LoadBalancerIngress',
      ],
    },
  },
  {
    edit: 'the network of hello-server has other addresses in dev',
    files: [
      [
        ENVIRONMENTS,
        "ImageId: 'ami-0b1c2d3e4f5061728',",
        "ImageId: 'ami-0b1c2d3e4f5061728',\n        VpcCidr: '10.7.0.0/16',",
      ],
    ],
    says: {
      'hello-server': [
        'noted new-instances-only Cluster/InstanceGroup [dev]',
        'refused gateway-lost Network/InternetGatewayAttachment [dev]',
        'refused network-lost Network/{PrivateSubnet1,PrivateSubnet2,PublicSubnet1,PublicSubnet2,Vpc} [dev]',
        'refused public-route-lost Network/{PublicDefaultRoute,PublicRouteTable,PublicSubnet1Routes,PublicSubnet2Routes} [dev]',
        'refused release-only Service/Service [dev]',
        'refused security-group-replaced Cluster/InstanceSecurityGroup [dev]',
        'refused security-group-replaced LoadBalancer/LoadBalancerSecurityGroup [dev]',
        'refused target-group-lost LoadBalancer/{BlueTargetGroup,GreenTargetGroup} [dev]',
        'warned listener-edit LoadBalancer/{ProductionListener,TestListener} [dev]',
        'warned way-out-lost Network/{NatGateway1,PrivateDefaultRoute1,PrivateDefaultRoute2,PrivateRouteTable1,PrivateRouteTable2,PrivateSubnet1Routes,PrivateSubnet2Routes,S3Endpoint} [dev]',
      ],
    },
    because: {
      'hello-server': [
        'Network/PublicSubnet1: {CidrBlock,VpcId <- Network/Vpc}',
        'Network/NatGateway1: SubnetId <- Network/PublicSubnet1',
        'Cluster/InstanceSecurityGroup: VpcId <- Network/Vpc',
        'LoadBalancer/BlueTargetGroup: VpcId <- Network/Vpc',
        'Service/LoadBalancerIngress: GroupId <- Cluster/InstanceSecurityGroup',
        'Service/LoadBalancerIngress: SourceSecurityGroupId <- LoadBalancer/LoadBalancerSecurityGroup',
      ],
    },
    replaced: {
      'hello-server': [
        'Cluster/InstanceSecurityGroup',
        'Hooks/HookSecurityGroup',
        'LoadBalancer/{BlueTargetGroup,GreenTargetGroup,LoadBalancerSecurityGroup}',
        'Network/{FlowLog,InternetGatewayAttachment,NatGateway1,PrivateDefaultRoute1,PrivateDefaultRoute2,PrivateRouteTable1,PrivateRouteTable2,PrivateSubnet1,PrivateSubnet1Routes,PrivateSubnet2,PrivateSubnet2Routes,PublicDefaultRoute,PublicRouteTable,PublicSubnet1,PublicSubnet1Routes,PublicSubnet2,PublicSubnet2Routes,S3Endpoint,Vpc}',
        'Service/LoadBalancerIngress',
      ],
    },
  },
  {
    edit: 'hello-server needs no NAT: its tasks stand in public subnets',
    files: [
      [
        SERVER,
        "network: newVpc({ zones: 2, nat: 'one' })",
        "network: newVpc({ zones: 2, nat: 'none', tasks: 'public' })",
      ],
      [
        SERVER,
        "hooks: { AfterAllowTestTraffic: probe({ path: '/hello/test', body: 'Hi there', consecutiveSuccesses: 3 }) },",
        '',
      ],
    ],
    says: {
      'hello-server': [
        'noted new-instances-only Cluster/InstanceGroup',
        'noted next-release',
        'refused data-lost Hooks/AfterAllowTestTrafficLogGroup',
        'refused network-lost Network/{PrivateSubnet1,PrivateSubnet2}',
        'warned way-out-lost Network/{NatAddress1,NatGateway1,PrivateDefaultRoute1,PrivateDefaultRoute2,PrivateRouteTable1,PrivateRouteTable2,PrivateSubnet1Routes,PrivateSubnet2Routes}',
      ],
    },
  },
  {
    edit: 'hello-server has a NAT in each zone',
    files: [[SERVER, "nat: 'one'", "nat: 'per-zone'"]],
    says: {},
  },
  {
    edit: 'hello-server has a third zone',
    files: [[SERVER, 'zones: 2', 'zones: 3']],
    says: {},
  },
  {
    edit: 'the public route table gets another logical id',
    files: [['templates/network.ts', "resource('PublicRouteTable',", "resource('InternetRouteTable',"]],
    says: {
      'hello-server': [
        'refused public-route-lost Network/{PublicDefaultRoute,PublicRouteTable,PublicSubnet1Routes,PublicSubnet2Routes}',
      ],
    },
    replaced: { 'hello-server': ['Network/{PublicDefaultRoute,PublicSubnet1Routes,PublicSubnet2Routes}'] },
  },
  {
    edit: "the load balancer's security group is described in other words",
    files: [
      [
        'templates/load-balancer/balancer.ts',
        "GroupDescription: 'Traffic into the load balancer'",
        "GroupDescription: 'Who may talk to the load balancer'",
      ],
    ],
    says: {
      'hello-server': ['refused security-group-replaced LoadBalancer/LoadBalancerSecurityGroup'],
      storefront: ['refused security-group-replaced LoadBalancer/LoadBalancerSecurityGroup'],
    },
    replaced: {
      'hello-server': ['LoadBalancer/LoadBalancerSecurityGroup', 'Service/LoadBalancerIngress'],
      storefront: ['LoadBalancer/LoadBalancerSecurityGroup', 'Service/LoadBalancerIngress'],
    },
  },
  {
    edit: 'the rule that lets users of hello-admin in gets another logical id',
    files: [['templates/load-balancer/admissions.ts', "id: 'ClientIngress'", "id: 'UserIngress'"]],
    says: {
      'hello-admin': [
        'refused name-taken LoadBalancer/UserIngress',
        'refused users-shut-out LoadBalancer/ClientIngress',
      ],
    },
  },
  {
    edit: 'the rule that lets testers of hello-admin in gets another logical id',
    files: [['templates/load-balancer/admissions.ts', "id: 'TesterIngress'", "id: 'TestersIngress'"]],
    says: {
      'hello-admin': ['noted renamed LoadBalancer/TesterIngress', 'refused name-taken LoadBalancer/TestersIngress'],
    },
  },
  {
    edit: "the tasks' security group of storefront is described in other words",
    files: [
      ['templates/service.ts', "GroupDescription: 'Tasks of the service'", "GroupDescription: 'Tasks of both colours'"],
    ],
    says: {
      storefront: ['refused release-only Service/Service', 'refused security-group-replaced Service/TaskSecurityGroup'],
    },
    replaced: { storefront: ['Service/{LoadBalancerIngress,TaskSecurityGroup}'] },
    because: { storefront: ['Service/LoadBalancerIngress: GroupId <- Service/TaskSecurityGroup'] },
  },
  {
    edit: 'storefront moves to another network in dev',
    files: [['templates/environments.ts', "VpcId: 'vpc-0c1d2e3f405162738'", "VpcId: 'vpc-0c1d2e3f405162739'"]],
    says: {
      storefront: [
        'refused release-only Service/Service [dev]',
        'refused security-group-replaced LoadBalancer/LoadBalancerSecurityGroup [dev]',
        'refused security-group-replaced Service/TaskSecurityGroup [dev]',
        'refused target-group-lost LoadBalancer/{BlueTargetGroup,GreenTargetGroup} [dev]',
        'warned listener-edit LoadBalancer/{ProductionListener,TestListener} [dev]',
      ],
    },
    replaced: {
      storefront: [
        'Hooks/HookSecurityGroup',
        'LoadBalancer/{BlueTargetGroup,GreenTargetGroup,LoadBalancerSecurityGroup}',
        'Service/{LoadBalancerIngress,TaskSecurityGroup}',
      ],
    },
  },
];
