import type { Problem } from '../../dsl/error.ts';
import { objectIn, own } from '../resolve/values.ts';
import type { JudgedChange } from './verdict.ts';
import { placeOf } from './verdict.ts';
import type { FilesReview } from './whole.ts';

/** Files of a release that differ: what they say counts from the next release on. */
export function findReleaseChanges({ before, after }: FilesReview): readonly Problem[] {
  const paths = [...new Set([...before.texts.keys(), ...after.texts.keys()])].sort();
  const changed = paths.filter(
    (path) => path.startsWith('release/') && before.texts.get(path) !== after.texts.get(path),
  );
  if (changed.length === 0) return [];
  const message = `${changed.join(', ')}: the deployment changes nothing of what runs; the next release does`;
  return [{ code: 'next-release', message, hint: 'release once it is deployed: make release' }];
}

/**
 * Launch templates of which the instances that run are not made anew.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html
 */
export function findLaterInstances(judged: readonly JudgedChange[]): readonly Problem[] {
  return judged
    .filter(({ change, certain }) => {
      if (change.type !== 'AWS::AutoScaling::AutoScalingGroup' || change.action !== 'Modify') return false;
      const policy = own(change.after?.attributes ?? {}, 'UpdatePolicy');
      const rolls = ['AutoScalingRollingUpdate', 'AutoScalingReplacingUpdate'].some(
        (name) => Object.keys(objectIn(policy, name)).length > 0,
      );
      return !rolls && change.replacement === 'no' && certain.some(({ property }) => property === 'LaunchTemplate');
    })
    .map((each) => ({
      ...placeOf(each),
      code: 'new-instances-only',
      message: 'instances that run stay as they are; only those started later are made from the new launch template',
      hint: 'replace them one by one when it is deployed: aws autoscaling start-instance-refresh',
    }));
}
