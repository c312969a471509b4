import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { modelOf } from '../resources/index.ts';
import { checked } from './refusals.ts';

/** The service's own codes for what the models of resources refuse. */
export type Codes = Parameters<typeof checked>[0];

/**
 * Makes a resource as a call does and not a stack: nobody owns it, and what the type's model refuses is refused to the caller.
 * @param properties as a template would say them, the name among them.
 * @throws ServiceError
 */
export function makeByCall(account: Account, type: string, properties: DataObject, codes: Codes): LocalResource {
  // These are for names that nobody says, and calls have to say one.
  const unnamed = { logicalId: '', stackName: '', stackId: '' };
  const made = checked(codes, () => modelOf(type).create({ account, type, properties, ...unnamed }));
  return account.put({ type, properties, ...made });
}

/** Takes a resource away as a call does; a stack that owns it is not told, as at AWS. @throws ServiceError */
export function removeByCall(account: Account, resource: LocalResource, codes: Codes): void {
  checked(codes, () => modelOf(resource.type).remove(resource, account));
  account.remove(resource.type, resource.id);
}

/** Tags of a call that has them as a map, in the form that templates have. */
export function tagList(tags: Readonly<Record<string, string>> | undefined): DataObject {
  return tags === undefined ? {} : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}
