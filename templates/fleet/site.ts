import { parameter, sub, type Value } from '../../src/dsl/index.ts';
import { SYSTEM_NAME } from '../common/parameters.ts';

/** The roles of a fleet. Roles are the account's: each is made once in an account, in one region, and its name has the fleet's in it. */
export type FleetRole = 'administration' | 'execution' | 'reader';

/** The name of one of a fleet's roles, from names or from parameters. */
export function fleetRoleName(system: Value<string>, fleet: Value<string>, role: FleetRole): Value<string> {
  return sub`${system}-${fleet}-${role}`;
}

/** The same as a text. */
export function fleetRoleNameOf(system: string, fleet: string, role: FleetRole): string {
  return String(fleetRoleName(system, fleet, role));
}

/** The parameters of all templates of roles. */
export const fleetParameters = (name: string) => ({
  SystemName: parameter.string({ ...SYSTEM_NAME, default: name }),
  FleetName: parameter.string({
    description: 'What the fleet is called in templates/environments.ts; names are made from it',
    allowedPattern: '[a-z](-?[a-z0-9])*',
    maxLength: 28,
    constraintDescription: 'lower-case letters, digits and single hyphens, a letter first, at most 28 characters',
  }),
});
