import { define } from './define.ts';
import { CLUSTER, checkNewService, checkServiceUpdate, findCluster, SERVICE } from './ecs-service.ts';
import { checkTaskDefinition, deregister, nextRevision, TASK_DEFINITION } from './ecs-task-definitions.ts';
import { userOf } from './in-use.ts';
import { ResourceFailure, type ResourceModel } from './model.ts';
import { nameOf, refuse, refuseTaken } from './naming.ts';
import { mentions, numberOf, objectOf, textOf, textsOf } from './read.ts';

/** Clusters, services, task definitions and capacity providers. */
export const ECS: Readonly<Record<string, ResourceModel>> = {
  [CLUSTER]: define({
    create: (request) => {
      const id = nameOf(request, 'ClusterName', 255);
      refuseTaken(request, id);
      return { id, attributes: { Arn: request.account.arn('ecs', `cluster/${id}`) } };
    },
    remove: (cluster, account) => {
      const busy = account
        .all(SERVICE)
        .some(({ properties }) => findCluster(account, textOf(properties, 'Cluster'))?.id === cluster.id);
      if (busy) refuse('InvalidRequest', 'The Cluster cannot be deleted while Services are active.');
    },
  }),

  'AWS::ECS::CapacityProvider': define({
    create: (request) => {
      const { account, properties } = request;
      const id = nameOf(request, 'Name', 255);
      if (/^(aws|ecs|fargate)/i.test(id)) {
        refuse(
          'InvalidRequest',
          'The specified capacity provider name is invalid. Up to 255 characters are allowed, and the name cannot be prefixed with "aws", "ecs", or "fargate".',
        );
      }
      refuseTaken(request, id, `Capacity provider ${id} already exists`);
      checkGroup(
        objectOf(properties, 'AutoScalingGroupProvider'),
        (name) => account.find('AWS::AutoScaling::AutoScalingGroup', name) !== undefined,
      );
      return { id, attributes: {} };
    },
    remove: (provider, account) => {
      if (userOf(account, provider, ['AWS::ECS::ClusterCapacityProviderAssociations', CLUSTER])) {
        refuse('InvalidRequest', 'The specified capacity provider is in use and cannot be removed.');
      }
    },
  }),

  'AWS::ECS::ClusterCapacityProviderAssociations': define({
    create: (request) => {
      const { account, properties } = request;
      const id = textOf(properties, 'Cluster') ?? '';
      if (!findCluster(account, id)) refuse('NotFound', 'Cluster not found.');
      refuseTaken(request, id);
      for (const provider of textsOf(properties, 'CapacityProviders')) {
        const known = provider.startsWith('FARGATE') || account.find('AWS::ECS::CapacityProvider', provider);
        if (!known)
          refuse(
            'NotFound',
            `The specified capacity provider '${provider}' was not found. Specify a valid name or ARN and try again.`,
          );
      }
      return { id, attributes: {} };
    },
    remove: ({ properties }, account) => {
      const providers = textsOf(properties, 'CapacityProviders');
      const busy = account
        .all(SERVICE)
        .some((service) => providers.some((each) => mentions(service.properties.CapacityProviderStrategy, each)));
      if (busy) refuse('ResourceConflict', 'The specified capacity provider is in use and cannot be removed.');
    },
  }),

  [TASK_DEFINITION]: define({
    create: (request) => {
      const { account, properties } = request;
      checkTaskDefinition(account, properties);
      const id = nextRevision(account, nameOf(request, 'Family', 255));
      return { id, attributes: { TaskDefinitionArn: id } };
    },
    remove: (revision, account) => deregister(account, revision),
  }),

  [SERVICE]: define({
    create: (request) => {
      const { account, properties } = request;
      const revision = inWordsOf('CreateService error: ', () => checkNewService(account, properties));
      const name = nameOf(request, 'ServiceName', 255);
      const cluster = (textOf(properties, 'Cluster') ?? 'default').replace(/^arn:.*:cluster\//, '');
      const id = account.arn('ecs', `service/${cluster}/${name}`);
      refuseTaken(request, id, 'Creation of service was not idempotent.');
      return {
        id,
        attributes: { ServiceArn: id, Name: name },
        live: runs(revision, numberOf(properties, 'DesiredCount')),
      };
    },
    update: (before, { account, properties }) => {
      const revision = inWordsOf('', () => checkServiceUpdate(account, before, properties));
      // What calls have said since is said anew by the template.
      return { live: { ...runs(revision, numberOf(properties, 'DesiredCount')), updated: null } };
    },
  }),
};

// What CloudFormation puts before ECS's words.
function inWordsOf<T>(operation: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ResourceFailure) || error.code !== 'InvalidRequest') throw error;
    return refuse(error.code, `Invalid request provided: ${operation}${error.message}`);
  }
}

function runs(taskDefinition: string | undefined, desiredCount: number | undefined) {
  return { ...(taskDefinition && { taskDefinition }), ...(desiredCount !== undefined && { desiredCount }) };
}

function checkGroup(provider: Parameters<typeof textOf>[0], isThere: (name: string) => boolean): void {
  const arn = textOf(provider, 'AutoScalingGroupArn');
  if (arn === undefined) return;
  // Templates give the name, calls the ARN: CloudFormation takes both.
  const name = arn.replace(/^.*autoScalingGroupName\//, '');
  if (!isThere(name)) refuse('NotFound', `The specified Auto Scaling group ARN ${arn} was not found.`);
}
