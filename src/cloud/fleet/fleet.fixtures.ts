// Used by tests only: a small fleet in a local cloud with several accounts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { DescribeStacksCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeListenersCommand,
  DescribeTargetGroupsCommand,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { parseTemplate } from '../../dsl/yaml/parse.ts';
import { openLocalCloud } from '../../local/open.ts';
import type { FleetFile } from '../../synth/fleet-file.ts';
import type { Clients } from '../clients.ts';
import { systemClock } from '../clock.ts';
import { sha256Of } from '../verified-files.ts';
import { roleArn } from './clients.ts';
import type { FleetContext } from './context.ts';
import type { FleetTarget } from './fleet-target.ts';
import { openFleetClients } from './open-clients.ts';
import type { FleetProgress, FleetQuestion } from './progress.ts';

export const ADMIN = '111122223333';
export const [ONE, TWO, THREE] = ['200000000001', '200000000002', '200000000003'] as const;
export const REGIONS = ['eu-central-1', 'eu-west-1'] as const;

/** A system with two colours and nothing that runs. @param more goes into the production listener. */
export const templateWith = (more = '') => `Parameters:
  LiveColour:
    Type: String
    Default: blue
  Size:
    Type: String
    Default: "1"
Conditions:
  GreenIsLive: !Equals [!Ref LiveColour, green]
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !Sub size-\${Size}
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: 10.0.0.0/16
  Subnet1:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.0.0/24
      AvailabilityZone: !Select [0, !GetAZs ""]
  Subnet2:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      CidrBlock: 10.0.1.0/24
      AvailabilityZone: !Select [1, !GetAZs ""]
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Scheme: internal
      Subnets: [!Ref Subnet1, !Ref Subnet2]
  Blue:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: { Name: small-blue, VpcId: !Ref Vpc, Port: 80, Protocol: HTTP, TargetType: ip }
  Green:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: { Name: small-green, VpcId: !Ref Vpc, Port: 80, Protocol: HTTP, TargetType: ip }
  Production:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP${more}
      DefaultActions:
        - Type: forward
          TargetGroupArn: !If [GreenIsLive, !Ref Green, !Ref Blue]
Outputs:
  ProductionListenerArn: { Value: !Ref Production }
  BlueTargetGroupName: { Value: !GetAtt Blue.TargetGroupName }
  GreenTargetGroupName: { Value: !GetAtt Green.TargetGroupName }
`;

const role = (name: string, principal: string) => `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: ${name}
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: ${principal}, Action: "sts:AssumeRole" }]
`;

const ROLES: Readonly<Record<string, string>> = {
  'fleets/administration.yaml': role('small-administration', '{ Service: cloudformation.amazonaws.com }'),
  'fleets/member.yaml': role('small-execution', `{ AWS: "arn:aws:iam::${ADMIN}:role/small-administration" }`),
  'fleets/reader.yaml': role('small-reader', `{ AWS: "arn:aws:iam::${ADMIN}:root" }`),
};

const roleStack = (name: string) => ({
  file: `fleets/${name === 'execution' ? 'member' : name}.yaml`,
  stackName: `small-${name}`,
  roleName: `small-${name}`,
  parameters: [],
});

/** The file of a small fleet: one account, then the others. */
export function fileWith(more: Partial<FleetFile> = {}): FleetFile {
  const regions = more.regions ?? REGIONS;
  return {
    formatVersion: 1,
    fleet: 'test',
    system: 'small',
    administrator: { account: ADMIN, region: 'eu-central-1', partition: 'aws', emulator: true },
    stackSet: {
      StackSetName: 'small-test',
      Description: 'a small system',
      PermissionModel: 'SELF_MANAGED',
      AdministrationRoleARN: `arn:aws:iam::${ADMIN}:role/small-administration`,
      ExecutionRoleName: 'small-execution',
      ManagedExecution: { Active: true },
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: [],
      Tags: [],
    },
    template: { form: 'flat', file: 'flat.yaml' },
    templates: {
      buckets: Object.fromEntries(regions.map((region) => [region, `templates-${ADMIN}-${region}`])),
      prefix: 'tealform/small',
    },
    regions,
    preferences: {
      RegionConcurrencyType: 'SEQUENTIAL',
      RegionOrder: regions,
      FailureToleranceCount: 0,
      MaxConcurrentCount: 5,
      ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE',
    },
    waves: [
      { name: 'first', targets: { Accounts: [ONE] } },
      { name: 'rest', targets: { Accounts: [TWO, THREE] } },
    ],
    overrides: [],
    administration: roleStack('administration'),
    member: roleStack('execution'),
    reader: roleStack('reader'),
    ...more,
  };
}

