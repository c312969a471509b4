import type { BuiltStack, Problem } from '../../src/dsl/index.ts';
import type { FleetFile, ParameterEntry, RoleStack } from '../../src/synth/fleet-file.ts';
import { LONGEST_IN_STACK_SET } from '../deployer/grants/grant.ts';
import { type FleetRole, fleetRoleNameOf } from '../fleet/site.ts';
import type { Fleet } from './fleet.ts';
import { fleetProblem } from './fleet-hold.ts';
import type { ValuesAt } from './fleet-values.ts';
import { parametersOf } from './parameter-check.ts';
import { writeValue } from './values.ts';

/** The permissions of a stack set in the words of CloudFormation. */
export function permissionsOf({ permissions, account, partition, name }: Fleet, system: string) {
  if (permissions.model === 'self-managed') {
    const { administrationRole, executionRole } = permissions;
    const role = administrationRole ?? fleetRoleNameOf(system, name, 'administration');
    return {
      PermissionModel: 'SELF_MANAGED',
      AdministrationRoleARN: `arn:${partition}:iam::${account}:role/${role}`,
      ExecutionRoleName: executionRole ?? fleetRoleNameOf(system, name, 'execution'),
    } as const;
  }
  const { autoDeployment, delegatedAdministrator } = permissions;
  return {
    PermissionModel: 'SERVICE_MANAGED',
    CallAs: delegatedAdministrator ? 'DELEGATED_ADMIN' : 'SELF',
    AutoDeployment: autoDeployment
      ? { Enabled: true, RetainStacksOnAccountRemoval: autoDeployment.retainStacks }
      : { Enabled: false },
  } as const;
}

const BOUNDARY = 'PermissionsBoundaryArn';

/** The stacks of the roles that are of the system's own making; templates/fleet.ts writes their templates. */
export function roleStacks(
  fleet: Fleet,
  system: string,
  root: BuiltStack,
  places: readonly ValuesAt[],
): Pick<FleetFile, 'administration' | 'member' | 'reader'> {
  const { permissions, reader, account, regions } = fleet;
  const stackOf = (file: string, role: FleetRole, parameters: Readonly<Record<string, string>>): RoleStack => ({
    file: `fleets/${file}.yaml`,
    stackName: `${system}-${fleet.name}-${file}`,
    roleName: fleetRoleNameOf(system, fleet.name, role),
    parameters: entries({ FleetName: fleet.name, ...parameters }),
  });
  const read = {
    AdministratorAccountId: account,
    ...(reader ? { ReaderPrincipal: reader.trusts } : {}),
    ...(permissions.organisation ? { OrganizationId: permissions.organisation } : {}),
  };
  if (permissions.model === 'service-managed') return reader ? { reader: stackOf('reader', 'reader', read) } : {};
  const boundaries = BOUNDARY in parametersOf(root) ? boundariesOf(places) : {};
  const [common, ...others] = [...new Set(Object.values(boundaries))];
  const member: RoleStack = {
    ...stackOf('member', 'execution', {
      ...read,
      Regions: regions.join(','),
      ...(common === undefined ? {} : { [BOUNDARY]: common }),
    }),
    ...(others.length === 0
      ? {}
      : {
          parametersOf: Object.fromEntries(
            Object.entries(boundaries)
              .filter(([, arn]) => arn !== common)
              .map(([each, arn]) => [each, entries({ [BOUNDARY]: arn })]),
          ),
        }),
  };
  const isOwn = permissions.executionRole === undefined;
  return {
    ...(reader
      ? {
          reader: isOwn
            ? { ...member, roleName: fleetRoleNameOf(system, fleet.name, 'reader') }
            : stackOf('reader', 'reader', read),
        }
      : {}),
    ...(permissions.administrationRole === undefined
      ? {
          administration: stackOf('administration', 'administration', {
            MemberAccountIds: permissions.accounts.join(','),
          }),
        }
      : {}),
    ...(isOwn ? { member } : {}),
  };
}

/** The boundary of each account; where its regions have several, the first is the execution role's to ask for. */
function boundariesOf(places: readonly ValuesAt[]): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { account, given } of places) {
    const arn = given.find(({ name }) => name === BOUNDARY);
    if (account !== undefined && arn) found[account] ??= writeValue(arn.value);
  }
  return found;
}

function entries(values: Readonly<Record<string, string>>): readonly ParameterEntry[] {
  return Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
}

/** The most bytes that a parameter's value can have. */
const LONGEST_VALUE = 4096;

/** What the roles of a fleet would not do. */
export function checkRoles(fleet: Fleet, system: string, places: readonly ValuesAt[]): readonly Problem[] {
  const { permissions } = fleet;
  const problems: Problem[] = [];
  const named = places.flatMap(({ given }) => given).find(({ name }) => name === 'SystemName');
  if (named) {
    const hint = 'leave it out: the names of the stack set and of its roles are made from that of the system';
    problems.push(fleetProblem(fleet, named.path, 'SystemName may not be another', hint));
  }
  if (permissions.model === 'service-managed') return problems;
  if (permissions.executionRole === undefined && system.length > LONGEST_IN_STACK_SET) {
    const message = `${system} has ${system.length} letters, and CloudFormation cuts the names of its roles after ${LONGEST_IN_STACK_SET}`;
    const hint = 'name an execution role of your own: that of the system would not be allowed to make them';
    problems.push(fleetProblem(fleet, 'permissions.executionRole', message, hint));
  }
  if (permissions.administrationRole === undefined && permissions.accounts.join().length > LONGEST_VALUE) {
    const message = `${permissions.accounts.length} accounts are more than a parameter of its role takes`;
    const hint = 'name an administration role of your own, or describe several fleets';
    problems.push(fleetProblem(fleet, 'permissions.administrationRole', message, hint));
  }
  return problems;
}
