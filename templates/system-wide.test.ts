import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { specOf } from '../src/aws/spec.ts';
import { idsUsed } from '../src/dsl/references.ts';
import type { Template, TemplateResource } from '../src/dsl/template.ts';
import { UNTAGGED } from './common/untagged.ts';
import { at, NAMES, outputOf, VARIANTS, type Variant } from './variants.ts';

interface Found {
  readonly where: string;
  readonly id: string;
  readonly resource: TemplateResource;
}

describe('every template of every variant', () => {
  test('has tags on everything that takes them: a name, and the tags of the system', () => {
    const team = { Key: 'team', Value: 'platform' };
    for (const { where, id, resource } of resources('HTTPS with host name, everything that Fargate can')) {
      const property = specOf(resource.Type)?.tags;
      if (property === undefined || resource.Type in UNTAGGED) continue;
      const tags = at(resource.Properties, property);
      assert.ok(Array.isArray(tags), `${where} ${id} has no tags`);
      assert.ok(
        tags.some(({ Key }) => Key === 'Name'),
        `${where} ${id} has no name`,
      );
      assert.ok(
        tags.some((tag) => tag.Key === team.Key && tag.Value === team.Value),
        `${where} ${id} lacks a tag`,
      );
    }
    for (const { where, id, resource } of all()) {
      const property = specOf(resource.Type)?.tags;
      if (property === undefined || resource.Type in UNTAGGED) continue;
      assert.ok(at(resource.Properties, property), `${where} ${id} has no tags`);
    }
  });

  test('gives every role the boundary where there is one, and none where there is none', () => {
    for (const name of NAMES) {
      for (const { where, id, resource } of resources(name)) {
        if (resource.Type !== 'AWS::IAM::Role') continue;
        const boundary = at(resource.Properties, 'PermissionsBoundary');
        const expected = name.includes('everything') ? { Ref: 'PermissionsBoundaryArn' } : undefined;
        assert.deepEqual(boundary, expected, `${where} ${id}`);
      }
    }
  });

  test('keeps logs for a time that is said', () => {
    const groups = [...all()].filter(({ resource }) => resource.Type === 'AWS::Logs::LogGroup');
    assert.ok(groups.length > 20);
    for (const { where, id, resource } of groups) {
      assert.ok(Number(at(resource.Properties, 'RetentionInDays')) > 0, `${where} ${id}`);
    }
  });

  test("names nothing by the stack's name", () => {
    for (const name of NAMES) {
      const { templates } = outputOf(name);
      for (const { file, text } of templates) assert.doesNotMatch(text, /AWS::StackName|AWS::StackId/, file);
    }
  });
});

/** The longest that each kind of name may be; see the pages of the types. */
const LIMITS: Readonly<Record<string, number>> = {
  'AWS::ECS::Cluster ClusterName': 255,
  'AWS::ECS::Service ServiceName': 255,
  'AWS::ECS::TaskDefinition Family': 255,
  'AWS::Logs::LogGroup LogGroupName': 512,
  'AWS::Lambda::Function FunctionName': 64,
  'AWS::CodeDeploy::Application ApplicationName': 100,
  'AWS::CodeDeploy::DeploymentGroup DeploymentGroupName': 100,
  'AWS::CodeDeploy::DeploymentConfig DeploymentConfigName': 100,
  'AWS::CloudWatch::Alarm AlarmName': 255,
  'AWS::CloudWatch::Dashboard DashboardName': 255,
  'AWS::SNS::Topic TopicName': 256,
  'AWS::ApplicationAutoScaling::ScalingPolicy PolicyName': 256,
  'AWS::ECR::Repository RepositoryName': 256,
  'AWS::CodeCommit::Repository RepositoryName': 100,
  'AWS::CodeBuild::Project Name': 150,
  'AWS::CodePipeline::Pipeline Name': 100,
  'AWS::Events::Rule Name': 64,
  'AWS::ECS::CapacityProvider Name': 255,
};

/** What has these names as a reference to something else, not as its own. */
const REFERENCES = /^(LogGroup|DeploymentConfig|Application)Name$/;

