import { MoveAccount$, type MoveAccountRequest } from '@aws-sdk/client-organizations';
import { hasParent, type Organisation } from '../../organisation/organisation.ts';
import { type Call, type Operation, operation } from '../../wire/service.ts';
import { deny } from '../refusals.ts';
import { keep, requireAccount, requireManagement } from './found.ts';

/** Told of an account that goes from one unit to another, with the organisation as it was before and as it is now. */
export type Moved = (call: Call, accountId: string, before: Organisation, after: Organisation) => void;

/** The operation that puts an account into another unit: what is deployed to units by itself follows. */
export function moveOperation(moved: Moved): Operation {
  return operation(
    'MoveAccount',
    MoveAccount$,
    ['AccountId', 'SourceParentId', 'DestinationParentId'],
    ({ AccountId = '', SourceParentId = '', DestinationParentId = '' }: MoveAccountRequest, call) => {
      const { organisation } = requireManagement(call);
      const member = requireAccount(organisation, AccountId);
      if (!hasParent(organisation, SourceParentId) || member.parent !== SourceParentId)
        deny('SourceParentNotFoundException', "You specified a source parent that doesn't exist.");
      if (!hasParent(organisation, DestinationParentId))
        deny('DestinationParentNotFoundException', "You specified a destination parent that doesn't exist.");
      if (SourceParentId === DestinationParentId)
        deny('DuplicateAccountException', 'That account is already present in the specified destination.');
      const accounts = organisation.accounts.map((each) =>
        each.id === AccountId ? { ...each, parent: DestinationParentId } : each,
      );
      const after = { ...organisation, accounts };
      keep(call, after);
      moved(call, AccountId, organisation, after);
      return {};
    },
  );
}
