import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { TemplateResource } from '../../src/dsl/template.ts';
import { at } from '../variants.ts';
import { listOf, NAME, resolve, resourcesOf, roots, statementsOf, wildcard } from './statements.ts';

describe("CloudFormation's role", () => {
  test('reaches everything of the system that has a name in its template', () => {
    for (const [name, root] of roots) {
      // What is allowed on everything says nothing about a name.
      const all = statementsOf(name).flatMap(({ statement }) => listOf(statement, 'Resource'));
      const reached = all.filter((pattern) => pattern !== '*');
      for (const { id, resource } of resourcesOf(root)) {
        const named = nameOf(resource);
        if (named === undefined) continue;
        assert.ok(
          reached.some((pattern) => wildcard(pattern).test(named)),
          `${name}: ${id} is ${named}`,
        );
      }
    }
  });

  test('makes and passes the roles of the system, and not those of the deployer or of a system whose name begins alike', () => {
    const roles = statementsOf('hello-server')
      .filter(({ statement }) =>
        listOf(statement, 'Action').some((action) => /^iam:(PutRolePolicy|PassRole|CreateRole)$/.test(action)),
      )
      .filter(({ where }) => where.startsWith('ServiceRole'))
      .flatMap(({ statement }) => listOf(statement, 'Resource'));
    const can = (role: string) =>
      roles.some((arn) => wildcard(arn).test(`arn:aws-us-gov:iam::111122223333:role/${role}`));
    assert.ok(can(`${NAME}-Service-1ABCDEFG-TaskRole-XYZ`));
    assert.ok(can(`${NAME}-Pipeline-1ABCDEFG-PipelineRole-XYZ`));
    for (const other of [
      'cloudformation-eu-central-1',
      'deployer-eu-central-1',
      'admin-Service-1AB-TaskRole-XYZ',
      '2-Service-X',
    ]) {
      assert.ok(!can(`${NAME}-${other}`), other);
    }
    fc.assert(
      fc.property(fc.stringMatching(/^(-?[a-z0-9]){0,10}$/), fc.string(), (longer, rest) => {
        fc.pre(longer !== '');
        assert.ok(!can(`${NAME}${longer}-${rest}`) || longer.startsWith('-') === false);
        assert.ok(!can(`${NAME}-${longer.replace(/^-/, '')}-${rest}`));
      }),
    );
  });

  test('makes and changes no role without the boundary, where there is one, and cannot take it off', () => {
    const bounded = statementsOf('hello-server', { permissionsBoundary: true });
    for (const { statement } of bounded) {
      const actions = listOf(statement, 'Action');
      assert.ok(
        !actions.some((action) =>
          /DeleteRolePermissionsBoundary|CreatePolicy|AttachRolePolicy|SetDefaultPolicyVersion/.test(action),
        ),
      );
      if (
        !actions.some((action) =>
          /^iam:(CreateRole|(Put|Delete|UpdateAssume)RolePolicy|PutRolePermissionsBoundary)$/.test(action),
        )
      )
        continue;
      assert.deepEqual(at(statement, 'Condition'), {
        StringEquals: { 'iam:PermissionsBoundary': [{ Ref: 'PermissionsBoundaryArn' }] },
      });
    }
  });

  test('passes a connection on where the source is one, and lets events call functions where hooks are kept awake', () => {
    const can = (name: string, action: string) =>
      statementsOf(name).some(({ statement }) => listOf(statement, 'Action').includes(action));
    const withConnection = [...roots.keys()].filter((name) => can(name, 'codeconnections:PassConnection'));
    assert.deepEqual(withConnection, ['HTTPS with host name, everything that Fargate can']);
    for (const [name, root] of roots) {
      const isNeeded = resourcesOf(root).some(({ resource }) => resource.Type === 'AWS::Lambda::Permission');
      assert.equal(can(name, 'lambda:AddPermission'), isNeeded, name);
    }
  });

  test('passes roles to every service that a role of the system trusts, and to no other', () => {
    for (const [name, root] of roots) {
      const trusted = resourcesOf(root)
        .filter(({ resource }) => resource.Type === 'AWS::IAM::Role')
        .flatMap(({ resource }) => at(resource.Properties, 'AssumeRolePolicyDocument', 'Statement'))
        // Another account takes its role on by itself.
        .filter((statement) => at(statement, 'Principal', 'Service') !== undefined)
        .map((statement) => JSON.stringify(at(statement, 'Principal', 'Service')));
      const passing = statementsOf(name).find(
        ({ where, statement }) =>
          where.startsWith('ServiceRole') && listOf(statement, 'Action').includes('iam:PassRole'),
      );
      const services = [at(passing?.statement, 'Condition', 'StringEquals', 'iam:PassedToService')].flat();
      assert.deepEqual(services.map((service) => JSON.stringify(service)).sort(), [...new Set(trusted)].sort(), name);
    }
  });
});

/** The ARN of a resource that its template names; undefined for the others. */
function nameOf({ Type, Properties }: TemplateResource): string | undefined {
  const [form, property] = NAMED[Type] ?? [];
  if (form === undefined || property === undefined) return undefined;
  const value = resolve(at(Properties, property));
  if (typeof value !== 'string') return undefined;
  const [service, region, kind] = form;
  return `arn:aws-us-gov:${service}:${region}:111122223333:${kind}${value}`;
}

const HERE = 'ap-southeast-1';
const NAMED: Readonly<Record<string, readonly [form: readonly [string, string, string], property: string]>> = {
  'AWS::CloudWatch::Alarm': [['cloudwatch', HERE, 'alarm:'], 'AlarmName'],
  'AWS::CloudWatch::Dashboard': [['cloudwatch', '', 'dashboard/'], 'DashboardName'],
  'AWS::CodeBuild::Project': [['codebuild', HERE, 'project/'], 'Name'],
  'AWS::CodeCommit::Repository': [['codecommit', HERE, ''], 'RepositoryName'],
  'AWS::CodeDeploy::Application': [['codedeploy', HERE, 'application:'], 'ApplicationName'],
  'AWS::CodeDeploy::DeploymentConfig': [['codedeploy', HERE, 'deploymentconfig:'], 'DeploymentConfigName'],
  'AWS::CodePipeline::Pipeline': [['codepipeline', HERE, ''], 'Name'],
  'AWS::ECR::Repository': [['ecr', HERE, 'repository/'], 'RepositoryName'],
  'AWS::ECS::CapacityProvider': [['ecs', HERE, 'capacity-provider/'], 'Name'],
  'AWS::ECS::Cluster': [['ecs', HERE, 'cluster/'], 'ClusterName'],
  'AWS::ECS::Service': [['ecs', HERE, 'service/any/'], 'ServiceName'],
  'AWS::Events::Rule': [['events', HERE, 'rule/'], 'Name'],
  'AWS::Lambda::Function': [['lambda', HERE, 'function:'], 'FunctionName'],
  'AWS::Logs::LogGroup': [['logs', HERE, 'log-group:'], 'LogGroupName'],
  'AWS::SNS::Topic': [['sns', HERE, ''], 'TopicName'],
};
