import { CfnOutput, CfnParameter, Stack, type StackProps, Tags } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ArtifactsStack } from './artifacts-stack';
import { ClusterStack } from './cluster-stack';
import { DeploymentStack } from './deployment-stack';
import { HooksStack } from './hooks-stack';
import { LoadBalancerStack } from './load-balancer-stack';
import { NetworkStack } from './network-stack';
import { PipelineStack } from './pipeline-stack';
import { ServiceStack } from './service-stack';
import { SourceStack } from './source-stack';

export interface HelloServerProps extends StackProps {
  readonly systemName: string;
}

/** Blue/green delivery of one container: the root and its nine nested stacks. */
export class HelloServerStack extends Stack {
  constructor(scope: Construct, id: string, props: HelloServerProps) {
    super(scope, id, { ...props, description: `Blue/green delivery of ${props.systemName}` });
    const { systemName } = props;
    const clientCidr = new CfnParameter(this, 'ClientCidr', { default: '0.0.0.0/0' }).valueAsString;
    const testerCidr = new CfnParameter(this, 'TesterCidr', { default: '192.0.2.1/32' }).valueAsString;
    const notificationEmail = new CfnParameter(this, 'NotificationEmail').valueAsString;
    const seedBucket = new CfnParameter(this, 'SeedBucket').valueAsString;
    const seedKey = new CfnParameter(this, 'SeedKey').valueAsString;

    const { vpc, natAddress } = new NetworkStack(this, 'Network', { systemName });
    const artifacts = new ArtifactsStack(this, 'Artifacts', { systemName });
    const source = new SourceStack(this, 'Source', { systemName, seedBucket, seedKey });
    const { cluster, capacityProvider, instanceSecurityGroup } = new ClusterStack(this, 'Cluster', { systemName, vpc });
    const balancer = new LoadBalancerStack(this, 'LoadBalancer', {
      systemName,
      vpc,
      clientCidr,
      testerCidrs: [testerCidr, `${natAddress}/32`],
    });
    const running = new ServiceStack(this, 'Service', {
      systemName,
      cluster,
      capacityProvider,
      instanceSecurityGroup,
      loadBalancerSecurityGroup: balancer.securityGroup,
      blueTargetGroup: balancer.blue,
    });
    running.node.addDependency(balancer.productionListener, balancer.testListener);
    const hooks = new HooksStack(this, 'Hooks', {
      systemName,
      vpc,
      testUrl: `http://${balancer.loadBalancer.loadBalancerDnsName}:8080/hello/test`,
    });
    const deployment = new DeploymentStack(this, 'Deployment', {
      systemName,
      balancer,
      service: running.service,
      notificationEmail,
    });
    const pipeline = new PipelineStack(this, 'Pipeline', {
      systemName,
      bucket: artifacts.bucket,
      repository: source.repository,
      images: source.images,
      capacityProviderName: capacityProvider.capacityProviderName,
      task: running.task,
      logGroupName: running.logGroup.logGroupName,
      deploymentGroup: deployment.group,
      topic: deployment.topic,
    });
    pipeline.node.addDependency(hooks);
    Tags.of(this).add('Name', systemName);

    new CfnOutput(this, 'Url', { value: `http://${balancer.loadBalancer.loadBalancerDnsName}` });
    new CfnOutput(this, 'TestUrl', { value: `http://${balancer.loadBalancer.loadBalancerDnsName}:8080` });
    new CfnOutput(this, 'VpcId', { value: vpc.vpcId });
    new CfnOutput(this, 'ClusterName', { value: cluster.clusterName });
    new CfnOutput(this, 'ServiceName', { value: running.service.serviceName });
    new CfnOutput(this, 'PipelineName', { value: pipeline.pipeline.pipelineName });
    new CfnOutput(this, 'SourceCloneUrl', { value: source.repository.repositoryCloneUrlHttp });
    new CfnOutput(this, 'ImageRepositoryUri', { value: source.images.repositoryUri });
    new CfnOutput(this, 'TopicArn', { value: deployment.topic.topicArn });
  }
}