test('every name is made from SystemName, and fits with the longest that is allowed', () => {
  const seen = new Set<string>();
  for (const { where, id, resource } of all()) {
    // An endpoint names a service of AWS, and a permission a function.
    if (['AWS::EC2::VPCEndpoint', 'AWS::Lambda::Permission'].includes(resource.Type)) continue;
    for (const [property, value] of Object.entries(resource.Properties ?? {})) {
      const kind = `${resource.Type} ${property}`;
      const limit = LIMITS[kind];
      if (limit === undefined) {
        // A host name is the user's.
        const isOwnName =
          /\wName$/.test(property) && !REFERENCES.test(property) && !/^(Metric|Container|Display)Name$/.test(property);
        assert.ok(!isOwnName, `${where} ${id} has a ${property} that this test does not know`);
        continue;
      }
      seen.add(kind);
      const text = JSON.stringify(value);
      const isFromSystem =
        text.includes('${SystemName}') || text === '{"Ref":"SystemName"}' || text.includes('${Service.Name}');
      assert.ok(isFromSystem, `${where} ${id} ${property} is ${text}`);
      const written = String(at(value, 'Fn::Sub') ?? '${SystemName}').replace(/\$\{[\w.]+\}/g, 'x'.repeat(20));
      assert.ok(written.length <= limit, `${where} ${id} ${property} is ${written.length} long`);
    }
  }
  assert.deepEqual([...seen].sort(), Object.keys(LIMITS).sort(), 'every limit is of a name that is given');
});

/** The services that take roles on or may act by a resource's policy. */
const PRINCIPALS = [
  'cloudwatch.amazonaws.com',
  'codebuild.amazonaws.com',
  'codedeploy.amazonaws.com',
  'codepipeline.amazonaws.com',
  'ec2.${AWS::URLSuffix}',
  'ecs-tasks.amazonaws.com',
  'events.amazonaws.com',
  'lambda.amazonaws.com',
  'logdelivery.elasticloadbalancing.amazonaws.com',
  'logging.s3.amazonaws.com',
  'vpc-flow-logs.amazonaws.com',
];

/** Actions that may be asked on all resources, and why nothing narrower can be said. */
const ON_EVERYTHING: Readonly<Record<string, string>> = {
  'ecr:GetAuthorizationToken': 'knows no resource',
  'ecs:DiscoverPollEndpoint': 'knows no resource',
  'ecs:RegisterTaskDefinition': 'knows no resource',
  'elasticloadbalancing:DescribeListeners': 'knows no resource',
  'elasticloadbalancing:DescribeRules': 'knows no resource',
  'elasticloadbalancing:DescribeTargetGroups': 'knows no resource',
  'logs:DescribeLogGroups': 'flow logs list all groups',
  'ssmmessages:CreateControlChannel': 'knows no resource',
  'ssmmessages:CreateDataChannel': 'knows no resource',
  'ssmmessages:OpenControlChannel': 'knows no resource',
  'ssmmessages:OpenDataChannel': 'knows no resource',
  'ec2:AssignPrivateIpAddresses': 'Lambda asks on all before it makes an interface',
  'ec2:CreateNetworkInterface': 'Lambda asks on all before it makes an interface',
  'ec2:DeleteNetworkInterface': 'Lambda asks on all before it makes an interface',
  'ec2:DescribeNetworkInterfaces': 'knows no resource',
  'ec2:DescribeSubnets': 'knows no resource',
  'ec2:UnassignPrivateIpAddresses': 'Lambda asks on all before it makes an interface',
};

