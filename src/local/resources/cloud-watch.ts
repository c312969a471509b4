import { define } from './define.ts';
import type { ResourceModel } from './model.ts';
import { nameOf, refuse, refuseTaken } from './naming.ts';
import { textOf } from './read.ts';

const alarm = define({
  create: (request) => {
    const id = nameOf(request, 'AlarmName', 255);
    refuseTaken(request, id);
    // A new alarm has seen nothing yet.
    return { id, attributes: { Arn: request.account.arn('cloudwatch', `alarm:${id}`) } };
  },
});

/** Alarms and dashboards. */
export const CLOUD_WATCH: Readonly<Record<string, ResourceModel>> = {
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': alarm,
  'AWS::CloudWatch::Dashboard': define({
    create: (request) => {
      const id = nameOf(request, 'DashboardName', 255);
      refuseTaken(request, id);
      checkBody(request.properties);
      return { id, attributes: {} };
    },
    update: (_, { properties }) => {
      checkBody(properties);
      return {};
    },
  }),
};

function checkBody(properties: Parameters<typeof textOf>[0]): void {
  try {
    JSON.parse(textOf(properties, 'DashboardBody') ?? '');
  } catch {
    refuse('InvalidRequest', 'The field DashboardBody must be a valid JSON object');
  }
}
