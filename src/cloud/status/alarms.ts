import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { explained } from '../call.ts';
import type { Clients } from '../clients.ts';
import { allStacks, type DeployedStack } from '../stack-tree.ts';

/** An alarm that rings. */
export interface RingingAlarm {
  readonly name: string;
  readonly since: Date | undefined;
  readonly reason: string;
}

/**
 * The alarms of a root stack and of all that it nests that ring now, and how many there are.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export async function readAlarms(
  { cloudWatch, region }: Pick<Clients, 'cloudWatch' | 'region'>,
  root: DeployedStack,
): Promise<{ readonly count: number; readonly ringing: readonly RingingAlarm[] }> {
  const names = allStacks(root)
    .flatMap(({ resources }) => resources)
    .filter(({ ResourceType }) => ResourceType === 'AWS::CloudWatch::Alarm')
    .flatMap(({ PhysicalResourceId }) => PhysicalResourceId || []);
  const ringing: RingingAlarm[] = [];
  // A call takes a hundred names.
  for (let index = 0; index < names.length; index += 100) {
    const some = names.slice(index, index + 100);
    const { MetricAlarms } = await explained(
      cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: some, StateValue: 'ALARM' })),
      { action: 'cloudwatch:DescribeAlarms', resource: some.join(', '), region },
    );
    for (const { AlarmName = '', StateUpdatedTimestamp, StateReason = '' } of MetricAlarms ?? []) {
      ringing.push({ name: AlarmName, since: StateUpdatedTimestamp, reason: StateReason });
    }
  }
  return { count: names.length, ringing };
}
