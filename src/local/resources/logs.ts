import { define } from './define.ts';
import type { ResourceModel } from './model.ts';
import { nameOf, refuse, refuseTaken } from './naming.ts';
import { numberOf } from './read.ts';

const DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/** Log groups. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-logs-loggroup.html */
export const LOGS: Readonly<Record<string, ResourceModel>> = {
  'AWS::Logs::LogGroup': define({
    create: (request) => {
      const { account, properties, type } = request;
      const id = nameOf(request, 'LogGroupName', 512);
      const named = JSON.stringify({ '/properties/LogGroupName': id });
      refuseTaken(request, id, `Resource of type '${type}' with identifier '${named}' already exists.`);
      const days = numberOf(properties, 'RetentionInDays');
      if (days !== undefined && !DAYS.includes(days)) {
        const words = `Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set`;
        refuse('InvalidRequest', `1 validation error detected: ${words}: [${DAYS.join(', ')}]`);
      }
      return { id, attributes: { Arn: account.arn('logs', `log-group:${id}:*`) } };
    },
  }),
};
