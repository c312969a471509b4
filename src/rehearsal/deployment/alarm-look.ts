import type { DeploymentRecord } from '../../local/resources/deployments.ts';
import { isOn, objectOf } from '../../local/resources/read.ts';
import { ringing } from '../../local/services/codedeploy-run.ts';
import { breakOff } from './finish.ts';
import { mustMay } from './role.ts';
import { DeploymentFailure, groupOf, type Stage } from './stage.ts';

const WORDS =
  'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped.';

/** How often CodeDeploy asks, in milliseconds at AWS. */
const EVERY = 10_000;

/**
 * Looks at the alarms of a deployment now and then, and stops it when one of them rings, or when they cannot be asked for and that is not
 * to be ignored.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_AlarmConfiguration.html
 */
export function alarmLook(stage: Stage): (record: DeploymentRecord) => void {
  const { account, pace } = stage;
  let next = 0;
  return (record) => {
    const names = record.progress?.alarms ?? [];
    const now = account.now().getTime();
    if (names.length === 0 || now < next) return;
    next = now + pace.of(EVERY);
    try {
      const all = account.arn('cloudwatch', 'alarm:*');
      mustMay(stage, record, 'AmazonCloudWatch', 'cloudwatch:DescribeAlarms', all);
    } catch (error) {
      if (!(error instanceof DeploymentFailure)) throw error;
      const said = objectOf(groupOf(stage, record).properties, 'AlarmConfiguration');
      if (isOn(said, 'IgnorePollAlarmFailure')) return;
      const { code, message } = error;
      breakOff(stage, record.id, 'Stopped', { code, message }, 'DEPLOYMENT_STOP_ON_ALARM');
      return;
    }
    const active = ringing(account, names);
    if (active.length === 0) return;
    const message = `${WORDS} Activated alarms: ${active.map((name) => `<${name}>`).join(' ')}`;
    breakOff(stage, record.id, 'Stopped', { code: 'ALARM_ACTIVE', message }, 'DEPLOYMENT_STOP_ON_ALARM');
  };
}
