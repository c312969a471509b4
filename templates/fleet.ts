import type { BuiltStack } from '../src/dsl/index.ts';
import type { RenderedTemplate } from '../src/dsl/render.ts';
import type { SiteOptions } from './common/site.ts';
import { type Fleet, isInFleet } from './environments/fleet.ts';
import { administration } from './fleet/administration.ts';
import { member } from './fleet/member.ts';
import { reader } from './fleet/reader.ts';
import { renderAlone } from './render-alone.ts';

/** What the roles of a system's fleets are made from. */
export interface FleetRoleOptions extends SiteOptions {
  /** The system's name. */
  readonly name: string;
  /** The system as it was built. */
  readonly root: BuiltStack;
  readonly fleets: readonly Fleet[];
}

/**
 * The templates of the roles that a system's fleets need, each made once in an account before the stack set reaches it:
 * `administration.yaml` and `member.yaml` for those that are self-managed with roles of the system's own, `reader.yaml` for those that are
 * service-managed and read.
 * @throws TealformError with everything that is wrong with one of them.
 */
export function renderFleetRoles(options: FleetRoleOptions): readonly RenderedTemplate[] {
  const { name, tags, fleets } = options;
  const here = fleets.filter((fleet) => isInFleet(fleet, name));
  return [
    ...(here.some((fleet) => makesRole(fleet, 'administrationRole'))
      ? [
          renderAlone(administration({ name, tags }), {
            tags,
            what: `of ${name}: created in the administrator's account, in the region of the stack set, before the set is.`,
          }),
        ]
      : []),
    ...(here.some((fleet) => makesRole(fleet, 'executionRole'))
      ? [
          renderAlone(member(options), {
            tags,
            what: `of ${name}: created in each account of a self-managed fleet, in one region, before the stack set reaches it.`,
          }),
        ]
      : []),
    ...(here.some(needsReader)
      ? [
          renderAlone(reader({ name, tags }), {
            tags,
            what: `of ${name}: deployed to the accounts of a service-managed fleet, in one region, by a stack set of its own.`,
          }),
        ]
      : []),
  ];
}

/** Whether a self-managed fleet works with a role of the system's making. */
function makesRole({ permissions }: Fleet, role: 'administrationRole' | 'executionRole'): boolean {
  return permissions.model === 'self-managed' && permissions[role] === undefined;
}

// The reader role of a self-managed fleet with the system's own execution role is in the same template.
function needsReader(fleet: Fleet): boolean {
  return fleet.reader !== undefined && !makesRole(fleet, 'executionRole');
}
