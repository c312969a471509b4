import { wayRound } from '../adoptable.ts';
import type { Finding } from '../progress.ts';
import { nameFrom } from '../target-resources.ts';
import { type Check, tryCheck } from './check.ts';
import { OTHER_NAMES } from './names/account.ts';
import { DELIVERY_NAMES } from './names/delivery.ts';
import type { NamedType } from './names/named-type.ts';
import { RUNNING_NAMES } from './names/running.ts';
import { type NewResource, resourcesToCreate } from './names/to-create.ts';

const NAMED: readonly NamedType[] = [...DELIVERY_NAMES, ...RUNNING_NAMES, ...OTHER_NAMES];

/**
 * Whether the names are free that resources would get which are to be made: CloudFormation takes nothing over that is there already.
 * What the stack has is its own. A resource under a condition may not come to be, and is left to CloudFormation.
 */
export const checkNames: Check = async (preflight) => {
  const { clients, target, state, stack } = preflight;
  const isNew = state === 'absent' || state === 'reviewed';
  const resources = await resourcesToCreate(clients, target, isNew ? undefined : stack);
  const each = await Promise.all(
    NAMED.map((named) => {
      const wanted = resources
        .filter(({ type, isConditional }) => type === named.type && !isConditional)
        .flatMap((resource) => {
          const name = nameFrom(resource.properties[named.property], target.stackName);
          return name === undefined ? [] : [{ name, resource }];
        });
      return wanted.length === 0 ? [] : tryCheck(`name of the ${named.what}`, freeNames(named, wanted), preflight);
    }),
  );
  return each.flat();
};

interface Wanted {
  readonly name: string;
  readonly resource: NewResource;
}

function freeNames(named: NamedType, wanted: readonly Wanted[]): Check {
  return async (preflight) => {
    const { clients, parameters, target } = preflight;
    const place = { clients, cluster: parameters.ClusterName ?? target.stackName };
    const taken = await named.findTaken(place, [...new Set(wanted.map(({ name }) => name))]);
    return wanted
      .filter(({ name }) => taken.includes(name))
      .map(({ name, resource }): Finding => {
        const message = `the ${named.what} ${name} is there already, and ${resource.path} would make it`;
        const { type } = named;
        const hint = wayRound({ type, target, remove: `${named.remove(name, place)} --region ${clients.region}` });
        return { level: 'error', code: 'name-taken', message, hint, resource: { type, name } };
      });
  };
}
