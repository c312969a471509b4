import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { mentions } from './read.ts';

/** The first resource of these types, other than the one itself, whose properties name an id. */
export function userOf(account: Account, resource: LocalResource, types: readonly string[]): LocalResource | undefined {
  return types
    .flatMap((type) => account.all(type))
    .find((each) => each.id !== resource.id && mentions(each.properties, resource.id));
}
