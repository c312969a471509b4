import {
  type CompositeAlarm,
  CompositeAlarm$,
  DescribeAlarms$,
  type DescribeAlarmsInput,
  type DescribeAlarmsOutput,
  GetDashboard$,
  type GetDashboardInput,
  type GetDashboardOutput,
  type MetricAlarm,
  MetricAlarm$,
  SetAlarmState$,
  type SetAlarmStateInput,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { textOf } from '../resources/read.ts';
import { type LocalService, operation } from '../wire/service.ts';
import { fromProperties } from './by-schema.ts';
import { pageOf } from './paging.ts';
import { deny } from './refusals.ts';

const METRIC_ALARM = 'AWS::CloudWatch::Alarm';
const COMPOSITE_ALARM = 'AWS::CloudWatch::CompositeAlarm';

/** CloudWatch: alarms and dashboards. There are no metrics, so an alarm rings only when somebody says so. */
export const cloudwatch: LocalService = {
  id: 'monitoring',
  protocols: ['json', 'query'],
  version: '2010-08-01',
  target: 'GraniteServiceVersion20100801',
  operations: [
    operation(
      'DescribeAlarms',
      DescribeAlarms$,
      ['AlarmNames', 'AlarmNamePrefix', 'AlarmTypes', 'StateValue', 'MaxRecords', 'NextToken'],
      (input: DescribeAlarmsInput, { account }): DescribeAlarmsOutput => {
        const [page, next] = pageOf(asked(account, input), input.NextToken, input.MaxRecords ?? 50);
        const ofType = (type: string) => page.filter((alarm) => alarm.type === type);
        return {
          MetricAlarms: ofType(METRIC_ALARM).map(describeMetricAlarm),
          CompositeAlarms: ofType(COMPOSITE_ALARM).map(describeCompositeAlarm),
          ...(next !== undefined && { NextToken: next }),
        };
      },
    ),
    operation(
      'SetAlarmState',
      SetAlarmState$,
      ['AlarmName', 'StateValue', 'StateReason'],
      ({ AlarmName, StateValue, StateReason }: SetAlarmStateInput, { account }) => {
        const alarm = all(account).find(({ id }) => id === AlarmName);
        if (!alarm) return deny('ResourceNotFound', `Unknown alarm ${AlarmName}`);
        const at = account.now().toISOString();
        account.touch(alarm, { StateValue: StateValue ?? 'OK', StateReason: StateReason ?? '', at });
        return {};
      },
    ),
    operation(
      'GetDashboard',
      GetDashboard$,
      ['DashboardName'],
      ({ DashboardName = '' }: GetDashboardInput, { account }): GetDashboardOutput => {
        const found = account.find('AWS::CloudWatch::Dashboard', DashboardName);
        if (!found) return deny('ResourceNotFound', `Dashboard ${DashboardName} does not exist`);
        const DashboardArn = account.arn('cloudwatch', `dashboard/${DashboardName}`, { global: true });
        return { DashboardArn, DashboardBody: textOf(found.properties, 'DashboardBody'), DashboardName };
      },
    ),
  ],
};

function all(account: Account): readonly LocalResource[] {
  return [...account.all(METRIC_ALARM), ...account.all(COMPOSITE_ALARM)];
}

// Composite alarms come only when they are asked for.
function asked(account: Account, input: DescribeAlarmsInput): readonly LocalResource[] {
  const {
    AlarmNames: names,
    AlarmNamePrefix: prefix = '',
    AlarmTypes: types = ['MetricAlarm'],
    StateValue: state,
  } = input;
  if (names && input.AlarmNamePrefix !== undefined) {
    deny('ValidationError', 'AlarmNames and AlarmNamePrefix cannot be specified together');
  }
  return all(account)
    .filter(({ type }) => types.includes(type === METRIC_ALARM ? 'MetricAlarm' : 'CompositeAlarm'))
    .filter(({ id }) => (names?.includes(id) ?? true) && id.startsWith(prefix))
    .filter((alarm) => state === undefined || stateOf(alarm) === state);
}

function describeMetricAlarm(alarm: LocalResource): MetricAlarm {
  const said = { ActionsEnabled: true, ...alarm.properties };
  return { ...fromProperties<MetricAlarm>(MetricAlarm$, said), ...whatIsOf(alarm) };
}

function describeCompositeAlarm(alarm: LocalResource): CompositeAlarm {
  const said = { ActionsEnabled: true, ...alarm.properties };
  return { ...fromProperties<CompositeAlarm>(CompositeAlarm$, said), ...whatIsOf(alarm) };
}

function whatIsOf(alarm: LocalResource) {
  const { id, attributes, live, createdAt } = alarm;
  return {
    AlarmName: id,
    AlarmArn: textOf(attributes, 'Arn'),
    StateValue: stateOf(alarm),
    StateReason: textOf(live, 'StateReason') ?? 'the local cloud has no metrics',
    StateUpdatedTimestamp: new Date(textOf(live, 'at') ?? createdAt),
  };
}

// What an alarm makes of having no data is its own to say.
function stateOf({ properties, live }: LocalResource): StateValue {
  const said = textOf(live, 'StateValue');
  if (said === 'OK' || said === 'ALARM') return said;
  const missing = said === undefined ? textOf(properties, 'TreatMissingData') : undefined;
  if (missing === 'notBreaching') return 'OK';
  return missing === 'breaching' ? 'ALARM' : 'INSUFFICIENT_DATA';
}
