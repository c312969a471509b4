import { EC2 } from '../../src/aws/index.ts';
import { equals, fnIf, partition, type ResourceHandle, region, sub } from '../../src/dsl/index.ts';
import type { NetworkSite } from './network-site.ts';

/** A way to S3 that costs nothing, for what leaves by these tables. */
export function declareS3Endpoint(
  { resource, vpcId, tags }: NetworkSite,
  routeTables: readonly ResourceHandle[],
): void {
  resource(
    'S3Endpoint',
    new EC2.VPCEndpoint({
      VpcId: vpcId,
      ServiceName: sub`com.amazonaws.${region}.s3`,
      VpcEndpointType: 'Gateway',
      RouteTableIds: routeTables.map(({ ref }) => ref),
      Tags: tags('s3'),
    }),
    { comment: 'The layers of an image come from S3. This way there costs nothing.' },
  );
}

/** Private ways to the services that tasks need, where no NAT leads to them. */
export function declareInterfaceEndpoints(site: NetworkSite, subnets: readonly ResourceHandle[]): void {
  const { resource, condition, vpcId, vpcCidr, options, tags } = site;
  // In China only some services have names of that partition's own.
  const isChina = condition('InChina', equals(partition, 'aws-cn'));
  const group = resource(
    'EndpointSecurityGroup',
    new EC2.SecurityGroup({
      GroupDescription: 'From the network to the endpoints of AWS services',
      VpcId: vpcId,
      SecurityGroupIngress: [
        { Description: 'HTTPS from the network', IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: vpcCidr },
      ],
      Tags: tags('endpoints'),
    }),
    { comment: 'Whoever is in the network may use the endpoints.' },
  );
  for (const { id, service, comment } of endpointServices(options)) {
    const prefix = service.startsWith('ecr') ? fnIf(isChina, 'cn.com.amazonaws', 'com.amazonaws') : 'com.amazonaws';
    resource(
      id,
      new EC2.VPCEndpoint({
        VpcId: vpcId,
        ServiceName: sub`${prefix}.${region}.${service}`,
        VpcEndpointType: 'Interface',
        PrivateDnsEnabled: true,
        SubnetIds: subnets.map(({ ref }) => ref),
        SecurityGroupIds: [group.ref],
        Tags: tags(service.replace('.', '-')),
      }),
      { comment },
    );
  }
}

/** What a task reaches in order to start and to log, and a hook in order to report, where no NAT leads to it. */
function endpointServices({ containerInstances, furtherServices, hooks }: NetworkSite['options']) {
  const further: readonly string[] = furtherServices;
  const all = [
    { id: 'EcrApiEndpoint', service: 'ecr.api', comment: 'Tasks are told here which layers their image has.' },
    { id: 'EcrDockerEndpoint', service: 'ecr.dkr', comment: 'Tasks pull their image here.' },
    { id: 'LogsEndpoint', service: 'logs', comment: 'Tasks write their logs here.' },
    { id: 'EcsEndpoint', service: 'ecs', comment: 'Container instances register here.' },
    { id: 'EcsAgentEndpoint', service: 'ecs-agent', comment: 'Container instances learn here what to run.' },
    { id: 'EcsTelemetryEndpoint', service: 'ecs-telemetry', comment: 'Container instances report their metrics here.' },
    { id: 'SecretsManagerEndpoint', service: 'secretsmanager', comment: 'Tasks get their secrets here.' },
    { id: 'ParameterStoreEndpoint', service: 'ssm', comment: 'Tasks get their parameters here.' },
    { id: 'ShellEndpoint', service: 'ssmmessages', comment: 'A shell into a container comes from here.' },
    { id: 'CodeDeployEndpoint', service: 'codedeploy', comment: 'Hooks report here.' },
  ];
  return all.filter(({ service }) => {
    if (service.startsWith('ecs')) return containerInstances;
    if (service === 'codedeploy') return hooks;
    return /^(ecr|logs)/.test(service) || further.includes(service);
  });
}
