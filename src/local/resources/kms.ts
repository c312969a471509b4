import { define } from './define.ts';
import type { ResourceModel } from './model.ts';
import { newUuid, refuse, refuseTaken } from './naming.ts';
import { textOf } from './read.ts';

/** Keys and what they are called. */
export const KMS: Readonly<Record<string, ResourceModel>> = {
  'AWS::KMS::Key': define({
    create: ({ account }) => {
      const id = newUuid(account);
      return { id, attributes: { KeyId: id, Arn: account.arn('kms', `key/${id}`) } };
    },
  }),
  'AWS::KMS::Alias': define({
    create: (request) => {
      const id = textOf(request.properties, 'AliasName') ?? '';
      if (!id.startsWith('alias/'))
        refuse(
          'InvalidRequest',
          'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
        );
      refuseTaken(request, id, `An alias with the name ${request.account.arn('kms', id)} already exists`);
      return { id, attributes: {} };
    },
  }),
};