describe('every policy', () => {
  test('names its actions, and allows on all resources only what cannot be said narrower', () => {
    const broad = new Set<string>();
    for (const { where, id, statement } of statements()) {
      const actions = [at(statement, 'Action')].flat().map(String);
      assert.ok(actions.length > 0 && !actions.includes('*'), `${where} ${id}`);
      // A key's own policy speaks of that key only.
      const isKeyPolicy = where.includes('KeyPolicy');
      if (at(statement, 'Effect') !== 'Allow' || isKeyPolicy || at(statement, 'Resource') !== '*') continue;
      for (const action of actions) {
        assert.ok(action in ON_EVERYTHING, `${where} ${id} allows ${action} on everything`);
        broad.add(action);
      }
    }
    assert.deepEqual([...broad].sort(), Object.keys(ON_EVERYTHING).sort());
  });

  test('trusts only the services of the table', () => {
    const seen = new Set<string>();
    for (const { statement } of statements()) {
      const service = at(statement, 'Principal', 'Service');
      for (const each of service === undefined ? [] : [service].flat()) seen.add(String(at(each, 'Fn::Sub') ?? each));
    }
    assert.deepEqual([...seen].sort(), PRINCIPALS);
  });

  test('passes roles by name, to the service that takes them on', () => {
    const passing = [...statements()].filter(({ statement }) =>
      [at(statement, 'Action')].flat().includes('iam:PassRole'),
    );
    // Where the pipeline is elsewhere, its part is the release role's.
    const withPipeline = NAMES.filter((name) => 'source' in VARIANTS[name]);
    assert.equal(
      passing.length,
      (NAMES.length + withPipeline.length) * 2,
      'CodeDeploy, and the pipeline where there is one',
    );
    for (const { where, statement } of passing) {
      const roles = at(statement, 'Resource');
      assert.ok(Array.isArray(roles) && roles.length === 2 && !roles.includes('*'), where);
      assert.deepEqual(at(statement, 'Condition'), {
        StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
      });
    }
  });
});

describe('between stacks', () => {
  test('there is no circle: each names only those before it', () => {
    let count = 0;
    for (const name of NAMES) {
      const { Resources } = rootOf(name);
      const ids = Object.keys(Resources);
      assert.ok(ids.length >= 4, name);
      for (const [index, id] of ids.entries()) {
        const { DependsOn = [], Properties = {} } = Resources[id] ?? {};
        const named = [...idsUsed(Properties).map((use) => use.name), ...[DependsOn].flat()];
        // Others are parameters.
        for (const other of named.filter((each) => ids.includes(each))) {
          assert.ok(ids.indexOf(other) < index, `${name}: ${id} names ${other}, which comes later`);
          count += 1;
        }
      }
    }
    assert.ok(count > 20 * NAMES.length, `${count} references are found`);
  });

  test('every output of a stack is read by the root or by another stack', () => {
    let count = 0;
    for (const name of NAMES) {
      const { Resources, Outputs } = rootOf(name);
      const read = idsUsed({
        resources: Object.values(Resources).map(({ Properties = {} }) => Properties),
        outputs: Object.values(Outputs ?? {}).map(({ Value }) => Value),
      }).map((use) => `${use.name} ${use.attribute}`);
      for (const { file, stack } of outputOf(name).templates) {
        if (file === 'root.yaml' || file === 'flat.yaml') continue;
        for (const output of Object.keys(stack.template.Outputs ?? {})) {
          assert.ok(read.includes(`${stack.name} Outputs.${output}`), `${name}: ${file} ${output} is read by nothing`);
          count += 1;
        }
      }
    }
    assert.ok(count > 20 * NAMES.length, `${count} outputs are found`);
  });
});

function rootOf(name: Variant): Template {
  const root = outputOf(name).templates.find(({ file }) => file === 'root.yaml');
  assert.ok(root);
  return root.stack.template;
}

function* resources(name: Variant): Generator<Found> {
  for (const { file, stack } of outputOf(name).templates) {
    for (const [id, resource] of Object.entries(stack.template.Resources)) {
      yield { where: `${name}: ${file}`, id, resource };
    }
  }
}

function* all(): Generator<Found> {
  for (const name of NAMES) yield* resources(name);
}

/** Every statement of every policy document: of roles, their trust, buckets, topics, keys. */
function* statements(): Generator<{ readonly where: string; readonly id: string; readonly statement: object }> {
  for (const { where, id, resource } of all()) {
    for (const { path, document } of documents(resource.Properties, '')) {
      for (const statement of document) yield { where: `${where} ${path}`, id, statement };
    }
  }
}

function* documents(
  value: unknown,
  path: string,
): Generator<{ readonly path: string; readonly document: readonly object[] }> {
  if (typeof value !== 'object' || value === null) return;
  const own = at(value, 'Statement');
  if (Array.isArray(own)) yield { path, document: own };
  else for (const [key, inner] of Object.entries(value)) yield* documents(inner, `${path}.${key}`);
}
