import { define } from './define.ts';
import { admits } from './iam.ts';
import type { ResourceModel, ResourceRequest } from './model.ts';
import { nameOf, refuse, refuseTaken } from './naming.ts';
import { objectsOf, textOf } from './read.ts';

/** Rules of the default bus. */
export const EVENTS: Readonly<Record<string, ResourceModel>> = {
  'AWS::Events::Rule': define({
    create: (request) => {
      const { account, properties } = request;
      const bus = textOf(properties, 'EventBusName') ?? 'default';
      if (bus !== 'default')
        refuse('GeneralServiceException', `not supported by the local cloud: the event bus ${bus}`);
      const id = nameOf(request, 'Name', 64);
      refuseTaken(request, id);
      checkTargets(request);
      return { id, attributes: { Arn: account.arn('events', `rule/${id}`), RuleName: id } };
    },
    update: (_, request) => {
      checkTargets(request);
      return {};
    },
  }),
};

function checkTargets({ account, properties }: ResourceRequest): void {
  if (properties.EventPattern === undefined && properties.ScheduleExpression === undefined) {
    refuse('InvalidRequest', "Parameter(s) EventPattern and ScheduleExpression can't be both missing");
  }
  for (const target of objectsOf(properties, 'Targets')) {
    const role = textOf(target, 'RoleArn');
    if (role === undefined || admits(account, role, 'events.amazonaws.com')) continue;
    refuse('InvalidRequest', `Provided role '${role}' cannot be assumed by principal 'events.amazonaws.com'.`);
  }
}
