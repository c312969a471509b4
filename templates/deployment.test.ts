import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { synthesize } from '../src/synth/synthesize.ts';
import { allAtOnce, canary, linear, type SystemOptions } from './options.ts';
import { blueGreenSystem } from './system.ts';
import { at, base, resourceOf, templateOf, VARIANTS, type Variant } from './variants.ts';

const usual = 'internal, behind a NAT';
const everything = 'HTTPS with host name, everything that Fargate can';
const noTest = 'no test listener, no access logs, no flow logs, no alarms';
const properties = (id: string, name: Variant = usual) => at(resourceOf(name, 'deployment.yaml', id), 'Properties');

describe('the deployment group', () => {
  const group = properties('DeploymentGroup');

  test('releases this service between its two target groups, by both listeners', () => {
    assert.deepEqual(at(group, 'DeploymentStyle'), {
      DeploymentType: 'BLUE_GREEN',
      DeploymentOption: 'WITH_TRAFFIC_CONTROL',
    });
    assert.deepEqual(at(group, 'ECSServices'), [
      { ClusterName: { Ref: 'ClusterName' }, ServiceName: { Ref: 'ServiceName' } },
    ]);
    assert.deepEqual(at(group, 'LoadBalancerInfo', 'TargetGroupPairInfoList'), [
      {
        TargetGroups: [{ Name: { Ref: 'BlueTargetGroupName' } }, { Name: { Ref: 'GreenTargetGroupName' } }],
        ProdTrafficRoute: { ListenerArns: [{ Ref: 'ProductionListenerArn' }] },
        TestTrafficRoute: { ListenerArns: [{ Ref: 'TestListenerArn' }] },
      },
    ]);
    const [pair] = at(properties('DeploymentGroup', noTest), 'LoadBalancerInfo', 'TargetGroupPairInfoList') as object[];
    assert.equal(at(pair, 'TestTrafficRoute'), undefined);
  });

  test('goes back on failure, stop and alarm, and watches every alarm there is', () => {
    assert.deepEqual(at(group, 'AutoRollbackConfiguration'), {
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
    });
    for (const name of Object.keys(VARIANTS) as Variant[]) {
      const watched = at(properties('DeploymentGroup', name), 'AlarmConfiguration', 'Alarms');
      assert.ok(Array.isArray(watched) && watched.length <= 10);
      const alarms = Object.entries(templateOf(name, 'deployment.yaml')?.Resources ?? {})
        .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
        .map(([id]) => ({ Name: { Ref: id } }));
      assert.deepEqual(watched, alarms, name);
    }
    assert.equal(at(properties('DeploymentGroup', noTest), 'AlarmConfiguration', 'Enabled'), false);
  });

  test('goes on by itself, unless somebody must say so: then it is stopped when nobody does', () => {
    const ready = (name: Variant) =>
      at(properties('DeploymentGroup', name), 'BlueGreenDeploymentConfiguration', 'DeploymentReadyOption');
    const events = (name: Variant) => {
      const [trigger] = at(properties('DeploymentGroup', name), 'TriggerConfigurations') as object[];
      return at(trigger, 'TriggerEvents') as readonly string[];
    };
    assert.deepEqual(ready(usual), { ActionOnTimeout: 'CONTINUE_DEPLOYMENT', WaitTimeInMinutes: 0 });
    assert.ok(!events(usual).includes('DeploymentReady'));
    const approved = 'three zones, a NAT in each';
    assert.deepEqual(ready(approved), { ActionOnTimeout: 'STOP_DEPLOYMENT', WaitTimeInMinutes: 60 });
    assert.ok(events(approved).includes('DeploymentReady'), 'people are told that they are asked');
  });

  test('ends the old version after its wait', () => {
    assert.deepEqual(at(group, 'BlueGreenDeploymentConfiguration', 'TerminateBlueInstancesOnDeploymentSuccess'), {
      Action: 'TERMINATE',
      TerminationWaitTimeInMinutes: 5,
    });
  });
});

