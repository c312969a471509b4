import { GetCallerIdentity$, type GetCallerIdentityRequest, type GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { type LocalService, operation } from '../wire/service.ts';

/**
 * Who asks: always the same user of the account, since signatures are not verified.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const sts: LocalService = {
  id: 'sts',
  protocols: ['query'],
  version: '2011-06-15',
  operations: [
    operation('GetCallerIdentity', GetCallerIdentity$, [], (_: GetCallerIdentityRequest, { account }) => {
      const answer: GetCallerIdentityResponse = {
        Account: account.whereabouts.accountId,
        Arn: account.arn('iam', 'user/local', { global: true }),
        UserId: 'AIDALOCALCLOUD0000000',
      };
      return answer;
    }),
  ],
};
