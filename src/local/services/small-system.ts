// Only tests use this: the resources that a service released blue/green has, and a way to call.
import { randomUUID } from 'node:crypto';
import { NormalizedSchema } from '@smithy/core/schema';
import type { DataObject } from '../../dsl/template.ts';
import { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { modelOf } from '../resources/index.ts';
import { mergeLive } from '../resources/model.ts';
import type { LocalService } from '../wire/service.ts';

/** Calls an operation of a service. */
export type Caller = <O extends object>(name: string, input: object) => Promise<O>;

/** Calls operations without a wire; members that an operation does not look at are a mistake of the test. */
export function caller(service: LocalService, account: Account): Caller {
  return async <O extends object>(name: string, input: object) => {
    const operation = service.operations.find((each) => each.name === name);
    if (!operation) throw new Error(`${service.id} has no ${name}`);
    const unknown = Object.keys(input).filter((member) => !operation.consumes.includes(member));
    if (unknown.length > 0) throw new Error(`${name} does not look at ${unknown.join(', ')}`);
    const output = await operation.run(input, { account, requestId: randomUUID(), endpoint: 'http://127.0.0.1:1' });
    const [, , , , , outputSchema] = operation.schema;
    const extra = unknownMembers(NormalizedSchema.of(outputSchema), output, name);
    if (extra.length > 0) throw new Error(`the answer has what the API's has not: ${extra.join(', ')}`);
    // The test says what the operation gives.
    return output as O;
  };
}

// What a wire would leave out without a word.
function unknownMembers(schema: NormalizedSchema, value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((each, index) => unknownMembers(schema.getValueSchema(), each, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null || value instanceof Date || !schema.isStructSchema()) return [];
  const members = schema.getMemberSchemas();
  return Object.entries(value).flatMap(([name, each]) => {
    const member = members[name];
    return member ? unknownMembers(member, each, `${path}.${name}`) : [`${path}.${name}`];
  });
}

/** Has a resource made as a stack would. */
export function make(account: Account, type: string, logicalId: string, properties: DataObject): LocalResource {
  const stackId = account.arn('cloudformation', 'stack/small/1');
  const { live = {}, ...made } = modelOf(type).create({
    account,
    type,
    logicalId,
    stackName: 'small',
    stackId,
    properties,
  });
  return account.put({ type, properties, ...made, live, owner: { stackId, logicalId } });
}

/** Has a resource changed as a stack would. */
export function change(account: Account, id: string, type: string, properties: DataObject): LocalResource {
  const before = account.find(type, id);
  if (!before) throw new Error(`there is no ${type} ${id}`);
  const { stackId = '', logicalId = '' } = before.owner ?? {};
  const { live = {}, ...made } = modelOf(type).update(before, {
    account,
    type,
    logicalId,
    stackName: 'small',
    stackId,
    properties,
  });
  return account.put({ ...before, properties, ...made, live: mergeLive(before.live, live) });
}

/** A network, a load balancer with two listeners, two target groups, a service under CODE_DEPLOY and its deployment group. */
export function smallSystem(now: () => Date = () => new Date('2026-11-27T12:00:00Z')) {
  const account = Account.empty({ partition: 'aws', region: 'us-east-1', accountId: '000000000000' }, now);
  const vpc = make(account, 'AWS::EC2::VPC', 'Vpc', { CidrBlock: '10.0.0.0/16' });
  const subnets = ['a', 'b'].map((zone, index) =>
    make(account, 'AWS::EC2::Subnet', `Subnet${index}`, {
      VpcId: vpc.id,
      AvailabilityZone: `us-east-1${zone}`,
      CidrBlock: `10.0.${index}.0/24`,
    }),
  );
  const loadBalancer = make(account, `${ELB}::LoadBalancer`, 'LoadBalancer', {
    Name: 'web',
    Subnets: subnets.map(({ id }) => id),
  });
  const [blue, green] = (['blue', 'green'] as const).map((Name) =>
    make(account, `${ELB}::TargetGroup`, Name, {
      Name,
      VpcId: vpc.id,
      Protocol: 'HTTP',
      Port: '80',
      TargetType: 'instance',
    }),
  );
  if (!blue || !green) throw new Error('there are two target groups');
  const [production, testing] = [80, 8080].map((Port) =>
    make(account, `${ELB}::Listener`, `Listener${Port}`, {
      LoadBalancerArn: loadBalancer.id,
      Protocol: 'HTTP',
      Port,
      DefaultActions: [{ Type: 'forward', TargetGroupArn: blue.id }],
    }),
  );
  if (!production || !testing) throw new Error('there are two listeners');
  const cluster = make(account, 'AWS::ECS::Cluster', 'Cluster', { ClusterName: 'shop' });
  const task = make(account, 'AWS::ECS::TaskDefinition', 'Task', {
    Family: 'web',
    ContainerDefinitions: [{ Name: 'web', Image: 'web:1', Memory: '128', PortMappings: [{ ContainerPort: '80' }] }],
  });
  const service = make(account, 'AWS::ECS::Service', 'Service', {
    ServiceName: 'web',
    Cluster: 'shop',
    TaskDefinition: 'web',
    DesiredCount: '2',
    DeploymentController: { Type: 'CODE_DEPLOY' },
    LoadBalancers: [{ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: blue.id }],
  });
  const role = make(account, 'AWS::IAM::Role', 'Role', {
    RoleName: 'deployer',
    AssumeRolePolicyDocument: trust('codedeploy'),
  });
  make(account, 'AWS::CodeDeploy::Application', 'Application', { ApplicationName: 'web', ComputePlatform: 'ECS' });
  const group = make(account, 'AWS::CodeDeploy::DeploymentGroup', 'Group', {
    ApplicationName: 'web',
    DeploymentGroupName: 'web',
    DeploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    ServiceRoleArn: String(role.attributes.Arn),
    ECSServices: [{ ClusterName: 'shop', ServiceName: 'web' }],
    LoadBalancerInfo: {
      TargetGroupPairInfoList: [
        {
          TargetGroups: [{ Name: 'blue' }, { Name: 'green' }],
          ProdTrafficRoute: { ListenerArns: [production.id] },
          TestTrafficRoute: { ListenerArns: [testing.id] },
        },
      ],
    },
  });
  return { account, vpc, subnets, loadBalancer, blue, green, production, testing, cluster, task, service, role, group };
}

/** A document that lets a service act as a role. */
export function trust(service: string): DataObject {
  return {
    Statement: [{ Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' }],
  };
}

const ELB = 'AWS::ElasticLoadBalancingV2';
