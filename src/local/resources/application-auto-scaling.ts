import { define } from './define.ts';
import { findService } from './ecs-service.ts';
import type { ResourceModel } from './model.ts';
import { newUuid, refuse, refuseTaken } from './naming.ts';
import { textOf } from './read.ts';

const TARGET = 'AWS::ApplicationAutoScaling::ScalableTarget';

/** What scales, and by what. The words of refusals are ours but for a service that is not there. */
export const APPLICATION_AUTO_SCALING: Readonly<Record<string, ResourceModel>> = {
  [TARGET]: define({
    create: (request) => {
      const { account, properties } = request;
      const resource = textOf(properties, 'ResourceId') ?? '';
      const namespace = textOf(properties, 'ServiceNamespace');
      const [, cluster, service = ''] = resource.split('/');
      if (namespace === 'ecs' && !findService(account, cluster, service)) {
        refuse('NotFound', `ECS service doesn't exist: ${resource}`);
      }
      const id = [resource, textOf(properties, 'ScalableDimension'), namespace].join('|');
      refuseTaken(request, id);
      return { id, attributes: { Id: id } };
    },
  }),
  'AWS::ApplicationAutoScaling::ScalingPolicy': define({
    create: (request) => {
      const { account, properties, type } = request;
      const target = textOf(properties, 'ScalingTargetId');
      if (target !== undefined && !account.find(TARGET, target)) {
        refuse('NotFound', `No scalable target registered for ${target}`);
      }
      const [resource = '', dimension, namespace = ''] = target?.split('|') ?? [
        textOf(properties, 'ResourceId'),
        textOf(properties, 'ScalableDimension'),
        textOf(properties, 'ServiceNamespace'),
      ];
      const name = textOf(properties, 'PolicyName') ?? '';
      const path = `resource/${namespace}/${resource}:policyName/${name}`;
      const taken = account.all(type).some(({ id, properties: other }) => {
        return id.endsWith(`:${path}`) && [dimension, undefined].includes(textOf(other, 'ScalableDimension'));
      });
      if (taken) refuse('AlreadyExists', `The scaling policy ${name} already exists for ${resource}`);
      const id = account.arn('autoscaling', `scalingPolicy:${newUuid(account)}:${path}`);
      return { id, attributes: { Arn: id } };
    },
  }),
};
