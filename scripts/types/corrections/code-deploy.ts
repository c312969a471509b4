import type { Correction } from '../correction.ts';

const tagFilters = ['KEY_AND_VALUE', 'KEY_ONLY', 'VALUE_ONLY'];
const healthyHosts = ['FLEET_PERCENT', 'HOST_COUNT'];

/** What the pages of CodeDeploy say beside the package. */
export const codeDeployCorrections: readonly Correction[] = [
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codedeploy-application.html',
    type: 'AWS::CodeDeploy::Application',
    values: { ComputePlatform: ['ECS', 'Lambda', 'Server'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codedeploy-deploymentconfig.html',
    type: 'AWS::CodeDeploy::DeploymentConfig',
    values: { ComputePlatform: ['ECS', 'Lambda', 'Server'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codedeploy-deploymentconfig-minimumhealthyhosts.html',
    type: 'AWS::CodeDeploy::DeploymentConfig',
    definition: 'MinimumHealthyHosts',
    values: { Type: healthyHosts },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codedeploy-deploymentconfig-minimumhealthyhostsperzone.html',
    type: 'AWS::CodeDeploy::DeploymentConfig',
    definition: 'MinimumHealthyHostsPerZone',
    values: { Type: healthyHosts },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codedeploy-deploymentconfig-trafficroutingconfig.html',
    type: 'AWS::CodeDeploy::DeploymentConfig',
    definition: 'TrafficRoutingConfig',
    values: { Type: ['AllAtOnce', 'TimeBasedCanary', 'TimeBasedLinear'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codedeploy-deploymentgroup.html',
    type: 'AWS::CodeDeploy::DeploymentGroup',
    values: { OutdatedInstancesStrategy: ['IGNORE', 'UPDATE'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codedeploy-deploymentgroup-autorollbackconfiguration.html',
    type: 'AWS::CodeDeploy::DeploymentGroup',
    definition: 'AutoRollbackConfiguration',
    values: { Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codedeploy-deploymentgroup-blueinstanceterminationoption.html',
    type: 'AWS::CodeDeploy::DeploymentGroup',
    definition: 'BlueInstanceTerminationOption',
    values: { Action: ['KEEP_ALIVE', 'TERMINATE'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codedeploy-deploymentgroup-deploymentreadyoption.html',
    type: 'AWS::CodeDeploy::DeploymentGroup',
    definition: 'DeploymentReadyOption',
    values: { ActionOnTimeout: ['CONTINUE_DEPLOYMENT', 'STOP_DEPLOYMENT'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codedeploy-deploymentgroup-deploymentstyle.html',
    type: 'AWS::CodeDeploy::DeploymentGroup',
    definition: 'DeploymentStyle',
    values: {
      DeploymentOption: ['WITHOUT_TRAFFIC_CONTROL', 'WITH_TRAFFIC_CONTROL'],
      DeploymentType: ['BLUE_GREEN', 'IN_PLACE'],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codedeploy-deploymentgroup-ec2tagfilter.html',
    type: 'AWS::CodeDeploy::DeploymentGroup',
    definition: 'EC2TagFilter',
    values: { Type: tagFilters },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codedeploy-deploymentgroup-greenfleetprovisioningoption.html',
    type: 'AWS::CodeDeploy::DeploymentGroup',
    definition: 'GreenFleetProvisioningOption',
    values: { Action: ['COPY_AUTO_SCALING_GROUP', 'DISCOVER_EXISTING'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codedeploy-deploymentgroup-revisionlocation.html',
    type: 'AWS::CodeDeploy::DeploymentGroup',
    definition: 'RevisionLocation',
    values: { RevisionType: ['AppSpecContent', 'GitHub', 'S3', 'String'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codedeploy-deploymentgroup-s3location.html',
    type: 'AWS::CodeDeploy::DeploymentGroup',
    definition: 'S3Location',
    values: { BundleType: ['JSON', 'YAML', 'tar', 'tgz', 'zip'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codedeploy-deploymentgroup-tagfilter.html',
    type: 'AWS::CodeDeploy::DeploymentGroup',
    definition: 'TagFilter',
    values: { Type: tagFilters },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codedeploy-deploymentgroup-triggerconfig.html',
    type: 'AWS::CodeDeploy::DeploymentGroup',
    definition: 'TriggerConfig',
    values: {
      TriggerEvents: [
        'DeploymentFailure',
        'DeploymentReady',
        'DeploymentRollback',
        'DeploymentStart',
        'DeploymentStop',
        'DeploymentSuccess',
        'InstanceFailure',
        'InstanceReady',
        'InstanceStart',
        'InstanceSuccess',
      ],
    },
  },
];
