import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import type { Made, ResourceModel, ResourceRequest } from './model.ts';

/** What is said of a type; all but `create` only where there is something to say. */
export interface Definition {
  readonly create: (request: ResourceRequest) => Made;
  /** What is new after a change; the id stays, and so do the attributes that are not named. */
  readonly update?: (before: LocalResource, request: ResourceRequest) => Partial<Made>;
  readonly remove?: (resource: LocalResource, account: Account) => void;
}

/** A model from what is special about a type. */
export function define({ create, update, remove }: Definition): ResourceModel {
  return {
    create,
    update: (before, request) => {
      const { id = before.id, attributes, live } = update?.(before, request) ?? {};
      const all: DataObject = { ...before.attributes, ...attributes };
      return { id, attributes: all, ...(live === undefined ? {} : { live }) };
    },
    remove: (resource, account) => remove?.(resource, account),
  };
}
