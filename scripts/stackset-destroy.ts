import { destroyFleet } from '../src/cloud/fleet/destroy-fleet.ts';
import { TealformError } from '../src/dsl/error.ts';
import { endCommand } from './lib/ending.ts';
import { needAnswers, runFleetCommand } from './lib/fleet-command.ts';
import { fleetContext } from './lib/fleet-context.ts';

await runFleetCommand(
  {
    name: 'make stackset-destroy',
    summary: 'Takes a system out of all accounts of a fleet: its stacks, then the stack set. Asks before.',
    options: { yes: { type: 'boolean', default: false }, 'retain-stacks': { type: 'boolean', default: false } },
    help: {
      yes: 'do not ask; without a terminal nothing is deleted unless this says so',
      'retain-stacks': 'keep the stacks in their accounts, and take only the set away',
    },
  },
  (fleet, { yes = false }) => needAnswers(fleet, yes),
  async (place, { yes, 'retain-stacks': retainsStacks }) => {
    const [target, ...others] = place.targets;
    if (target === undefined || others.length > 0) {
      const systems = place.targets.map(({ system }) => system);
      throw new TealformError({
        code: 'system-not-named',
        message: `${place.fleet.name} has ${systems.length} systems, and this is for one of them: ${systems.join(', ')}`,
        hint: `say which: SYSTEM=${systems[0] ?? ''}`,
      });
    }
    const result = await destroyFleet(fleetContext(place, target, 'make stackset-destroy', { yes, retainsStacks }));
    return endCommand(place.format, { result, systems: [{ system: target.system, result }] });
  },
);
