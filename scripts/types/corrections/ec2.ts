import type { Correction } from '../correction.ts';

const onOff = ['disabled', 'enabled'];
const hostnames = { HostnameType: ['ip-name', 'resource-name'] };

/** What the pages of EC2 say beside the package. */
export const ec2Corrections: readonly Correction[] = [
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-eip.html',
    type: 'AWS::EC2::EIP',
    values: { Domain: ['vpc'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-flowlog.html',
    type: 'AWS::EC2::FlowLog',
    values: { MaxAggregationInterval: [60, 600] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-launchtemplate-capacityreservationspecification.html',
    type: 'AWS::EC2::LaunchTemplate',
    definition: 'CapacityReservationSpecification',
    values: { CapacityReservationPreference: ['capacity-reservations-only', 'none', 'open'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-launchtemplate-creditspecification.html',
    type: 'AWS::EC2::LaunchTemplate',
    definition: 'CreditSpecification',
    values: { CpuCredits: ['standard', 'unlimited'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateEbsBlockDeviceRequest.html',
    type: 'AWS::EC2::LaunchTemplate',
    definition: 'Ebs',
    values: { VolumeType: ['gp2', 'gp3', 'io1', 'io2', 'sc1', 'st1', 'standard'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateInstanceMarketOptionsRequest.html',
    type: 'AWS::EC2::LaunchTemplate',
    definition: 'InstanceMarketOptions',
    values: { MarketType: ['capacity-block', 'interruptible-capacity-reservation', 'spot'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html',
    type: 'AWS::EC2::LaunchTemplate',
    definition: 'LaunchTemplateData',
    values: { InstanceInitiatedShutdownBehavior: ['stop', 'terminate'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-launchtemplate-launchtemplatetagspecification.html',
    type: 'AWS::EC2::LaunchTemplate',
    definition: 'LaunchTemplateTagSpecification',
    values: { ResourceType: ['launch-template'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateInstanceMaintenanceOptionsRequest.html',
    type: 'AWS::EC2::LaunchTemplate',
    definition: 'MaintenanceOptions',
    values: { AutoRecovery: ['default', 'disabled'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-launchtemplate-metadataoptions.html',
    type: 'AWS::EC2::LaunchTemplate',
    definition: 'MetadataOptions',
    values: {
      HttpEndpoint: onOff,
      HttpProtocolIpv6: onOff,
      HttpTokens: ['optional', 'required'],
      InstanceMetadataTags: onOff,
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-launchtemplate-networkperformanceoptions.html',
    type: 'AWS::EC2::LaunchTemplate',
    definition: 'NetworkPerformanceOptions',
    values: { BandwidthWeighting: ['default', 'ebs-1', 'vpc-1'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplatePlacementRequest.html',
    type: 'AWS::EC2::LaunchTemplate',
    definition: 'Placement',
    values: { Tenancy: ['dedicated', 'default', 'host'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplatePrivateDnsNameOptionsRequest.html',
    type: 'AWS::EC2::LaunchTemplate',
    definition: 'PrivateDnsNameOptions',
    values: hostnames,
  },
  {
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchTemplateSpotMarketOptionsRequest.html',
    type: 'AWS::EC2::LaunchTemplate',
    definition: 'SpotOptions',
    values: {
      InstanceInterruptionBehavior: ['hibernate', 'stop', 'terminate'],
      SpotInstanceType: ['one-time', 'persistent'],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-launchtemplate-tagspecification.html',
    type: 'AWS::EC2::LaunchTemplate',
    definition: 'TagSpecification',
    interfaceName: 'LaunchTemplateDataTagSpecification',
  },
  {
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html',
    type: 'AWS::EC2::NatGateway',
    values: { AvailabilityMode: ['regional', 'zonal'], ConnectivityType: ['private', 'public'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-egress.html',
    type: 'AWS::EC2::SecurityGroup',
    definition: 'Egress',
    interfaceName: 'SecurityGroupInlineEgress',
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html',
    type: 'AWS::EC2::SecurityGroup',
    definition: 'Ingress',
    interfaceName: 'SecurityGroupInlineIngress',
  },
  {
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_PrivateDnsNameOptionsOnLaunch.html',
    type: 'AWS::EC2::Subnet',
    definition: 'PrivateDnsNameOptionsOnLaunch',
    values: hostnames,
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html',
    type: 'AWS::EC2::VPC',
    values: { InstanceTenancy: ['dedicated', 'default'] },
  },
];
