import type { Account } from '../account.ts';
import { ResourceFailure, type ResourceRequest } from './model.ts';
import { textOf } from './read.ts';

/**
 * The name that a resource says, or the one that CloudFormation makes where none is said: `<stack>-<logicalId>-<suffix>`, cut
 * to what the service takes.
 * @param property the one that names it.
 * @param limit the longest name, in characters.
 */
export function nameOf(
  request: ResourceRequest,
  property: string,
  limit: number,
  options: { readonly lower?: boolean } = {},
): string {
  const given = textOf(request.properties, property);
  if (given !== undefined) return given;
  const made = madeName(request, limit);
  return options.lower ? made.toLowerCase() : made;
}

/** A name as CloudFormation makes them. */
export function madeName({ account, stackName, logicalId }: ResourceRequest, limit = 255): string {
  const suffix = account.newSuffix();
  const room = limit - suffix.length - 2;
  const ofLogicalId = Math.min(logicalId.length, Math.max(Math.ceil(room / 2), room - stackName.length));
  const parts = [stackName.slice(0, room - ofLogicalId), logicalId.slice(0, ofLogicalId)];
  // A part that was cut at a hyphen would leave two of them, or one at the start.
  return [...parts.map((part) => part.replace(/^-+|-+$/g, '')), suffix].filter(Boolean).join('-');
}

/** A UUID that nobody had before. */
export function newUuid(account: Account): string {
  return account.newHex(32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
}

/** Says no, as the service would. */
export function refuse(code: string, message: string): never {
  throw new ResourceFailure(code, message);
}

/**
 * Refuses an id that another resource of the type has.
 * @param words what the service says; else CloudFormation's own: `hello already exists in stack arn:...`.
 */
export function refuseTaken({ account, type }: ResourceRequest, id: string, words?: string): void {
  const taken = account.find(type, id);
  if (!taken) return;
  const where = taken.owner ? ` in stack ${taken.owner.stackId}` : '';
  refuse('AlreadyExists', words ?? `${id} already exists${where}`);
}
