// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholders
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from '../scripts/lib/root.ts';
import { accountId, type Problem, partition, region, sub } from '../src/dsl/index.ts';
import { synthesize } from '../src/synth/synthesize.ts';
import { codeCommit, probe, type SystemOptions } from './options.ts';
import { type Change, changeBuildSpec, changed, emittedOf, whenSystem, whenTemplate } from './rules/broken.ts';
import { applyRules } from './rules/rule.ts';
import { checkRules, checkTemplateRules, SYSTEM_RULES, TEMPLATE_RULES, TREE_RULES } from './rules.ts';
import { blueGreenSystem } from './system.ts';
import { base, NAMES, type Variant } from './variants.ts';

const onInstances: Variant = 'three zones, a NAT in each';
const onFargate: Variant = 'HTTPS with host name, everything that Fargate can';
const onExisting: Variant = 'on a load balancer that exists, HTTPS with host name';
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
    'swapped-listeners',
    'users on the test listener',
    onInstances,
    'DeploymentGroup',
    (group) => {
      const [pair] = group.LoadBalancerInfo.TargetGroupPairInfoList;
      [pair.ProdTrafficRoute, pair.TestTrafficRoute] = [pair.TestTrafficRoute, pair.ProdTrafficRoute];
    },
    /^(TestListener is at port 8080, not 80|ProductionListener is at port 80, not 8080)$/,
  ],
  [
    'wrong-colour',
    'a listener that forwards elsewhere when green is live',
    onInstances,
    'ProductionListener',
    (listener) => {
      listener.DefaultActions[0].TargetGroupArn['Fn::If'][1] = 'arn:elsewhere';
    },
    /^forwards to arn:elsewhere with green live, not to arn:.*GreenTargetGroup/,
  ],
  [
    'wrong-colour',
    'a listener that always forwards to blue',
    onInstances,
    'ProductionListener',
    (listener) => {
      listener.DefaultActions[0].TargetGroupArn = { Ref: 'BlueTargetGroup' };
    },
    /^forwards to arn:.*BlueTargetGroup.* with green live, not to arn:.*GreenTargetGroup/,
  ],
  [
    'wrong-colour',
    'colours the wrong way round',
    onInstances,
    'ProductionListener',
    (listener) => {
      listener.DefaultActions[0].TargetGroupArn['Fn::If'].splice(
        1,
        2,
        { Ref: 'BlueTargetGroup' },
        { Ref: 'GreenTargetGroup' },
      );
    },
    /^forwards to arn:.* with (blue|green) live, not to arn:/,
  ],
  [
    'wrong-colour',
    'a service that begins in green',
    onInstances,
    'Service',
    (service) => {
      service.LoadBalancers[0].TargetGroupArn = { Ref: 'GreenTargetGroup' };
    },
    /^forwards to arn:/,
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
    'foreign-service',
    'a service without a load balancer',
    onInstances,
    'Service',
    (service) => {
      delete service.LoadBalancers;
    },
    /^registers in no target group/,
  ],
  [
    'not-two-target-groups',
    'a second pair',
    onInstances,
    'DeploymentGroup',
    (group) => {
      const pairs = group.LoadBalancerInfo.TargetGroupPairInfoList;
      pairs.push(pairs[0]);
    },
    /^has 2 pairs of target groups$/,
  ],
  [
    'not-one-service',
    'a second deployment group',
    onInstances,
    'DeploymentGroup',
    (_, template) => {
      template.Resources.Another = structuredClone(template.Resources.DeploymentGroup);
    },
    /^is another AWS::CodeDeploy::DeploymentGroup$/,
  ],
  [
    'not-blue-green',
    'the controller of ECS',
    onInstances,
    'Service',
    (service) => {
      delete service.DeploymentController;
    },
    /^is missing$/,
  ],
  [
    'not-blue-green',
    'no way back',
    onInstances,
    'DeploymentGroup',
    (group) => {
      group.AutoRollbackConfiguration.Enabled = false;
      group.DeploymentStyle.DeploymentType = 'IN_PLACE';
    },
    /^is (false|"IN_PLACE")$/,
  ],
  [
    'wrong-target-type',
    'addresses as targets in bridge mode',
    onInstances,
    'BlueTargetGroup',
    (group, template) => {
      group.TargetType = 'ip';
      template.Resources.GreenTargetGroup.Properties.TargetType = 'ip';
    },
    /^is ip, and tasks are on bridge$/,
  ],
  [
    'task-differs',
    'another launch type',
    onInstances,
    'BuildProject',
    changeBuildSpec('"requiresCompatibilities": ["EC2"]', '"requiresCompatibilities": ["FARGATE"]'),
    /^requiresCompatibilities of the task definition is FARGATE, and EC2 of the bootstrap task$/,
  ],
  [
    'task-differs',
    'another role',
    onInstances,
    'BuildProject',
    changeBuildSpec('"taskRoleArn": "${TaskRole.Arn}"', '"taskRoleArn": "${ExecutionRole.Arn}"'),
    /^taskRoleArn of the task definition is /,
  ],
  [
    'fixed-host-port',
    'a port of the instance',
    onInstances,
    'BuildProject',
    changeBuildSpec('"containerPort": 8000', '"hostPort": 8000, "containerPort": 8000'),
    /^container variant asks for port 8000 of its instance$/,
  ],
  [
    'unfed-deploy',
    'an artifact that nothing gives',
    onInstances,
    'Pipeline',
    changeDeployAction((action) => {
      action.Configuration.Image1ArtifactName = 'Nothing';
    }),
    /^no action before hands over Nothing to the deploy action$/,
  ],
  [
    'unfed-deploy',
    'a file that the build does not hand over',
    onInstances,
    'Pipeline',
    changeDeployAction((action) => {
      action.Configuration.AppSpecTemplatePath = 'nope.yaml';
    }),
    /^the build does not hand over nope\.yaml$/,
  ],
  [
    'foreign-deploy',
    "another system's deployment group",
    onInstances,
    'Pipeline',
    changeDeployAction((action) => {
      action.Configuration.DeploymentGroupName = 'theirs';
    }),
    /^DeploymentGroupName is theirs, not variant$/,
  ],
  [
    'other-event',
    'an event that is none',
    onInstances,
    'BuildProject',
    changeBuildSpec('- AfterAllowTestTraffic:', '- AfterAllowTestTrafic:'),
    /^the AppSpec has a hook at AfterAllowTestTrafic, which is no event$/,
  ],
  [
    'other-event',
    'a hook at another event than its own',
    onInstances,
    'BuildProject',
    changeBuildSpec('- AfterAllowTestTraffic:', '- BeforeAllowTraffic:'),
    /at BeforeAllowTraffic, and it was made for AfterAllowTestTraffic$/,
  ],
  [
    'uninvokable-hook',
    'a role that CodeDeploy may not take on',
    onInstances,
    'DeploymentRole',
    (role) => {
      role.AssumeRolePolicyDocument.Statement[0].Principal.Service = 'codebuild.amazonaws.com';
    },
    /^no statement allows sts:AssumeRole/,
  ],
  [
    'closed-ports',
    'a protocol that nothing listens on',
    onInstances,
    'LoadBalancerIngress',
    (rule) => {
      rule.IpProtocol = 'udp';
    },
    /^no rule lets the load balancer in/,
  ],
  [
    'closed-ports',
    'no rule for a load balancer that exists',
    onExisting,
    'LoadBalancerIngress',
    (_, template) => {
      delete template.Resources.LoadBalancerIngress;
    },
    /^no rule lets the load balancer in/,
  ],
  [
    'foreign-alarm',
    'an alarm that nobody here declares',
    onInstances,
    'DeploymentGroup',
    (group) => {
      group.AlarmConfiguration.Alarms[0].Name = 'theirs';
    },
    /^is stopped by theirs, which is no alarm of this system$/,
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
    /^DeploymentCircuitBreaker does nothing where CodeDeploy replaces the tasks$/,
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
    'foreign-alarm',
    'eleven alarms',
    onInstances,
    'DeploymentGroup',
    (group) => {
      const [alarm] = group.AlarmConfiguration.Alarms;
      group.AlarmConfiguration.Alarms = Array.from({ length: 11 }, () => alarm);
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
    'literal-region',
    'a zone, as the key of a map',
    onInstances,
    'Service',
    (_, template) => {
      template.Mappings = { Zones: { 'eu-central-1a': { Id: '1' } } };
    },
    /^"eu-central-1a" names a region$/,
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
  [
    'wildcard-action',
    'a role that may everything',
    onInstances,
    'TaskRole',
    allow({ Action: '**', Resource: 'arn:x' }),
    /^"\*\*" allows every action$/,
  ],
  [
    'wildcard-action',
    'a role that may everything where a condition holds',
    onInstances,
    'TaskRole',
    allow({ Action: { 'Fn::If': ['GreenIsLive', '*', 's3:GetObject'] }, Resource: 'arn:x' }),
    /^"\*" allows every action$/,
  ],
  [
    'wildcard-action',
    'a role that may all but some',
    onInstances,
    'TaskRole',
    allow({ NotAction: 'iam:*', Resource: 'arn:x' }),
    /^NotAction allows all actions but some$/,
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
    'wildcard-resource',
    'a role that may all of S3 in other words',
    onInstances,
    'TaskRole',
    allow({ Action: 's3:*', Resource: '*:*' }),
    /^s3:\* is allowed on everything$/,
  ],
  [
    'wildcard-resource',
    'a role that may read all buckets but one',
    onInstances,
    'TaskRole',
    allow({ Action: 's3:GetObject', NotResource: 'arn:x' }),
    /^s3:GetObject is allowed on everything$/,
  ],
  [
    'open-door',
    'a role that everybody may take on',
    onInstances,
    'TaskRole',
    (role) => {
      role.AssumeRolePolicyDocument.Statement[0].Principal = { AWS: '*' };
    },
    /^lets everybody in$/,
  ],
  [
    'managed-policy',
    'an administrator',
    onInstances,
    'TaskRole',
    (role) => {
      role.ManagedPolicyArns = [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess' }];
    },
    /AdministratorAccess is managed by AWS$/,
  ],
  [
    'loose-pass-role',
    'a role that may pass whatever begins with anything',
    onInstances,
    'TaskRole',
    allow({
      Action: 'iam:PassRole',
      Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/?*' },
      Condition: { StringLike: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    }),
    /hands over more than the roles that are meant$/,
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
    /hands over more than the roles that are meant$/,
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
  [
    'bucket-without-tls',
    'a bucket that asks for TLS on some of its objects',
    onInstances,
    'ArtifactBucket',
    (_, template) => {
      const [statement] = template.Resources.ArtifactBucketPolicy.Properties.PolicyDocument.Statement;
      statement.Resource = statement.Resource[1];
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

  test("leave a user's own words alone: variables, tags, probes, permissions with a reason", () => {
    const own = {
      ...base,
      container: {
        ...base.container,
        environment: {
          PHONE: '+493012345678',
          BUILT: '202611271253',
          UPSTREAM: 'eu-west-1',
          DATA: 'https://x.s3.amazonaws.com/',
        },
      },
      tags: { 'cost-centre': '123456789012', residency: 'eu-central-1' },
      hooks: {
        AfterAllowTestTraffic: [
          probe({ path: '/orders/123456789012', body: '"arn:aws:s3:::x"' }),
          probe({ path: '/regions/eu-west-1', body: /"id":123456789012/ }),
        ],
      },
      source: codeCommit({ branch: 'release/202611271253' }),
      permissions: [
        { Effect: 'Allow', Action: 'polly:SynthesizeSpeech', Resource: '*', onEverything: 'knows no resource' },
        {
          Effect: 'Allow',
          Action: 'dynamodb:*',
          Resource: sub`arn:${partition}:dynamodb:${region}:${accountId}:table/one`,
        },
        { Effect: 'Allow', Action: 's3:GetObject', Resource: sub`arn:${partition}:s3:::data-202611270000/*` },
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Resource: sub`arn:${partition}:iam::999999999999:role/partner`,
          Condition: { 'ForAnyValue:StringLike': { 'aws:RequestedRegion': ['us-east-1'] } },
        },
      ],
    } satisfies SystemOptions;
    const { templates } = synthesize(blueGreenSystem(own));
    const service = templates.find(({ file }) => file === 'service.yaml')?.text ?? '';
    assert.match(service, /Action: polly:SynthesizeSpeech/);
    assert.doesNotMatch(service, /onEverything|knows no resource/);
  });

  test("know the same words in anybody else's mouth", () => {
    const tagged = { own: ['eu-west-1'], onEverything: [] };
    const stack = changed(emittedOf(onInstances).flat, 'LogGroup', (group) => {
      group.LogGroupName = '/eu-west-1/and/eu-west-2';
    });
    assertFound(checkTemplateRules(stack, tagged), 'literal-region', /eu-west-2/);
  });

  test('tell where a thing is declared: stack, logical id, path, line', () => {
    const problem = whenSystem(onInstances, 'TestListener', (listener) => {
      listener.Port = 80;
    }).find(({ code }) => code === 'one-port-for-two');
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

function changeDeployAction(change: (action: Parameters<Change>[0]) => void): Change {
  return (pipeline) => change(pipeline.Stages.at(-1).Actions[0]);
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
