// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholders
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from '../scripts/lib/root.ts';
import type { Problem } from '../src/dsl/index.ts';
import { type Change, changeBuildSpec, changed, emittedOf, whenSystem, whenTemplate } from './rules/broken.ts';
import { applyRules } from './rules/rule.ts';
import { checkRules, SYSTEM_RULES, TEMPLATE_RULES, TREE_RULES } from './rules.ts';
import { NAMES, type Variant } from './variants.ts';

const onInstances: Variant = 'three zones, a NAT in each';
const onFargate: Variant = 'HTTPS with host name, everything that Fargate can';
const handMade: Variant = 'internal, behind a NAT';

/** A way to break a rule: the code, what somebody did, the resource they did it to, and what they are told. */
type Row = readonly [code: string, what: string, variant: Variant, id: string, change: Change, told: RegExp];

const inSystem: readonly Row[] = [
  [
    'unlike-target-groups',
    'another health check for green',
    onInstances,
    'GreenTargetGroup',
    (group) => {
      group.HealthCheckPath = '/other';
    },
    /^HealthCheckPath is "\/other", and "\/health" of BlueTargetGroup$/,
  ],
  [
    'not-two-target-groups',
    'blue twice',
    onInstances,
    'DeploymentGroup',
    (group) => {
      const [pair] = group.LoadBalancerInfo.TargetGroupPairInfoList;
      pair.TargetGroups[1] = pair.TargetGroups[0];
    },
    /^names made-up-BlueTargetGroup-\w+, made-up-BlueTargetGroup-\w+, of which 2 are this system's$/,
  ],
  [
    'not-two-target-groups',
    "another system's target group",
    onInstances,
    'DeploymentGroup',
    (group) => {
      group.LoadBalancerInfo.TargetGroupPairInfoList[0].TargetGroups[1] = { Name: 'theirs' };
    },
    /theirs, of which 1 are this system's$/,
  ],
  [
    'foreign-listener',
    "another system's listener",
    onInstances,
    'DeploymentGroup',
    (group) => {
      group.LoadBalancerInfo.TargetGroupPairInfoList[0].TestTrafficRoute.ListenerArns = ['arn:theirs'];
    },
    /^arn:theirs is no listener of this system$/,
  ],
  [
    'foreign-listener',
    'no production listener',
    onInstances,
    'DeploymentGroup',
    (group) => {
      group.LoadBalancerInfo.TargetGroupPairInfoList[0].ProdTrafficRoute.ListenerArns = [];
    },
    /^has 0 listeners$/,
  ],
  [
    'two-load-balancers',
    'the test listener on another load balancer',
    onInstances,
    'TestListener',
    (listener) => {
      listener.LoadBalancerArn = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/other/1';
    },
    /^stands on arn:.*\/app\/other\/1, the production listener on arn:/,
  ],
  [
    'one-port-for-two',
    'the test listener on port 80',
    onInstances,
    'TestListener',
    (listener) => {
      listener.Port = 80;
    },
    /^port 80 is the production listener's as well$/,
  ],
  [
    'forwards-elsewhere',
    'a listener that forwards to a target group of its own when green is live',
    onInstances,
    'ProductionListener',
    (listener) => {
      listener.DefaultActions[0].TargetGroupArn['Fn::If'][1] = 'arn:elsewhere';
    },
    /^forwards to arn:elsewhere, which is not one of/,
  ],
  [
    'colour-not-followed',
    'a listener that always forwards to blue',
    onInstances,
    'ProductionListener',
    (listener) => {
      listener.DefaultActions[0].TargetGroupArn = { Ref: 'BlueTargetGroup' };
    },
    /^forwards to the same target group whichever colour is live$/,
  ],
  [
    'foreign-service',
    "another system's service",
    onInstances,
    'DeploymentGroup',
    (group) => {
      group.ECSServices[0].ServiceName = 'theirs';
    },
    /"ServiceName":"theirs"\}\], which is not the one service/,
  ],
  [
    'foreign-service',
    'a service that registers elsewhere',
    onInstances,
    'Service',
    (service) => {
      service.LoadBalancers[0].TargetGroupArn = 'arn:elsewhere';
    },
    /^registers in arn:elsewhere/,
  ],
  [
    'container-differs',
    'another port in the AppSpec',
    onInstances,
    'BuildProject',
    changeBuildSpec('ContainerPort: 8000', 'ContainerPort: 80'),
    /^the AppSpec has container variant and port 80$/,
  ],
  [
    'container-differs',
    'another name in the task definition',
    onInstances,
    'BuildProject',
    changeBuildSpec('"name": "variant"', '"name": "app"'),
    /^the task definition has no container variant$/,
  ],
  [
    'container-differs',
    'another port of the bootstrap task',
    onInstances,
    'BootstrapTask',
    (task) => {
      task.ContainerDefinitions[0].PortMappings[0].ContainerPort = 80;
    },
    /^container variant opens port 80$/,
  ],
  [
    'unfed-placeholder',
    'another placeholder in the task definition',
    onInstances,
    'BuildProject',
    changeBuildSpec('<IMAGE1_NAME>', '<IMAGE>'),
    /^(nothing fills in the image <IMAGE>|the deploy action fills in <IMAGE1_NAME>, which no container has as its image)$/,
  ],
  [
    'task-definition-fixed',
    'a revision in the AppSpec',
    onInstances,
    'BuildProject',
    changeBuildSpec('"<TASK_DEFINITION>"', '"variant:3"'),
    /^the AppSpec's TaskDefinition is "variant:3"$/,
  ],
  [
    'strategy-not-repeated',
    'no Spot in the AppSpec',
    onFargate,
    'BuildProject',
    changeBuildSpec(/ +- CapacityProvider: "FARGATE_SPOT"\n +Weight: 3\n/, ''),
    /^the AppSpec places tasks on FARGATE 1 1, the service on FARGATE 1 1, FARGATE_SPOT 0 3$/,
  ],
  [
    'network-not-repeated',
    'public addresses in the AppSpec',
    onFargate,
    'BuildProject',
    changeBuildSpec('AssignPublicIp: DISABLED', 'AssignPublicIp: ENABLED'),
    /^AssignPublicIp is ENABLED in the AppSpec, and DISABLED of the service$/,
  ],
  [
    'missing-hook',
    'a hook that is gone',
    onInstances,
    'AfterAllowTestTrafficHook',
    (_, template) => {
      delete template.Resources.AfterAllowTestTrafficHook;
    },
    /^the AppSpec runs CodeDeployHook_variant_AfterAllowTestTraffic at AfterAllowTestTraffic, and there is no such function$/,
  ],
  [
    'idle-hook',
    'an AppSpec without hooks',
    onInstances,
    'BuildProject',
    changeBuildSpec(/ +Hooks:\n +- AfterAllowTestTraffic: .*\n/, ''),
    /^no release runs CodeDeployHook_variant_AfterAllowTestTraffic$/,
  ],
  [
    'unprefixed-hook',
    'a hook of another name',
    onInstances,
    'BuildProject',
    (project, template) => {
      changeBuildSpec('CodeDeployHook_${SystemName}_', 'check_')(project, template);
      template.Resources.AfterAllowTestTrafficHook.Properties.FunctionName = 'check_AfterAllowTestTraffic';
    },
    /^check_AfterAllowTestTraffic has another prefix$/,
  ],
  [
    'uninvokable-hook',
    'a role that may not invoke',
    onInstances,
    'DeploymentRole',
    withoutPolicyNamed('run-hooks'),
    /^no statement allows lambda:InvokeFunction on arn:.*:function:CodeDeployHook_variant_AfterAllowTestTraffic$/,
  ],
  [
    'mute-hook',
    "the walk-through's hook, which may not report",
    onInstances,
    'AfterAllowTestTrafficRole',
    withoutPolicyNamed('report'),
    /^no statement allows codedeploy:PutLifecycleEventHookExecutionStatus on arn:.*:deploymentgroup:variant\/variant$/,
  ],
  [
    'rolling-update-setting',
    'a circuit breaker',
    onInstances,
    'Service',
    (service) => {
      service.DeploymentConfiguration = { DeploymentCircuitBreaker: { Enable: true, Rollback: true } };
    },
    /^DeploymentCircuitBreaker does nothing under the deployment controller CODE_DEPLOY$/,
  ],
  [
    'rolling-update-setting',
    'alarms of the service',
    onInstances,
    'Service',
    (service) => {
      service.DeploymentConfiguration = { Alarms: { AlarmNames: ['x'], Enable: true, Rollback: true } };
    },
    /^Alarms does nothing/,
  ],
  [
    'pinned-revision',
    'a reference to the bootstrap task',
    onInstances,
    'Service',
    (service) => {
      service.TaskDefinition = { Ref: 'BootstrapTask' };
    },
    /^TaskDefinition is "arn:.*:task-definition\/variant:1", not the family/,
  ],
  [
    'pinned-revision',
    'a service that does not wait for the bootstrap task',
    onInstances,
    'Service',
    (_, template) => {
      template.Resources.Service.DependsOn = [];
    },
    /^does not wait for BootstrapTask$/,
  ],
  [
    'closed-ports',
    'only some of the ports that Docker chooses from',
    onInstances,
    'LoadBalancerIngress',
    (rule) => {
      rule.ToPort = 61000;
    },
    /^no rule lets the load balancer in at ports 32768 to 65535$/,
  ],
  [
    'closed-ports',
    'another port than that of the tasks',
    onFargate,
    'LoadBalancerIngress',
    (rule) => {
      rule.FromPort = 80;
      rule.ToPort = 80;
    },
    /^no rule lets the load balancer in at port 8000$/,
  ],
  [
    'no-room',
    'a desired count without a maximum',
    onInstances,
    'Service',
    (_, template) => {
      delete template.Parameters.DesiredCount.MaxValue;
    },
    /^DesiredCount may be anything, and is 2 unless said; twice \d+ fit$/,
  ],
  [
    'too-many-alarms',
    'eleven alarms',
    onInstances,
    'DeploymentGroup',
    (group) => {
      group.AlarmConfiguration.Alarms = Array.from({ length: 11 }, (_, index) => ({ Name: `alarm-${index}` }));
    },
    /^has 11 alarms$/,
  ],
  [
    'parallel-releases',
    'a pipeline that runs versions side by side',
    onInstances,
    'Pipeline',
    (pipeline) => {
      pipeline.ExecutionMode = 'PARALLEL';
    },
    /^PARALLEL starts deployments that CodeDeploy refuses$/,
  ],
];

