import type { Account } from '../local/account.ts';
import { TARGET_GROUP } from '../local/resources/elbv2.ts';
import { textOf } from '../local/resources/read.ts';
import type { Side } from './timeline.ts';

/**
 * Which side a target group is: the one whose logical id in its template, or whose name, has `green` in it is green, any other blue.
 * Sides are names of target groups, whatever runs in them.
 */
export function sideOf(account: Account, targetGroupArn: string): Side {
  const group = account.find(TARGET_GROUP, targetGroupArn);
  const names = [group?.owner?.logicalId, textOf(group?.attributes ?? {}, 'TargetGroupName')];
  const said = names.find((name) => /blue|green/i.test(name ?? '')) ?? '';
  return /green/i.test(said) ? 'green' : 'blue';
}
