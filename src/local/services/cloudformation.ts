import type { Account } from '../account.ts';
import type { LocalService } from '../wire/service.ts';
import { changeSetOperations } from './cloudformation/change-sets.ts';
import { type CloudFormationOptions, Engines } from './cloudformation/common.ts';
import { describeOperations } from './cloudformation/describe.ts';
import { driftOperations } from './cloudformation/drift.ts';
import { eventOperations } from './cloudformation/events.ts';
import { exportOperations } from './cloudformation/exports.ts';
import { stackOperations } from './cloudformation/stacks.ts';
import { templateOperations } from './cloudformation/templates.ts';

export type { CloudFormationOptions } from './cloudformation/common.ts';

/** CloudFormation of the local cloud. */
export interface CloudFormationService extends LocalService {
  /** Goes on with what a restart has interrupted; otherwise the account's first call does. */
  readonly resume: (account: Account) => void;
  /** Stops what is under way where it stands. */
  readonly stop: (account: Account) => void;
  /** Until nothing is under way in the account. */
  readonly idle: (account: Account) => Promise<void>;
}

/**
 * CloudFormation: stacks that come, change and go by themselves after the call that began it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/Welcome.html
 */
export function cloudFormation(options: CloudFormationOptions): CloudFormationService {
  const engines = new Engines(options);
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
    ],
    resume: (account) => {
      engines.of(account);
    },
    stop: (account) => engines.of(account).stop(),
    idle: (account) => engines.of(account).idle(),
  };
}