describe('the steps in which traffic moves', () => {
  const configurationOf = (traffic: SystemOptions['traffic']) => {
    const { templates } = synthesize(blueGreenSystem({ ...base, ...(traffic ? { traffic } : {}) }));
    const resources = templates.find(({ file }) => file === 'deployment.yaml')?.stack.template.Resources ?? {};
    return {
      named: at(resources.DeploymentGroup, 'Properties', 'DeploymentConfigName'),
      own: at(resources.TrafficConfiguration, 'Properties'),
    };
  };
  const predefined = [
    [allAtOnce(), 'CodeDeployDefault.ECSAllAtOnce'],
    [linear({ percent: 10, everyMinutes: 1 }), 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes'],
    [linear({ percent: 10, everyMinutes: 3 }), 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes'],
    [canary({ percent: 10, minutes: 5 }), 'CodeDeployDefault.ECSCanary10Percent5Minutes'],
    [canary({ percent: 10, minutes: 15 }), 'CodeDeployDefault.ECSCanary10Percent15Minutes'],
  ] as const;
  for (const [traffic, name] of predefined) {
    test(`${name} is AWS's own`, () => {
      assert.deepEqual(configurationOf(traffic), { named: name, own: undefined });
    });
  }

  test('any others are a configuration of the system, whose name says them, as a change must have a new name', () => {
    assert.deepEqual(configurationOf(canary({ percent: 20, minutes: 7 })), {
      named: { Ref: 'TrafficConfiguration' },
      own: {
        DeploymentConfigName: { 'Fn::Sub': '${SystemName}-canary-20-7' },
        ComputePlatform: 'ECS',
        TrafficRoutingConfig: {
          Type: 'TimeBasedCanary',
          TimeBasedCanary: { CanaryPercentage: 20, CanaryInterval: 7 },
        },
      },
    });
    assert.deepEqual(at(configurationOf(linear({ percent: 10, everyMinutes: 2 })).own, 'TrafficRoutingConfig'), {
      Type: 'TimeBasedLinear',
      TimeBasedLinear: { LinearPercentage: 10, LinearInterval: 2 },
    });
  });
});

describe('alarms', () => {
  test('are alike for both colours', () => {
    const alarms = Object.entries(templateOf(everything, 'deployment.yaml')?.Resources ?? {}).filter(
      ([, { Type }]) => Type === 'AWS::CloudWatch::Alarm',
    );
    const of = (colour: string) =>
      alarms
        .filter(([id]) => id.startsWith(colour))
        .map(([id, { Properties }]) =>
          [id, JSON.stringify(Properties)].join().replaceAll(new RegExp(colour, 'gi'), ''),
        );
    assert.equal(of('Blue').length, 3);
    assert.deepEqual(of('Blue'), of('Green'));
  });

  test('judge the share of errors among requests, which is 0 in a minute without any', () => {
    const alarm = properties('GreenErrors', everything);
    const [share, errors, refused, requests] = at(alarm, 'Metrics') as readonly object[];
    assert.equal(at(share, 'Expression'), 'IF(requests > 0, 100 * (FILL(errors, 0) + FILL(refused, 0)) / requests, 0)');
    assert.deepEqual([at(errors, 'Id'), at(refused, 'Id'), at(requests, 'Id')], ['errors', 'refused', 'requests']);
    assert.equal(at(refused, 'MetricStat', 'Metric', 'MetricName'), 'TargetConnectionErrorCount');
    assert.equal(at(errors, 'MetricStat', 'Metric', 'MetricName'), 'HTTPCode_Target_5XX_Count');
    assert.equal(at(requests, 'MetricStat', 'Metric', 'MetricName'), 'RequestCount');
    assert.equal(at(alarm, 'Threshold'), 1);
  });

  test('judge what the load balancer answers for targets that hang, hang up or are not there', () => {
    const alarm = properties('LoadBalancerErrors', everything);
    const [share, total, ...metrics] = at(alarm, 'Metrics') as readonly object[];
    assert.equal(at(share, 'Expression'), 'IF(total > 0, 100 * FILL(errors, 0) / total, 0)');
    assert.deepEqual(total, { Id: 'total', Expression: 'FILL(requests, 0) + FILL(refused, 0)', ReturnData: false });
    assert.deepEqual(
      metrics.map((metric) => [at(metric, 'Id'), at(metric, 'MetricStat', 'Metric', 'MetricName')]),
      [
        ['errors', 'HTTPCode_ELB_5XX_Count'],
        ['requests', 'RequestCount'],
        ['refused', 'HTTPCode_ELB_503_Count'],
      ],
    );
    for (const metric of metrics) {
      assert.deepEqual(at(metric, 'MetricStat', 'Metric', 'Dimensions'), [
        { Name: 'LoadBalancer', Value: { Ref: 'LoadBalancerFullName' } },
      ]);
    }
    assert.equal(at(alarm, 'Threshold'), 1, 'the same share as of a colour');
  });

  test('count a colour without traffic as well, and tell the topic', () => {
    for (const id of ['BlueUnhealthyHosts', 'BlueErrors', 'BlueLatency', 'LoadBalancerErrors']) {
      const alarm = properties(id, everything);
      assert.equal(at(alarm, 'TreatMissingData'), 'notBreaching');
      assert.deepEqual(at(alarm, 'AlarmActions'), [{ Ref: 'Topic' }]);
    }
    assert.equal(at(properties('BlueLatency', everything), 'ExtendedStatistic'), 'p99');
    assert.equal(at(properties('BlueLatency', everything), 'Threshold'), 0.5);
  });
});

describe('the topic', () => {
  test("is encrypted with a key of the system's own that alarms may use: AWS's key would not let them in", () => {
    assert.deepEqual(at(properties('Topic'), 'KmsMasterKeyId'), { 'Fn::GetAtt': ['NotificationKey', 'Arn'] });
    assert.equal(at(properties('NotificationKey'), 'EnableKeyRotation'), true);
    const [, ...use] = at(properties('NotificationKey'), 'KeyPolicy', 'Statement') as readonly object[];
    const Action = ['kms:Decrypt', 'kms:GenerateDataKey*'];
    const roles = { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } };
    assert.deepEqual(use, [
      { Sid: 'RolesPublish', Effect: 'Allow', Principal: roles, Action, Resource: '*' },
      {
        Sid: 'AlarmsPublish',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action,
        Resource: '*',
      },
    ]);
  });

  test('takes messages from alarms of this account that have the name of this system, and only encrypted', () => {
    const [alarms, encrypted] = at(properties('TopicPolicy'), 'PolicyDocument', 'Statement') as readonly object[];
    assert.deepEqual(at(alarms, 'Condition'), {
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      ArnLike: {
        'aws:SourceArn': ['blue', 'green', 'load-balancer'].map((colour) => ({
          'Fn::Sub': `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:\${SystemName}-${colour}-*`,
        })),
      },
    });
    assert.equal(at(encrypted, 'Effect'), 'Deny');
    const names = (name: Variant) => JSON.stringify(at(properties('TopicPolicy', name), 'PolicyDocument'));
    assert.match(names(usual), /load-balancer/);
    assert.doesNotMatch(names(noTest), /load-balancer/, 'there is no such alarm');
  });
});

test('CodeDeploy may do what a release needs, on this system, and nothing else', () => {
  const role = properties('DeploymentRole');
  const granted = (at(role, 'Policies') as readonly object[]).flatMap((policy) =>
    (at(policy, 'PolicyDocument', 'Statement') as readonly object[]).flatMap((statement) =>
      [at(statement, 'Action')].flat().map((action) => [action, JSON.stringify(at(statement, 'Resource'))] as const),
    ),
  );
  assert.deepEqual(
    granted.map(([action]) => action),
    [
      'ecs:CreateTaskSet',
      'ecs:DeleteTaskSet',
      'ecs:DescribeServices',
      'ecs:UpdateServicePrimaryTaskSet',
      'iam:PassRole',
      'elasticloadbalancing:ModifyListener',
      'elasticloadbalancing:ModifyRule',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeRules',
      'elasticloadbalancing:DescribeTargetGroups',
      'lambda:InvokeFunction',
      'cloudwatch:DescribeAlarms',
      'sns:Publish',
      'kms:Decrypt',
      'kms:GenerateDataKey',
    ],
  );
  for (const [action, resource] of granted) {
    if (String(action).startsWith('ecs:')) assert.match(resource, /service\/\$\{ClusterName\}\/\$\{ServiceName\}"/);
    if (String(action).includes('Modify')) assert.match(resource, /\{"Ref":"ProductionListenerArn"\}/);
    if (action === 'lambda:InvokeFunction')
      assert.match(resource, /CodeDeployHook_\$\{SystemName\}_AfterAllowTestTraffic"/);
  }
  const trust = at(role, 'AssumeRolePolicyDocument', 'Statement') as readonly object[];
  assert.deepEqual(at(trust[0], 'Principal'), { Service: 'codedeploy.amazonaws.com' });
});

describe('the dashboard', () => {
  interface Widget {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly properties: { readonly title: string };
  }
  const body = at(properties('Dashboard', everything), 'DashboardBody', 'Fn::Sub');
  const { widgets } = JSON.parse(String(body).replace(/\$\{[\w:.]+\}/g, 'filled-in')) as { widgets: readonly Widget[] };

  test('shows green beside blue: the same graphs at the same height', () => {
    const of = (colour: string) => widgets.filter(({ properties: { title } }) => title.startsWith(`${colour}: `));
    const [blue, green] = [of('Blue'), of('Green')];
    assert.equal(blue.length, 3);
    assert.deepEqual(
      blue.map(({ y, properties: { title } }) => [y, title.slice('Blue'.length)]),
      green.map(({ y, properties: { title } }) => [y, title.slice('Green'.length)]),
    );
    assert.ok(blue.every(({ x }) => x === 0) && green.every(({ x }) => x === 12));
  });

  test('has no widget over another, and none beyond its 24 columns', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) => {
      assert.ok(x + width <= 24);
      return Array.from(
        { length: width * height },
        (_, index) => `${x + (index % width)},${y + Math.floor(index / width)}`,
      );
    });
    assert.equal(new Set(cells).size, cells.length);
  });

  test("shows the errors of the load balancer itself, unless it is another system's", () => {
    const text = (name: Variant) => String(at(properties('Dashboard', name), 'DashboardBody', 'Fn::Sub'));
    for (const code of [502, 503, 504]) assert.match(text(usual), new RegExp(`HTTPCode_ELB_${code}_Count`));
    assert.doesNotMatch(text('on a load balancer that exists, HTTPS with host name'), /HTTPCode_ELB/);
  });

  test('shows the alarms where there are any', () => {
    const titles = (name: Variant) => String(at(properties('Dashboard', name), 'DashboardBody', 'Fn::Sub'));
    assert.match(titles(everything), /What stops a deployment/);
    assert.doesNotMatch(titles(noTest), /What stops a deployment/);
  });
});
