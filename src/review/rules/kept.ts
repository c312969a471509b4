/** What the guard does about a fate that is certain; what is only possible is one step milder. */
export type Severity = 'refused' | 'warned';

/** Types that carry traffic, are what a running service is held to, or hold data; why, and how to come to the same end without harm. */
export interface Keeping {
  /** Of the problem that is told. */
  readonly code: string;
  readonly types: readonly string[];
  /** Only these of them, where their types alone do not say what they are for. */
  readonly logicalIds?: RegExp;
  readonly replaced?: Severity;
  readonly removed?: Severity;
  readonly reason: string;
  readonly wayRound: string;
  /** Whether it does no harm when the old one is kept. */
  readonly mayBeLeft?: boolean;
}

const REFUSED = { replaced: 'refused', removed: 'refused' } as const;
const WARNED = { replaced: 'warned', removed: 'warned' } as const;

/**
 * What must neither be replaced nor go. Refused is what interrupts traffic, loses data, or is certain to fail when half of the stack has
 * been changed; warned of is what tasks can do without for a while, and what the options of a system can leave out. The first that fits
 * counts; what none fits may come and go.
 */
export const KEPT: readonly Keeping[] = [
  {
    code: 'load-balancer-lost',
    ...REFUSED,
    types: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
    reason: 'users reach the service through it: another one has another address, and none of the listeners',
    wayRound:
      'leave its name, scheme and type as they are, or build a second system beside this one and move the host name over',
  },
  {
    code: 'listener-lost',
    ...REFUSED,
    types: ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule'],
    reason: 'CodeDeploy moves traffic on it, and knows it by its ARN',
    wayRound: 'leave it on its load balancer under its logical id; protocol, port and certificate can change in place',
  },
  {
    code: 'target-group-lost',
    ...REFUSED,
    types: ['AWS::ElasticLoadBalancingV2::TargetGroup'],
    reason: 'the tasks are registered in one of the two, and only a release registers any',
    wayRound:
      'leave its name, port, protocol, target type and network as they are; health checks and attributes can change in place',
  },
  {
    code: 'service-lost',
    ...REFUSED,
    types: ['AWS::ECS::Service'],
    reason: 'it is what runs: another one would begin with the bootstrap task, and CodeDeploy would not know it',
    wayRound:
      'what a release can change belongs into the release files; all else needs a second system beside this one',
  },
  {
    code: 'cluster-lost',
    ...REFUSED,
    types: ['AWS::ECS::Cluster'],
    reason: 'every task runs in it',
    wayRound: 'leave its name as it is; settings and capacity providers can change in place',
  },
  {
    code: 'instances-lost',
    ...REFUSED,
    types: ['AWS::AutoScaling::AutoScalingGroup'],
    reason: 'all tasks run on its instances, which end with it, and another one begins with none',
    wayRound:
      'leave it under its logical id and name; size, subnets and launch template can change in place, and an instance refresh replaces instances one by one',
  },
  {
    code: 'capacity-lost',
    ...REFUSED,
    types: ['AWS::ECS::CapacityProvider', 'AWS::ECS::ClusterCapacityProviderAssociations'],
    reason:
      'the service names its capacity provider, which only a release changes, and ECS lets none go that a service uses',
    wayRound: 'leave it under its logical id, with its name, group and cluster; scaling can change in place',
  },
  {
    code: 'instance-role-lost',
    ...REFUSED,
    types: ['AWS::IAM::InstanceProfile', 'AWS::IAM::Role'],
    logicalIds: /^Instance(Profile|Role)$/,
    reason: 'instances that run keep naming it: without it ECS could neither start nor stop a task on them',
    wayRound: 'leave it under its logical id and path; what it may do can change in place',
  },
  {
    code: 'task-role-lost',
    ...REFUSED,
    types: ['AWS::IAM::Role'],
    logicalIds: /^(Execution|Task)Role$/,
    reason:
      'tasks that run name it, and so do the revisions to go back to: they would lose their rights, and none could be started anew',
    wayRound: 'leave it under its logical id and path; what it may do can change in place',
  },
  {
    code: 'network-lost',
    ...REFUSED,
    types: ['AWS::EC2::VPC', 'AWS::EC2::Subnet'],
    reason: 'load balancer, tasks and hooks are in it, and CodeDeploy lets no update move a service to another network',
    wayRound:
      'leave its address range and zone as they are, or build a second system in the other network beside this one',
  },
  {
    code: 'gateway-lost',
    ...REFUSED,
    types: ['AWS::EC2::InternetGateway', 'AWS::EC2::VPCGatewayAttachment'],
    reason: 'users reach the load balancer through it, and the NAT gateways the world',
    wayRound: 'leave it under its logical id on its network; it can go with the whole system only',
  },
  {
    code: 'public-route-lost',
    ...REFUSED,
    types: ['AWS::EC2::Route', 'AWS::EC2::RouteTable', 'AWS::EC2::SubnetRouteTableAssociation'],
    logicalIds: /^Public/,
    reason: 'the load balancer answers its users by it',
    wayRound: 'leave it under its logical id; where a route leads can change in place',
  },
  {
    code: 'way-out-lost',
    ...WARNED,
    types: [
      'AWS::EC2::NatGateway',
      'AWS::EC2::EIP',
      'AWS::EC2::VPCEndpoint',
      'AWS::EC2::Route',
      'AWS::EC2::RouteTable',
      'AWS::EC2::SubnetRouteTableAssociation',
    ],
    reason:
      'tasks and hooks in private subnets reach the world by it: what they have open ends, images come no other way, and a hook is let in by the address of its NAT gateway',
    wayRound: 'see that there is another way out before it goes (nat, endpoints), and start no release meanwhile',
  },
  {
    code: 'security-group-replaced',
    replaced: 'refused',
    removed: 'warned',
    types: ['AWS::EC2::SecurityGroup'],
    // Functions that check a release are let in by address, or by a rule that is replaced with their group; no release runs meanwhile.
    logicalIds: /^(?!Hook)/,
    reason:
      'others admit what has it, by its id, and learn of another one only later in the update: until then load balancer and tasks do not reach each other',
    wayRound: 'leave its name, description and network as they are; rules and tags can change in place',
  },
  {
    code: 'users-shut-out',
    removed: 'refused',
    types: ['AWS::EC2::SecurityGroupIngress'],
    logicalIds: /^(LoadBalancer|Client)Ingress/,
    reason: 'it lets users in to the load balancer, or the load balancer to the tasks',
    wayRound: 'leave it under its logical id; a rule that replaces it is made before it goes',
  },
  {
    code: 'name-lost',
    ...REFUSED,
    types: ['AWS::Route53::RecordSet'],
    reason: 'users know the service by this name',
    wayRound:
      'leave its name and zone as they are, or give it DeletionPolicy and UpdateReplacePolicy Retain in one update and let it go in the next',
    mayBeLeft: true,
  },
  {
    code: 'delivery-lost',
    ...REFUSED,
    types: ['AWS::CodeDeploy::Application', 'AWS::CodeDeploy::DeploymentGroup'],
    reason: 'it alone knows what was released and so what to go back to, and pipeline and hooks know it by its name',
    wayRound: 'leave it under its logical id and name; alarms, steps and triggers can change in place',
  },
  {
    code: 'bootstrap-changed',
    ...REFUSED,
    types: ['AWS::ECS::TaskDefinition'],
    reason:
      'another revision of the bootstrap task would be the latest of its family, and updates of the service would be refused',
    wayRound:
      'leave SystemName, BootstrapImage, container name and port as they were at creation; releases register what runs',
  },
  {
    code: 'data-lost',
    ...REFUSED,
    types: [
      'AWS::S3::Bucket',
      'AWS::ECR::Repository',
      'AWS::CodeCommit::Repository',
      'AWS::KMS::Key',
      'AWS::Logs::LogGroup',
      'AWS::DynamoDB::Table',
      'AWS::DynamoDB::GlobalTable',
      'AWS::SQS::Queue',
      'AWS::SecretsManager::Secret',
      'AWS::EFS::FileSystem',
      'AWS::RDS::DBCluster',
      'AWS::RDS::DBInstance',
      'AWS::ElastiCache::ReplicationGroup',
      'AWS::OpenSearchService::Domain',
      'AWS::Kinesis::Stream',
      'AWS::Cognito::UserPool',
    ],
    reason: 'what is in it would be lost, or out of reach',
    wayRound:
      'keep it under its logical id and name, or give it DeletionPolicy and UpdateReplacePolicy Retain in one update and let it go in the next',
    mayBeLeft: true,
  },
];

/** What holds for a resource; undefined where it may come and go. */
export function keepingOf(type: string, logicalId: string): Keeping | undefined {
  return KEPT.find(({ types, logicalIds }) => types.includes(type) && (logicalIds?.test(logicalId) ?? true));
}

/** Whether a nested stack may not go with one of that type in it, whatever it is called there. */
export function keepsStack(type: string): boolean {
  return KEPT.some(
    ({ types, logicalIds, removed }) => removed === 'refused' && logicalIds === undefined && types.includes(type),
  );
}