const inTemplate: readonly Row[] = [
  [
    'literal-partition',
    'an ARN with its partition',
    onInstances,
    'Pipeline',
    (pipeline) => {
      pipeline.RoleArn = { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/x' };
    },
    /^"arn:aws:iam::.*" names a partition$/,
  ],
  [
    'literal-account',
    'an account in an image',
    onInstances,
    'BootstrapTask',
    (task) => {
      task.ContainerDefinitions[0].Image = '111122223333.dkr.ecr.eu-central-1.${AWS::URLSuffix}/x';
    },
    /^"111122223333\.dkr.*" names an account$/,
  ],
  [
    'literal-region',
    'a region in a variable of a hook',
    onInstances,
    'AfterAllowTestTrafficHook',
    (hook) => {
      hook.Environment.Variables.WHERE = 'eu-central-1';
    },
    /^"eu-central-1" names a region$/,
  ],
  [
    'literal-host',
    'a host name of AWS in a buildspec',
    onInstances,
    'BuildProject',
    changeBuildSpec('.${AWS::URLSuffix}', '.amazonaws.com'),
    /amazonaws\.com.*" is a host name of AWS/,
  ],
  [
    'literal-host',
    'a service principal that is in no table',
    onInstances,
    'DeploymentRole',
    (role) => {
      role.AssumeRolePolicyDocument.Statement[0].Principal.Service = 'ec2.amazonaws.com';
    },
    /^"ec2\.amazonaws\.com" is a host name of AWS/,
  ],
  [
    'unknown-principal',
    'a service that is in no table',
    onInstances,
    'DeploymentRole',
    (role) => {
      role.AssumeRolePolicyDocument.Statement[0].Principal.Service = { 'Fn::Sub': 'glue.${AWS::URLSuffix}' };
    },
    /^"glue\.\$\{AWS::URLSuffix\}" is not in the table/,
  ],
  ...[
    ['*', /^"\*" allows every action$/],
    ['s3:*', /^"s3:\*" allows every action$/],
  ].map(
    ([action, told]): Row => [
      'wildcard-action',
      `a role that may ${action}`,
      onInstances,
      'TaskRole',
      allow({ Action: action, Resource: 'arn:x' }),
      told as RegExp,
    ],
  ),
  [
    'wildcard-action',
    'a role that may all but some',
    onInstances,
    'TaskRole',
    allow({ NotAction: 'iam:*', Resource: 'arn:x' }),
    /^allows all actions but some$/,
  ],
  [
    'wildcard-resource',
    'a role that may read every bucket',
    onInstances,
    'TaskRole',
    allow({ Action: ['s3:GetObject', 'ecr:GetAuthorizationToken'], Resource: ['*'] }),
    /^s3:GetObject is allowed on everything$/,
  ],
  [
    'loose-pass-role',
    'a role that may pass any role',
    onInstances,
    'TaskRole',
    allow({
      Action: 'iam:PassRole',
      Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*' },
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    }),
    /hands over any role$/,
  ],
  [
    'loose-pass-role',
    'a role that may pass roles to any service',
    onInstances,
    'PipelineRole',
    (role) => {
      for (const { PolicyDocument } of role.Policies) {
        for (const statement of PolicyDocument.Statement) delete statement.Condition;
      }
    },
    /^iam:PassRole hands roles to any service$/,
  ],
  [
    'logs-without-end',
    'logs that are kept for ever',
    onInstances,
    'LogGroup',
    (group) => {
      delete group.RetentionInDays;
    },
    /^keeps its logs for ever$/,
  ],
  [
    'open-bucket',
    'a bucket that may have public policies',
    onInstances,
    'ArtifactBucket',
    (bucket) => {
      bucket.PublicAccessBlockConfiguration.BlockPublicPolicy = false;
    },
    /^BlockPublicPolicy is not on, so the bucket can become public$/,
  ],
  [
    'unencrypted-bucket',
    'a bucket that does not say how it is encrypted',
    onInstances,
    'ArtifactBucket',
    (bucket) => {
      delete bucket.BucketEncryption;
    },
    /^does not say how it is encrypted$/,
  ],
  [
    'bucket-without-tls',
    'a bucket whose policy is gone',
    onInstances,
    'ArtifactBucket',
    (_, template) => {
      delete template.Resources.ArtifactBucketPolicy;
    },
    /^answers requests without TLS$/,
  ],
];

describe('the rules', () => {
  for (const [code, what, variant, id, change, told] of inSystem) {
    test(`${code}: ${what}`, () => assertFound(whenSystem(variant, id, change), code, told));
  }

  for (const [code, what, variant, id, change, told] of inTemplate) {
    test(`${code}: ${what}`, () => assertFound(whenTemplate(variant, id, change), code, told));
  }

  test('unread-output: an output that nothing reads', () => {
    const { root } = emittedOf(onInstances);
    const silent = changed(root, 'Hooks', (_, template) => {
      delete template.Resources.Hooks.Properties.Parameters.LoadBalancerDnsName;
      delete template.Outputs.LoadBalancerDnsName;
    });
    const problems = applyRules(TREE_RULES, silent);
    assertFound(problems, 'unread-output', /^nothing reads the output DnsName of LoadBalancer$/);
    assert.equal(problems[0]?.stack, 'LoadBalancer');
    assert.equal(problems[0]?.logicalId, 'DnsName');
  });

  test('hold without a pipeline too, of the files that are there to be copied', () => {
    const { release } = emittedOf(handMade);
    const appSpec = release['appspec.yaml']?.replace('ContainerPort: 8000', 'ContainerPort: 1') ?? '';
    const problems = whenSystem(handMade, 'Service', () => {}, { release: { ...release, 'appspec.yaml': appSpec } });
    assertFound(problems, 'container-differs', /^the AppSpec has container variant and port 1$/);
    assert.equal(problems[0]?.logicalId, 'DeploymentGroup');
  });

  test('find nothing wrong with any variant', () => {
    for (const name of NAMES) assert.deepEqual(checkRules(emittedOf(name)), [], name);
  });

  test("leave alone what the application's own permissions say, though no evaluator knows it", () => {
    const odd = {
      Effect: 'Allow',
      NotAction: 's3:DeleteBucket',
      Resource: 'arn:x',
      Condition: { 'ForAnyValue:StringLike': { 'aws:TagKeys': ['${aws:username}'] } },
    };
    const problems = whenSystem(onInstances, 'TaskRole', allow(odd));
    assert.deepEqual(
      problems.map(({ code }) => code),
      [],
    );
  });

  test('tell where a thing is declared: stack, logical id, path, line', () => {
    const [problem] = whenSystem(onInstances, 'TestListener', (listener) => {
      listener.Port = 80;
    });
    assert.equal(problem?.stack, 'LoadBalancer');
    assert.equal(problem?.logicalId, 'TestListener');
    assert.equal(problem?.path, 'Properties.Port');
    assert.match(String(problem?.place), /templates\/load-balancer\/listeners\.ts/);
  });

  test('are each broken by a test here, and each in docs/rules.md with what holds', () => {
    const all = [...TEMPLATE_RULES, ...TREE_RULES, ...SYSTEM_RULES];
    const codes = all.map(({ code }) => code);
    assert.equal(new Set(codes).size, codes.length, 'every code is there once');
    const broken = new Set([...inSystem, ...inTemplate].map(([code]) => code));
    assert.deepEqual(
      codes.filter((code) => !broken.has(code)),
      ['unread-output'],
    );
    const guide = readFileSync(join(ROOT, 'docs/rules.md'), 'utf8');
    for (const { code, holds } of all) assert.ok(guide.includes(`| \`${code}\` | ${holds} |`), code);
    const listed = [...guide.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, code]) => code);
    assert.deepEqual(listed.sort(), codes.sort());
  });
});

function assertFound(problems: readonly Problem[], code: string, told: RegExp): void {
  assert.ok(problems.length > 0, 'nothing was found');
  const own = problems.filter((problem) => problem.code === code);
  assert.ok(own.length > 0, `found ${problems.map((problem) => problem.code)}`);
  for (const { message, hint } of own) {
    assert.match(message, told);
    assert.doesNotMatch(message, /\.$|^[A-Z](?![A-Za-z0-9]* )/);
    assert.ok(hint);
  }
}

function withoutPolicyNamed(name: string): Change {
  return (role) => {
    role.Policies = role.Policies.filter(({ PolicyName }: { PolicyName: string }) => PolicyName !== name);
  };
}

function allow(statement: object): Change {
  return (role) => {
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] };
    role.Policies = [...(role.Policies ?? []), { PolicyName: 'more', PolicyDocument: document }];
  };
}
