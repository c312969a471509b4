import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CodeDeploy, EC2, ECS, ELBv2, IAM, Lambda, type Tag } from '../../src/aws/index.ts';
import type { Expression } from '../../src/dsl/expression.ts';
import { ResourceType } from '../../src/dsl/resource-type.ts';

// What these tests say is checked by tsc: each @ts-expect-error fails the build when its line compiles.
declare const text: Expression<string>;
declare const texts: Expression<readonly string[]>;
declare const count: Expression<number>;
declare const scheme: Expression<'internal' | 'internet-facing'>;

type Attributes<R> = R extends ResourceType<infer _, infer A> ? A : never;
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

describe('generated types', () => {
  test('a resource carries its CloudFormation type and its properties as they were given', () => {
    const properties = { CidrBlock: '10.0.0.0/16' };
    const vpc = new EC2.VPC(properties);
    assert.ok(vpc instanceof ResourceType);
    assert.equal(vpc.Type, 'AWS::EC2::VPC');
    assert.equal(vpc.Properties, properties);
    assert.deepEqual(ResourceType.listAttributesOf(vpc), ['CidrBlockAssociations', 'Ipv6CidrBlocks']);
    assert.deepEqual(new EC2.InternetGateway().Properties, {});
  });

  types('a literal, an expression of it, and a list of both fit', () => {
    const tags: readonly Tag[] = [{ Key: 'Name', Value: text }];
    new ELBv2.LoadBalancer({ Type: 'application', Scheme: scheme, Subnets: ['subnet-1', text], Tags: tags });
    new ELBv2.LoadBalancer({ Subnets: texts });
    new ECS.TaskDefinition({ RequiresCompatibilities: ['FARGATE'], NetworkMode: 'awsvpc', Family: undefined });
    new IAM.Role({ AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Resource: text }] } });
    new Lambda.Function({ Code: { ZipFile: '' }, Role: text, Runtime: 'nodejs24.x', Timeout: count });
  });

  types('an unknown property does not compile, also deep inside', () => {
    // @ts-expect-error Cidr is called CidrBlock
    new EC2.VPC({ Cidr: '10.0.0.0/16' });
    const container = { Name: 'app', Image: text };
    // @ts-expect-error logConfig is called LogConfiguration
    new ECS.TaskDefinition({ ContainerDefinitions: [{ ...container, LogConfig: { LogDriver: 'awslogs' } }] });
    // @ts-expect-error it is attached by a resource of its own
    new EC2.InternetGateway({ Vpc: text });
  });

  types('a value that is not in the enum does not compile, in a list neither', () => {
    // @ts-expect-error internet_facing
    new ELBv2.LoadBalancer({ Scheme: 'internet_facing' });
    // @ts-expect-error any text may be anything
    new ELBv2.LoadBalancer({ Scheme: text });
    // @ts-expect-error fargate
    new ECS.TaskDefinition({ RequiresCompatibilities: ['fargate'] });
    // @ts-expect-error 61 is neither 60 nor 600
    new EC2.FlowLog({ ResourceId: text, ResourceType: 'VPC', MaxAggregationInterval: 61 });
  });

  types('a missing required property does not compile, also deep inside', () => {
    // @ts-expect-error ServiceRoleArn
    new CodeDeploy.DeploymentGroup({ ApplicationName: text });
    // @ts-expect-error the action's Type
    new ELBv2.Listener({ LoadBalancerArn: text, DefaultActions: [{ TargetGroupArn: text }] });
    // @ts-expect-error required properties cannot be left out altogether
    new EC2.Subnet();
  });

  types('a list does not fit where a text goes, nor a text where a list goes', () => {
    // @ts-expect-error a list for a text
    new EC2.Subnet({ VpcId: texts });
    // @ts-expect-error a text for a list
    new ELBv2.LoadBalancer({ Subnets: text });
    // @ts-expect-error a list in a list
    new ELBv2.LoadBalancer({ Subnets: [texts] });
    // @ts-expect-error a number for a text
    new EC2.Subnet({ VpcId: count });
  });

  types('attributes have names and types', () => {
    const listener: Equal<keyof Attributes<ELBv2.Listener>, 'ListenerArn'> = true;
    const names: Equal<Attributes<ELBv2.LoadBalancer>['DNSName'], string> = true;
    const lists: Equal<Attributes<ELBv2.LoadBalancer>['SecurityGroups'], readonly string[]> = true;
    const none: Equal<keyof Attributes<CodeDeploy.DeploymentGroup>, never> = true;
    return [listener, names, lists, none];
  });
});

// The body is for tsc only: the expressions that it names do not exist at run time.
function types(title: string, body: () => unknown): void {
  test(title, () => assert.equal(typeof body, 'function'));
}
