import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { attributesOf } from './model.ts';
import { textOf } from './read.ts';

/**
 * Puts something into the account that no stack makes and that has an id already: the network that a parameter names, the load
 * balancer of another system, the bucket that templates are uploaded to. Attributes are those that follow from the id.
 */
export function give(account: Account, type: string, id: string, properties: DataObject = {}): LocalResource {
  return account.put({ type, id, properties, attributes: attributesOf(attributesFrom(account, type, id, properties)) });
}

function attributesFrom(account: Account, type: string, id: string, properties: DataObject): DataObject {
  const name = id.replace(/^.*\//, '');
  switch (type) {
    case 'AWS::EC2::VPC':
      return { VpcId: id };
    case 'AWS::EC2::Subnet': {
      const zone = textOf(properties, 'AvailabilityZone');
      return { SubnetId: id, ...(zone !== undefined && { AvailabilityZone: zone }) };
    }
    case 'AWS::EC2::SecurityGroup':
      return { GroupId: id, Id: id };
    case 'AWS::ECS::Cluster':
      return { Arn: account.arn('ecs', `cluster/${id}`) };
    case 'AWS::IAM::Role':
      return { Arn: account.arn('iam', `role/${id}`, { global: true }) };
    case 'AWS::S3::Bucket':
      return { Arn: `arn:${account.whereabouts.partition}:s3:::${id}` };
    case 'AWS::ElasticLoadBalancingV2::LoadBalancer': {
      const fullName = id.replace(/^.*:loadbalancer\//, '');
      const [, ofLoadBalancer = name, hex = ''] = fullName.split('/');
      const dns = `${ofLoadBalancer}-${hex}.${account.whereabouts.region}.elb.${account.urlSuffix}`;
      const names = { LoadBalancerName: ofLoadBalancer, LoadBalancerFullName: fullName };
      return { LoadBalancerArn: id, ...names, DNSName: textOf(properties, 'DNSName') ?? dns };
    }
    default:
      return id.startsWith('arn:') ? { Arn: id } : {};
  }
}

/** Types whose ids can be told by their form. */
const FORMS: readonly (readonly [form: RegExp, type: string])[] = [
  [/^vpc-[0-9a-f]+$/, 'AWS::EC2::VPC'],
  [/^subnet-[0-9a-f]+$/, 'AWS::EC2::Subnet'],
  [/^sg-[0-9a-f]+$/, 'AWS::EC2::SecurityGroup'],
  [/^arn:[^:]+:elasticloadbalancing:.*:loadbalancer\//, 'AWS::ElasticLoadBalancingV2::LoadBalancer'],
  [/^arn:[^:]+:acm:.*:certificate\//, 'AWS::CertificateManager::Certificate'],
  [/^arn:[^:]+:codeconnections:.*:connection\//, 'AWS::CodeConnections::Connection'],
  [/^arn:[^:]+:codestar-connections:.*:connection\//, 'AWS::CodeStarConnections::Connection'],
];

/**
 * Puts into the account what a stack's parameters name and nobody has made: networks and load balancers by the form of their ids,
 * the cluster of `ClusterName` with the capacity provider of `CapacityProviderName` and Fargate's. What is there already stays as
 * it is. Subnets are in zones in turn.
 * @returns what was put there, so that it can be said.
 */
export function giveNamed(account: Account, parameters: Readonly<Record<string, string>>): readonly LocalResource[] {
  const given: LocalResource[] = [];
  const once = (type: string, id: string, properties: DataObject = {}) => {
    if (!account.find(type, id)) given.push(give(account, type, id, properties));
  };
  const vpc = Object.values(parameters).find((value) => /^vpc-[0-9a-f]+$/.test(value));
  for (const value of Object.values(parameters)) {
    for (const [index, id] of value
      .split(',')
      .map((each) => each.trim())
      .entries()) {
      const [, type] = FORMS.find(([form]) => form.test(id)) ?? [];
      if (type === undefined) continue;
      const zone = {
        AvailabilityZone: `${account.whereabouts.region}${'abc'[index % 3]}`,
        ...(vpc !== undefined && { VpcId: vpc }),
      };
      once(type, id, type === 'AWS::EC2::Subnet' ? zone : {});
    }
  }
  const { ClusterName: cluster, CapacityProviderName: provider } = parameters;
  const providers = ['FARGATE', 'FARGATE_SPOT', ...(provider === undefined ? [] : [provider])];
  if (provider !== undefined) once('AWS::ECS::CapacityProvider', provider);
  if (cluster !== undefined) once('AWS::ECS::Cluster', cluster, { CapacityProviders: providers });
  return given;
}
