// For tests only: the roles of a fleet of hello-server, in the administrator's account and in a member.
import type { Permissions, RolePermissions } from '../../src/check/permissions/evaluate.ts';
import { madeUpValues, type Target } from '../../src/check/permissions/made-up.ts';
import { readPolicy } from '../../src/check/permissions/policy.ts';
import { readPermissions } from '../../src/check/permissions/read-permissions.ts';
import { ResolvedTemplate } from '../../src/check/permissions/resolve.ts';
import type { Data } from '../../src/dsl/index.ts';
import { fleet, selfManaged } from '../environments/fleet.ts';
import { renderFleetRoles } from '../fleet.ts';
import { blueGreenSystem } from '../system.ts';
import { ACCOUNT, EVERYTHING, hello, OTHER, open, type System } from './hello.ts';

/** The account that the stack set is in. */
export const ADMINISTRATOR = '222222222222';
/** The organisation that the accounts are of. */
export const ORGANISATION = 'o-a1b2c3d4e5';

/** A fleet as it would be somewhere: who may do what, and what its roles are called there. */
export interface FleetSystem {
  /** The system in a member account; its own `get` and `arn` are of there. */
  readonly system: System;
  readonly permissions: Permissions;
  /** The ARNs of its roles. */
  readonly role: (name: 'AdministrationRole' | 'ExecutionRole' | 'ReaderRole') => string;
  /** A second region of the fleet. */
  readonly secondRegion: string;
}

const rendered = renderFleetRoles({
  name: 'hello-server',
  root: blueGreenSystem(hello).build(),
  permissionsBoundary: false,
  tags: {},
  fleets: [
    fleet({
      name: 'fleet',
      account: ADMINISTRATOR,
      region: 'eu-central-1',
      permissions: selfManaged({ accounts: [ACCOUNT] }),
      regions: ['eu-central-1'],
      systems: ['hello-server'],
      reader: { trusts: 'role/Operator' },
    }),
  ],
});

function templateOf(file: string) {
  const template = rendered.find((each) => each.file === file)?.stack.template;
  if (template === undefined) throw new Error(`there is no ${file}`);
  return template;
}

/** The templates of the roles. */
export const FLEET_TEMPLATES = ['administration.yaml', 'member.yaml'].map(templateOf);

/** A region beside the first of each target. */
const SECOND: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-northwest-1',
  'aws-us-gov': 'us-gov-east-1',
};

/** Somebody of the administrator's account who may do everything that the account leaves to him. */
const somebody = (logicalId: string, { partition }: Target): RolePermissions => ({
  logicalId,
  arn: `arn:${partition}:iam::${ADMINISTRATOR}:role/${logicalId}`,
  policies: [readPolicy(EVERYTHING, `${logicalId} policy everything`, 'identity')],
});

/** The fleet there. @param organisation empty where the accounts are of none. */
export function openFleet(target: Target, organisation = ORGANISATION): FleetSystem {
  const secondRegion = SECOND[target.partition] ?? '';
  const common = { SystemName: 'hello-server', FleetName: 'fleet' };
  const stacks: readonly (readonly [string, Target, Readonly<Record<string, Data>>])[] = [
    ['administration.yaml', { ...target, account: ADMINISTRATOR }, { MemberAccountIds: [ACCOUNT, '333333333333'] }],
    [
      'member.yaml',
      target,
      {
        AdministratorAccountId: ADMINISTRATOR,
        ReaderPrincipal: 'role/Operator',
        OrganizationId: organisation,
        Regions: [target.region, secondRegion],
      },
    ],
  ];
  const read = stacks.map(([file, where, parameters]) => {
    const values = madeUpValues(where, { ...common, ...parameters });
    return { template: templateOf(file), values, ...readPermissions(templateOf(file), values) };
  });
  return {
    system: open(target),
    permissions: {
      // Whoever asks for a member's role is of the administrator's account: a trust that names it leaves it to his own policies.
      account: ADMINISTRATOR,
      roles: [
        ...read.flatMap(({ roles }) => roles),
        somebody('Operator', target),
        somebody('Operator2', target),
        { ...somebody('Stranger', target), arn: `arn:${target.partition}:iam::${OTHER}:role/Operator` },
      ],
      resources: read.flatMap(({ resources }) => resources),
    },
    role: (name) => {
      const found = read.find(({ template }) => name in template.Resources);
      if (found === undefined) throw new Error(`there is no ${name}`);
      return String(new ResolvedTemplate(found.template, found.values).reference(name, 'Arn'));
    },
    secondRegion,
  };
}
