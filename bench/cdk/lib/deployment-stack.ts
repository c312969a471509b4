import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import {
  type CfnDeploymentGroup,
  EcsApplication,
  EcsDeploymentConfig,
  EcsDeploymentGroup,
} from 'aws-cdk-lib/aws-codedeploy';
import type { Ec2Service } from 'aws-cdk-lib/aws-ecs';
import { type ApplicationTargetGroup, HttpCodeElb, HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Duration, NestedStack, type NestedStackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { LoadBalancerStack } from './load-balancer-stack';

interface DeploymentProps extends NestedStackProps {
  readonly systemName: string;
  readonly balancer: LoadBalancerStack;
  readonly service: Ec2Service;
  readonly notificationEmail: string;
}

/** CodeDeploy with the alarms that take a release back. */
export class DeploymentStack extends NestedStack {
  readonly group: EcsDeploymentGroup;
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: DeploymentProps) {
    super(scope, id, props);
    const { systemName, balancer } = props;
    const key = new Key(this, 'NotificationKey', { enableKeyRotation: true });
    const publishers = ['cloudwatch', 'events', 'codedeploy'].map(
      (name) => new ServicePrincipal(`${name}.amazonaws.com`),
    );
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: publishers,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
      }),
    );
    this.topic = new Topic(this, 'Topic', { topicName: `${systemName}-deployments`, masterKey: key, enforceSSL: true });
    for (const publisher of publishers) this.topic.grantPublish(publisher);
    this.topic.addSubscription(new EmailSubscription(props.notificationEmail));

    const minute = { period: Duration.minutes(1) };
    const alarm = (name: string, metric: ReturnType<typeof share>, threshold: number) =>
      new Alarm(this, name, {
        alarmName: `${systemName}-${name}`,
        metric,
        threshold,
        evaluationPeriods: 2,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
    const share = (errors: MathExpression['usingMetrics'][string], requests: MathExpression['usingMetrics'][string]) =>
      new MathExpression({
        expression: '100 * errors / MAX([requests, 1])',
        usingMetrics: { errors, requests },
        ...minute,
      });
    const alarmsOf = (colour: string, { metrics }: ApplicationTargetGroup) => [
      new Alarm(this, `${colour}UnhealthyHosts`, {
        alarmName: `${systemName}-${colour}-unhealthy-hosts`,
        metric: metrics.unhealthyHostCount({ ...minute, statistic: 'Maximum' }),
        threshold: 1,
        evaluationPeriods: 2,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }),
      alarm(
        `${colour}Errors`,
        share(metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, minute), metrics.requestCount(minute)),
        1,
      ),
      new Alarm(this, `${colour}Latency`, {
        alarmName: `${systemName}-${colour}-latency`,
        metric: metrics.targetResponseTime({ ...minute, statistic: 'p99' }),
        threshold: 2,
        evaluationPeriods: 2,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }),
    ];
    const { metrics } = balancer.loadBalancer;
    const alarms = [
      ...alarmsOf('Blue', balancer.blue),
      ...alarmsOf('Green', balancer.green),
      alarm(
        'LoadBalancerErrors',
        share(metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, minute), metrics.requestCount(minute)),
        1,
      ),
    ];

    this.group = new EcsDeploymentGroup(this, 'DeploymentGroup', {
      application: new EcsApplication(this, 'Application', { applicationName: systemName }),
      deploymentGroupName: systemName,
      deploymentConfig: EcsDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTES,
      service: props.service,
      blueGreenDeploymentConfig: {
        blueTargetGroup: balancer.blue,
        greenTargetGroup: balancer.green,
        listener: balancer.productionListener,
        testListener: balancer.testListener,
        terminationWaitTime: Duration.minutes(5),
      },
      alarms,
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
    });
    const events = ['Start', 'Success', 'Failure', 'Stop', 'Rollback'].map((name) => `Deployment${name}`);
    (this.group.node.defaultChild as CfnDeploymentGroup).triggerConfigurations = [
      { triggerName: 'notifications', triggerTargetArn: this.topic.topicArn, triggerEvents: events },
    ];
    this.group.role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }),
    );

    const sides = { Blue: balancer.blue.metrics, Green: balancer.green.metrics };
    new Dashboard(this, 'Dashboard', {
      dashboardName: `${systemName}-${this.region}`,
      widgets: [
        [
          new GraphWidget({
            title: 'Requests',
            width: 12,
            left: Object.values(sides).map((side) => side.requestCount(minute)),
          }),
          new GraphWidget({
            title: 'Errors',
            width: 12,
            left: Object.values(sides).map((side) => side.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, minute)),
          }),
        ],
        [
          new GraphWidget({
            title: 'Latency',
            width: 12,
            left: Object.values(sides).map((side) => side.targetResponseTime(minute)),
          }),
          new GraphWidget({
            title: 'Healthy hosts',
            width: 12,
            left: Object.values(sides).map((side) => side.healthyHostCount(minute)),
          }),
        ],
      ],
    });
  }
}