/** What is deployed: a file and a template. */
export function targetWith(file: FleetFile = fileWith(), text: string = templateWith()): FleetTarget {
  const sha256 = sha256Of(text);
  const pinned = `flat.${sha256.slice(0, 12)}.yaml`;
  const root = { name: 'flat', pinned, text, sha256, template: parseTemplate(text), nested: {} };
  return { system: file.system, file, root, roles: ROLES };
}

/** How a cloud for a fleet is set up. */
export interface FleetCloudOptions {
  /** The regions that are enabled for every account but the administrator's. */
  readonly enabled?: readonly string[];
  readonly units?: Readonly<Record<string, readonly string[]>>;
}

/** A local cloud with the accounts of the small fleet, for the time of a test. */
export async function startFleetCloud(context: TestContext, { enabled = REGIONS, units = {} }: FleetCloudOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-fleet-'));
  const unitOf = (id: string) => Object.entries(units).find(([, accounts]) => accounts.includes(id))?.[0];
  const cloud = await openLocalCloud({
    folder,
    whereabouts: { partition: 'aws', accountId: ADMIN, region: 'eu-central-1' },
    organisation: {
      id: 'o-a1b2c3d4e5',
      managementAccount: ADMIN,
      trusted: ['account.amazonaws.com', 'member.org.stacksets.cloudformation.amazonaws.com'],
      units: Object.keys(units).map((id) => ({ id, name: id })),
      accounts: [
        { id: ADMIN, regions: REGIONS },
        ...[ONE, TWO, THREE].map((id) => {
          const unit = unitOf(id);
          return { id, regions: enabled, ...(unit === undefined ? {} : { unit }) };
        }),
      ],
    },
  });
  context.after(async () => {
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const clients = openFleetClients({ region: 'eu-central-1', endpoint: cloud.url });
  const member = (account: string, region: string): Promise<Clients> =>
    clients.as(roleArn('aws', { account }, 'OrganizationAccountAccessRole'), region);
  return { ...cloud, clients, member };
}

/** What a run told, and how it ended. */
export interface Told {
  readonly progress: readonly FleetProgress[];
  readonly questions: readonly FleetQuestion[];
}

/** What deploying works with in a test. @param answer to every question. */
export function contextFor(
  clients: FleetContext['clients'],
  target: FleetTarget,
  more: Partial<FleetContext> & { readonly answer?: boolean } = {},
): { readonly context: FleetContext; readonly told: Told } {
  const { answer = true, ...rest } = more;
  const progress: FleetProgress[] = [];
  const questions: FleetQuestion[] = [];
  const context: FleetContext = {
    clients,
    clock: systemClock,
    target,
    source: () => [],
    tell: (each) => progress.push(each),
    ask: async (question) => {
      questions.push(question);
      return answer;
    },
    onInterrupt: () => () => {},
    askToStop: undefined,
    pauses: [20, 200],
    planOnly: false,
    makesRoles: true,
    retainsStacks: false,
    ...rest,
  };
  return { context, told: { progress, questions } };
}

/** Which colour a stack's listener sends users to. */
export async function servingAt({ cloudFormation, elb }: Clients): Promise<string | undefined> {
  const outputs = await outputsOf(cloudFormation);
  const { Listeners } = await elb.send(
    new DescribeListenersCommand({ ListenerArns: [outputs.ProductionListenerArn ?? ''] }),
  );
  const [action] = Listeners?.[0]?.DefaultActions ?? [];
  return /small-(blue|green)/.exec(JSON.stringify(action))?.[1];
}

/** As a release does it: users get to the other target group. */
export async function swap({ cloudFormation, elb }: Clients): Promise<void> {
  const { ProductionListenerArn: ListenerArn = '' } = await outputsOf(cloudFormation);
  const { Listeners } = await elb.send(new DescribeListenersCommand({ ListenerArns: [ListenerArn] }));
  const now = Listeners?.[0]?.DefaultActions?.[0]?.TargetGroupArn ?? '';
  const arns = await groupArns({ cloudFormation, elb });
  const TargetGroupArn = arns.find((arn) => arn !== now) ?? '';
  await elb.send(new ModifyListenerCommand({ ListenerArn, DefaultActions: [{ Type: 'forward', TargetGroupArn }] }));
}

async function groupArns({ elb }: Pick<Clients, 'cloudFormation' | 'elb'>): Promise<readonly string[]> {
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
  return TargetGroups.flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []);
}

async function outputsOf(cloudFormation: Clients['cloudFormation']): Promise<Readonly<Record<string, string>>> {
  const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand({}));
  const stack = StackSummaries.find(
    ({ StackName, StackStatus }) => StackName?.startsWith('StackSet-') && StackStatus !== 'DELETE_COMPLETE',
  );
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack?.StackName ?? '' }));
  return Object.fromEntries(
    (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}
