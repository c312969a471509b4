import { join } from 'node:path';
import { SecurityGroup, SubnetType, type Vpc } from 'aws-cdk-lib/aws-ec2';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaCode, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ArnFormat, Duration, NestedStack, type NestedStackProps, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

interface HooksProps extends NestedStackProps {
  readonly systemName: string;
  readonly vpc: Vpc;
  readonly testUrl: string;
}

/** What looks at green before users do. */
export class HooksStack extends NestedStack {
  constructor(scope: Construct, id: string, props: HooksProps) {
    super(scope, id, props);
    const { systemName, vpc } = props;
    const functionName = `CodeDeployHook_${systemName}_AfterAllowTestTraffic`;
    const hook = new LambdaCode(this, 'AfterAllowTestTraffic', {
      functionName,
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromAsset(join(process.cwd(), 'hook')),
      timeout: Duration.seconds(120),
      memorySize: 256,
      vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [new SecurityGroup(this, 'SecurityGroup', { vpc, description: `Hooks of ${systemName}` })],
      environment: { URL: props.testUrl, STATUS: '200', BODY: 'Hi there', CONSECUTIVE_SUCCESSES: '3' },
      logGroup: new LogGroup(this, 'LogGroup', {
        logGroupName: `/aws/lambda/${functionName}`,
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
    hook.addToRolePolicy(
      new PolicyStatement({
        actions: ['codedeploy:PutLifecycleEventHookExecutionStatus'],
        resources: [
          this.formatArn({
            service: 'codedeploy',
            resource: 'deploymentgroup',
            resourceName: `${systemName}/${systemName}`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ],
      }),
    );
    new Rule(this, 'KeepAwake', {
      schedule: Schedule.rate(Duration.hours(24)),
      targets: [new LambdaFunction(hook, { event: RuleTargetInput.fromObject({ keepAwake: true }) })],
    });
  }
}
