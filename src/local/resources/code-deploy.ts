import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import { define } from './define.ts';
import { forgetDeployments } from './deployments.ts';
import { controllerOf, findService } from './ecs-service.ts';
import { LISTENER, TARGET_GROUP } from './elbv2.ts';
import { admits } from './iam.ts';
import type { ResourceModel, ResourceRequest } from './model.ts';
import { nameOf, refuse, refuseTaken } from './naming.ts';
import { objectOf, objectsOf, sameData, textOf, textsOf } from './read.ts';

export const APPLICATION = 'AWS::CodeDeploy::Application';
export const DEPLOYMENT_GROUP = 'AWS::CodeDeploy::DeploymentGroup';
export const DEPLOYMENT_CONFIG = 'AWS::CodeDeploy::DeploymentConfig';

/** Applications, deployment groups and configurations. */
export const CODE_DEPLOY: Readonly<Record<string, ResourceModel>> = {
  [APPLICATION]: define({
    create: (request) => {
      const id = nameOf(request, 'ApplicationName', 100);
      refuseTaken(request, id);
      return { id, attributes: {} };
    },
  }),
  [DEPLOYMENT_CONFIG]: define({
    create: (request) => {
      const id = nameOf(request, 'DeploymentConfigName', 100);
      if (id.startsWith('CodeDeployDefault.')) {
        refuse('InvalidRequest', 'Deployment configuration names beginning with CodeDeployDefault. are reserved');
      }
      refuseTaken(request, id);
      return { id, attributes: {} };
    },
    remove: ({ id }, account) => {
      const used = account
        .all(DEPLOYMENT_GROUP)
        .some(({ properties }) => textOf(properties, 'DeploymentConfigName') === id);
      if (used) refuse('InvalidRequest', `The deployment configuration ${id} is still in use.`);
    },
  }),
  [DEPLOYMENT_GROUP]: define({
    create: (request) => {
      const id = nameOf(request, 'DeploymentGroupName', 100);
      const other = request.account.find(DEPLOYMENT_GROUP, id);
      const application = textOf(request.properties, 'ApplicationName') ?? '';
      if (other && textOf(other.properties, 'ApplicationName') !== application) {
        // A group's Ref is its name alone, by which the local cloud keeps it.
        const words = `not supported by the local cloud: a second deployment group ${id}, of another application`;
        refuse('GeneralServiceException', words);
      }
      refuseTaken(request, id);
      checkGroup(request, application);
      refuseSharedService(request);
      return { id, attributes: {} };
    },
    update: (_, request) => {
      checkGroup(request, textOf(request.properties, 'ApplicationName') ?? '');
      return {};
    },
    remove: ({ id }, account) => forgetDeployments(account, (record) => record.deploymentGroupName === id),
  }),
};

function checkGroup({ account, properties }: ResourceRequest, applicationName: string): void {
  const application = account.find(APPLICATION, applicationName);
  if (!application) refuse('NotFound', `No application found for name: ${applicationName}`);
  const role = textOf(properties, 'ServiceRoleArn') ?? '';
  if (!admits(account, role, 'codedeploy.amazonaws.com')) {
    refuse('InvalidRequest', `AWS CodeDeploy does not have the permissions required to assume the role ${role}.`);
  }
  const config = textOf(properties, 'DeploymentConfigName');
  if (config !== undefined && !config.startsWith('CodeDeployDefault.') && !account.find(DEPLOYMENT_CONFIG, config)) {
    refuse('NotFound', `No Deployment Configuration found for name: ${config}`);
  }
  const services = objectsOf(properties, 'ECSServices');
  const onEcs = textOf(application?.properties ?? {}, 'ComputePlatform') === 'ECS';
  if (!onEcs && services.length > 0) {
    refuse('InvalidRequest', 'For Server deployment groups, ecsServices can not be specified');
  }
  if (!onEcs) return;
  for (const service of services) checkService(account, service);
  if (services.length !== 1) refuse('InvalidRequest', 'For ECS deployment group, ecsServices must be specified');
  for (const pair of objectsOf(objectOf(properties, 'LoadBalancerInfo'), 'TargetGroupPairInfoList'))
    checkPair(account, pair);
}

// From here on the words are ours where AWS's are not to be found; what is refused is documented.
function checkService(account: Account, { ClusterName: cluster, ServiceName: name }: DataObject): void {
  const service = findService(account, String(cluster), String(name));
  if (!service) refuse('NotFound', `The service ${name} in the cluster ${cluster} cannot be found`);
  if (controllerOf(service.properties) !== 'CODE_DEPLOY') {
    refuse(
      'InvalidRequest',
      "Deployment group's ECS service must be configured for a CODE_DEPLOY deployment controller.",
    );
  }
}

function refuseSharedService({ account, properties }: ResourceRequest): void {
  const shared = account
    .all(DEPLOYMENT_GROUP)
    .some((other) => sameData(other.properties.ECSServices, properties.ECSServices));
  if (!shared || properties.ECSServices === undefined) return;
  const words = 'An Amazon ECS service can be associated with only one deployment group.';
  refuse('ServiceLimitExceeded', `The Amazon ECS service is associated with more than one deployment groups. ${words}`);
}

function checkPair(account: Account, pair: DataObject): void {
  const names = objectsOf(pair, 'TargetGroups').map((group) => textOf(group, 'Name'));
  if (names.length !== 2) {
    refuse('InvalidRequest', 'Target group pair info must have exactly two target groups');
  }
  for (const name of names) {
    const known = account.all(TARGET_GROUP).some(({ attributes }) => textOf(attributes, 'TargetGroupName') === name);
    if (!known) refuse('NotFound', `The target group ${name} cannot be found`);
  }
  const listeners = ['ProdTrafficRoute', 'TestTrafficRoute'].flatMap((route) =>
    textsOf(objectOf(pair, route), 'ListenerArns'),
  );
  const loadBalancers = listeners.map((arn) => {
    const listener = account.find(LISTENER, arn);
    if (!listener) refuse('NotFound', `The listener ${arn} cannot be found`);
    return textOf(listener?.properties ?? {}, 'LoadBalancerArn');
  });
  if (new Set(loadBalancers).size > 1) {
    refuse('InvalidRequest', 'Production and test listeners must belong to the same load balancer');
  }
}
