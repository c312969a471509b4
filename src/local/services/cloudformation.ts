import type { Account } from '../account.ts';
import type { LocalService } from '../wire/service.ts';
import { changeSetOperations } from './cloudformation/change-sets.ts';
import { type CloudFormationOptions, Engines } from './cloudformation/common.ts';
import { describeOperations } from './cloudformation/describe.ts';
import { driftOperations } from './cloudformation/drift.ts';
import { eventOperations } from './cloudformation/events.ts';
import { exportOperations } from './cloudformation/exports.ts';
import { allStackSetOperations, followMove, stackSetsOn } from './cloudformation/stack-sets.ts';
import { stackOperations } from './cloudformation/stacks.ts';
import { templateOperations } from './cloudformation/templates.ts';
import type { Moved } from './organizations/move.ts';

export type { CloudFormationOptions } from './cloudformation/common.ts';

/** CloudFormation of the local cloud. */
export interface CloudFormationService extends LocalService {
  /** Goes on with what a restart has interrupted; otherwise the account's first call does. */
  readonly resume: (account: Account) => void;
  /** Stops what is under way where it stands. */
  readonly stop: (account: Account) => void;
  /** Until nothing is under way in the account. */
  readonly idle: (account: Account) => Promise<void>;
  /** Told of an account that goes to another unit of its organisation: stack sets may follow. */
  readonly moved: Moved;
}

/**
 * CloudFormation: stacks that come, change and go by themselves after the call that began it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/Welcome.html
 */
export function cloudFormation(options: CloudFormationOptions): CloudFormationService {
  const engines = new Engines(options);
  const sets = stackSetsOn(engines);
  return {
    id: 'cloudformation',
    protocols: ['query'],
    version: '2010-05-15',
    operations: [
      ...stackOperations(engines),
      ...changeSetOperations(engines),
      ...describeOperations(engines),
      ...eventOperations(engines),
      ...templateOperations(engines),
      ...exportOperations(engines),
      ...driftOperations(engines),
      ...allStackSetOperations(sets),
    ],
    resume: (account) => {
      engines.of(account);
      sets.of(account);
    },
    stop: (account) => engines.of(account).stop(),
    idle: async (account) => {
      await sets.of(account).idle();
      await engines.of(account).idle();
    },
    moved: (...move) => followMove(sets, ...move),
  };
}
