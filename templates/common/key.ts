import { accountId, partition, sub } from '../../src/dsl/index.ts';

/** The account: a key's policy that names it lets the account's own policies decide. */
export const ACCOUNT = { AWS: sub`arn:${partition}:iam::${accountId}:root` };

/**
 * The statement of every key's policy by which the account manages the key, so that nobody is ever locked out: all that AWS's own
 * policies give to administrators of a key, but for grants, which would let somebody use it past what the other statements say.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export const ACCOUNT_MANAGES = {
  Sid: 'AccountManages',
  Effect: 'Allow',
  Principal: ACCOUNT,
  Action: [
    'kms:CancelKeyDeletion',
    'kms:CreateAlias',
    'kms:DeleteAlias',
    'kms:Describe*',
    'kms:Disable*',
    'kms:Enable*',
    'kms:Get*',
    'kms:List*',
    'kms:Put*',
    'kms:RevokeGrant',
    'kms:RotateKeyOnDemand',
    'kms:ScheduleKeyDeletion',
    'kms:TagResource',
    'kms:UntagResource',
    'kms:Update*',
  ],
  Resource: '*',
};
