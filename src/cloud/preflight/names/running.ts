import { DescribeAlarmsCommand, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeCapacityProvidersCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
} from '@aws-sdk/client-ecs';
import { answered, explained } from '../../call.ts';
import { finds, type NamedType, oneByOne } from './named-type.ts';

/** What runs, and what watches it. What ECS has deleted it tells of for a while, as INACTIVE: such a name is free. */
export const RUNNING_NAMES: readonly NamedType[] = [
  {
    type: 'AWS::ECS::Cluster',
    property: 'ClusterName',
    what: 'ECS cluster',
    findTaken: async ({ clients: { ecs, region } }, names) => {
      const about = { action: 'ecs:DescribeClusters', resource: names.join(', '), region };
      const { clusters = [] } = await explained(ecs.send(new DescribeClustersCommand({ clusters: [...names] })), about);
      const active = clusters.filter(({ status }) => status !== 'INACTIVE').map(({ clusterName }) => clusterName);
      return names.filter((name) => active.includes(name));
    },
    remove: (name) => `aws ecs delete-cluster --cluster ${name}`,
  },
  {
    type: 'AWS::ECS::CapacityProvider',
    property: 'Name',
    what: 'ECS capacity provider',
    findTaken: async ({ clients: { ecs, region } }, names) => {
      const about = { action: 'ecs:DescribeCapacityProviders', resource: names.join(', '), region };
      const command = new DescribeCapacityProvidersCommand({ capacityProviders: [...names] });
      const { capacityProviders = [] } = await explained(ecs.send(command), about);
      const active = capacityProviders.filter(({ status }) => status !== 'INACTIVE').map(({ name }) => name);
      return names.filter((name) => active.includes(name));
    },
    remove: (name) => `aws ecs delete-capacity-provider --capacity-provider ${name}`,
  },
  {
    type: 'AWS::ECS::Service',
    property: 'ServiceName',
    what: 'ECS service',
    findTaken: async ({ clients: { ecs, region }, cluster }, names) => {
      const answer = await answered(
        ecs.send(new DescribeServicesCommand({ cluster, services: [...names] })),
        { action: 'ecs:DescribeServices', resource: `${cluster}/${names.join(', ')}`, region },
        ['ClusterNotFoundException'],
      );
      const active = answer?.services?.filter(({ status }) => status !== 'INACTIVE') ?? [];
      return names.filter((name) => active.some(({ serviceName }) => serviceName === name));
    },
    remove: (name, { cluster }) => `aws ecs delete-service --cluster ${cluster} --service ${name} --force`,
  },
  {
    type: 'AWS::Logs::LogGroup',
    property: 'LogGroupName',
    what: 'log group',
    // Groups come sorted, so that the one with the very name comes before those that only begin with it.
    findTaken: oneByOne(async ({ clients: { logs, region } }, name) => {
      const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 1 });
      const about = { action: 'logs:DescribeLogGroups', resource: name, region };
      const { logGroups = [] } = await explained(logs.send(command), about);
      return logGroups.some(({ logGroupName }) => logGroupName === name);
    }),
    remove: (name) => `aws logs delete-log-group --log-group-name ${name}`,
  },
  {
    type: 'AWS::CloudWatch::Alarm',
    property: 'AlarmName',
    what: 'alarm',
    findTaken: async ({ clients: { cloudWatch, region } }, names) => {
      const command = new DescribeAlarmsCommand({
        AlarmNames: [...names],
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        MaxRecords: 100,
      });
      const about = { action: 'cloudwatch:DescribeAlarms', resource: names.join(', '), region };
      const { MetricAlarms = [], CompositeAlarms = [] } = await explained(cloudWatch.send(command), about);
      const there = [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName);
      return names.filter((name) => there.includes(name));
    },
    remove: (name) => `aws cloudwatch delete-alarms --alarm-names ${name}`,
  },
  {
    type: 'AWS::CloudWatch::Dashboard',
    property: 'DashboardName',
    what: 'dashboard',
    findTaken: oneByOne(({ clients: { cloudWatch, region } }, name) =>
      finds(
        cloudWatch.send(new GetDashboardCommand({ DashboardName: name })),
        { action: 'cloudwatch:GetDashboard', resource: name, region },
        ['ResourceNotFound', 'DashboardNotFoundError'],
      ),
    ),
    remove: (name) => `aws cloudwatch delete-dashboards --dashboard-names ${name}`,
  },
];
