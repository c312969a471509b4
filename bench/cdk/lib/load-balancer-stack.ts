import { Peer, Port, SecurityGroup, SubnetType, type Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  ListenerAction,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Duration, NestedStack, type NestedStackProps, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

interface LoadBalancerProps extends NestedStackProps {
  readonly systemName: string;
  readonly vpc: Vpc;
  readonly clientCidr: string;
  readonly testerCidrs: readonly string[];
}

/** Where traffic enters: one load balancer, two listeners, blue and green. */
export class LoadBalancerStack extends NestedStack {
  readonly securityGroup: SecurityGroup;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly blue: ApplicationTargetGroup;
  readonly green: ApplicationTargetGroup;
  readonly productionListener: ApplicationListener;
  readonly testListener: ApplicationListener;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id, props);
    const { systemName, vpc } = props;
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', { vpc, description: `Users of ${systemName}` });
    this.securityGroup.addIngressRule(Peer.ipv4(props.clientCidr), Port.tcp(80), 'Users');
    for (const cidr of props.testerCidrs) this.securityGroup.addIngressRule(Peer.ipv4(cidr), Port.tcp(8080), 'Testers');
    this.loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', {
      loadBalancerName: systemName,
      vpc,
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      internetFacing: true,
      securityGroup: this.securityGroup,
      dropInvalidHeaderFields: true,
    });
    const logs = new Bucket(this, 'AccessLogBucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(90) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // What logAccessLogs() would do takes a region that is known.
    logs.addToResourcePolicy(logDelivery(logs));
    this.loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
    this.loadBalancer.setAttribute('access_logs.s3.bucket', logs.bucketName);
    const targetGroup = (colour: string) =>
      new ApplicationTargetGroup(this, `${colour}TargetGroup`, {
        targetGroupName: `${systemName}-${colour.toLowerCase()}`,
        vpc,
        port: 80,
        protocol: ApplicationProtocol.HTTP,
        targetType: TargetType.INSTANCE,
        deregistrationDelay: Duration.seconds(30),
        healthCheck: {
          path: '/ping',
          interval: Duration.seconds(10),
          timeout: Duration.seconds(5),
          healthyThresholdCount: 2,
          unhealthyThresholdCount: 3,
          healthyHttpCodes: '200',
        },
      });
    this.blue = targetGroup('Blue');
    this.green = targetGroup('Green');
    const listener = (name: string, port: number, live: ApplicationTargetGroup, other: ApplicationTargetGroup) =>
      new ApplicationListener(this, `${name}Listener`, {
        loadBalancer: this.loadBalancer,
        port,
        protocol: ApplicationProtocol.HTTP,
        open: false,
        defaultAction: ListenerAction.weightedForward([
          { targetGroup: live, weight: 100 },
          { targetGroup: other, weight: 0 },
        ]),
      });
    this.productionListener = listener('Production', 80, this.blue, this.green);
    this.testListener = listener('Test', 8080, this.blue, this.green);
  }
}

function logDelivery(bucket: Bucket): PolicyStatement {
  return new PolicyStatement({
    principals: [new ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects('AWSLogs/*')],
  });
}
