// For tests only.
import { type EditRow, MAY_BE_PINNED } from './edit-row.ts';

const ENVIRONMENTS = 'templates/environments.ts';
const OF_UNIT = "{ units: ['ou-a1b2-33333333'], parametersOf: { 'hello-server': { DesiredCount: 3 } } }";
const OF_ACCOUNT = "regions: ['eu-central-1'], parametersOf: { 'hello-server': { DesiredCount: 2 } } }";

/** What only some accounts or regions of a fleet have. */
export const FLEET_ROWS: readonly EditRow[] = [
  {
    edit: 'the network of hello-server has other addresses in one account of a fleet',
    files: [
      [ENVIRONMENTS, OF_ACCOUNT, OF_ACCOUNT.replace('DesiredCount: 2', "DesiredCount: 2, VpcCidr: '10.9.0.0/16'")],
    ],
    says: {
      'hello-server': [
        'noted new-instances-only Cluster/InstanceGroup [fleet-local/100000000007/eu-central-1]',
        'refused gateway-lost Network/InternetGatewayAttachment [fleet-local/100000000007/eu-central-1]',
        'refused network-lost Network/{PrivateSubnet1,PrivateSubnet2,PublicSubnet1,PublicSubnet2,Vpc} [fleet-local/100000000007/eu-central-1]',
        'refused public-route-lost Network/{PublicDefaultRoute,PublicRouteTable,PublicSubnet1Routes,PublicSubnet2Routes} [fleet-local/100000000007/eu-central-1]',
        'refused release-only Service/Service [fleet-local/100000000007/eu-central-1]',
        'refused security-group-replaced Cluster/InstanceSecurityGroup [fleet-local/100000000007/eu-central-1]',
        'refused security-group-replaced LoadBalancer/LoadBalancerSecurityGroup [fleet-local/100000000007/eu-central-1]',
        'refused target-group-lost LoadBalancer/{BlueTargetGroup,GreenTargetGroup} [fleet-local/100000000007/eu-central-1]',
        'warned listener-edit LoadBalancer/{ProductionListener,TestListener} [fleet-local/100000000007/eu-central-1]',
        'warned way-out-lost Network/{NatGateway1,PrivateDefaultRoute1,PrivateDefaultRoute2,PrivateRouteTable1,PrivateRouteTable2,PrivateSubnet1Routes,PrivateSubnet2Routes,S3Endpoint} [fleet-local/100000000007/eu-central-1]',
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
    edit: 'the live colour is written down for one account of a fleet',
    files: [
      [ENVIRONMENTS, OF_ACCOUNT, OF_ACCOUNT.replace('DesiredCount: 2', "DesiredCount: 2, LiveColour: 'green'")],
      ...MAY_BE_PINNED,
    ],
    says: {
      'hello-server': [
        'refused colour-pinned LiveColour [fleet-local/100000000007/eu-central-1]',
        'refused colour-pinned LiveColour [fleet-local]',
      ],
    },
    touches: {},
  },
  {
    edit: 'the first task runs another image in a unit of a fleet',
    files: [
      [
        ENVIRONMENTS,
        OF_UNIT,
        OF_UNIT.replace(
          'DesiredCount: 3',
          "DesiredCount: 3, BootstrapImage: 'public.ecr.aws/docker/library/node:22-alpine'",
        ),
      ],
    ],
    says: {
      'hello-server': [
        'refused bootstrap-changed Service/BootstrapTask [fleet/ou-a1b2-33333333/eu-west-1, fleet/ou-a1b2-33333333/us-east-1, fleet/ou-a1b2-33333333/eu-central-1]',
      ],
    },
    replaced: { 'hello-server': ['Service/BootstrapTask'] },
    touches: { 'hello-server': ['Service/BootstrapTask'] },
  },
  {
    edit: 'one more task runs in a unit of a fleet',
    files: [[ENVIRONMENTS, OF_UNIT, OF_UNIT.replace('DesiredCount: 3', 'DesiredCount: 4')]],
    says: {},
    touches: { 'hello-server': ['Service/Service'] },
  },
  {
    edit: 'instances start from another image in a region of a fleet',
    files: [[ENVIRONMENTS, "'eu-west-1': 'ami-0b1c2d3e4f5060719'", "'eu-west-1': 'ami-0b1c2d3e4f506071b'"]],
    says: {
      'hello-server': [
        'noted new-instances-only Cluster/InstanceGroup [fleet/eu-west-1, fleet/ou-a1b2-33333333/eu-west-1]',
      ],
    },
    touches: { 'hello-server': ['Cluster/{InstanceGroup,LaunchTemplate}'] },
  },
  {
    edit: 'a fleet goes to one more region',
    files: [
      [
        ENVIRONMENTS,
        "regions: ['eu-central-1', 'eu-west-1', 'us-east-1'],",
        "regions: ['eu-central-1', 'eu-west-1', 'us-east-1', 'eu-north-1'],",
      ],
      [
        ENVIRONMENTS,
        "'us-east-1': 'ami-0b1c2d3e4f506071a',",
        "'us-east-1': 'ami-0b1c2d3e4f506071a',\n  'eu-north-1': 'ami-0b1c2d3e4f506071c',",
      ],
    ],
    says: {},
    touches: {},
  },
];
