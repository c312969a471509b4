import {
  CfnEIP,
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  NatProvider,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { NestedStack, type NestedStackProps, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

interface NetworkProps extends NestedStackProps {
  readonly systemName: string;
}

/** A network of its own: two zones, public and private subnets, one NAT gateway. */
export class NetworkStack extends NestedStack {
  readonly vpc: Vpc;
  readonly natAddress: string;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id, props);
    const address = new CfnEIP(this, 'NatAddress', { domain: 'vpc' });
    this.natAddress = address.ref;
    this.vpc = new Vpc(this, 'Vpc', {
      vpcName: props.systemName,
      ipAddresses: IpAddresses.cidr('10.0.0.0/16'),
      maxAzs: 2,
      natGateways: 1,
      natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
      subnetConfiguration: [
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 24 },
        { name: 'Private', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
      ],
      gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    });
    const flowLogs = new LogGroup(this, 'FlowLogGroup', {
      logGroupName: `/vpc/${props.systemName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.vpc.addFlowLog('FlowLog', {
      destination: FlowLogDestination.toCloudWatchLogs(flowLogs),
      trafficType: FlowLogTrafficType.REJECT,
    });
  }
}
