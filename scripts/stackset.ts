import type { FleetResult } from '../src/cloud/fleet/context.ts';
import { deployFleet } from '../src/cloud/fleet/deploy-fleet.ts';
import { TealformError } from '../src/dsl/error.ts';
import { endCommand } from './lib/ending.ts';
import { needAnswers, runFleetCommand } from './lib/fleet-command.ts';
import { fleetContext } from './lib/fleet-context.ts';

await runFleetCommand(
  {
    name: 'make stackset',
    summary:
      'Deploys systems from output/ to the accounts and regions of a fleet: make stackset ENV=fleet SYSTEM=hello-server ARGS="--plan"',
    options: {
      plan: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      'make-roles': { type: 'boolean', default: false },
      'retain-stacks': { type: 'boolean', default: false },
    },
    help: {
      plan: 'show for each account what would be created, changed and removed, and change nothing',
      yes: 'do not ask; what is refused stays refused',
      'make-roles':
        'make the roles that the fleet works with, in members by the role that the organisation has in them',
      'retain-stacks': 'keep the stacks of accounts that have left the fleet',
    },
  },
  (fleet, { plan = false, yes = false }) => {
    if (plan && yes) {
      throw new TealformError({
        code: 'usage',
        message: '--plan changes nothing, so there is nothing to say --yes to',
        hint: 'leave one of them out',
      });
    }
    if (!plan) needAnswers(fleet, yes);
  },
  async (place, { plan, yes, 'make-roles': makesRoles, 'retain-stacks': retainsStacks }) => {
    const systems: { readonly system: string; readonly result: FleetResult | 'not-begun' }[] = [];
    for (const target of place.targets) {
      const isOver = systems.some(({ result }) => result !== 'done');
      if (systems.length > 0 && !isOver && place.format === 'text') process.stdout.write('\n');
      const said = { plan, yes, makesRoles, retainsStacks };
      const result = isOver ? 'not-begun' : await deployFleet(fleetContext(place, target, 'make stackset', said));
      systems.push({ system: target.system, result });
    }
    const ends = systems.flatMap((each): readonly FleetResult[] => (each.result === 'not-begun' ? [] : [each.result]));
    const result = ends.find((each) => each !== 'done') ?? 'done';
    const left = systems.flatMap((each) => (each.result === 'not-begun' ? [each.system] : []));
    if (left.length > 0 && place.format === 'text')
      process.stdout.write(`\nnot deployed, since another comes before: ${left.join(', ')}\n`);
    return endCommand(place.format, { result, systems });
  },
);
