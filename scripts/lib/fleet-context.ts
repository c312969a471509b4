import { join } from 'node:path';
import { systemClock } from '../../src/cloud/clock.ts';
import type { FleetContext } from '../../src/cloud/fleet/context.ts';
import type { FleetTarget } from '../../src/cloud/fleet/fleet-target.ts';
import { readSource } from '../../src/source/source-folder.ts';
import type { FleetPlace } from './fleet-command.ts';
import { fleetPrinter } from './fleet-printer.ts';
import { ROOT } from './root.ts';
import { askYes, canAsk, followEdge } from './terminal.ts';

/** What a person has said on the command line. */
export interface Said {
  readonly yes?: boolean | undefined;
  readonly plan?: boolean | undefined;
  readonly makesRoles?: boolean | undefined;
  readonly retainsStacks?: boolean | undefined;
}

/** An emulator is asked as often as it has something to tell; CloudFormation as seldom as a person notices. */
const PAUSES = { emulator: [100, 1_000], aws: [3_000, 20_000] } as const;

/**
 * What a system of a fleet is worked on with, on this terminal.
 * @param command what brings somebody back to it: `make stackset`.
 */
export function fleetContext(
  { fleet, clients, format }: FleetPlace,
  target: FleetTarget,
  command: string,
  { yes = false, plan = false, makesRoles = false, retainsStacks = false }: Said,
): FleetContext {
  const { tell, pause } = fleetPrinter(format, `${command} ENV=${fleet.name} SYSTEM=${target.system}`);
  const edge = followEdge({ emulator: fleet.emulator });
  return {
    clients,
    clock: systemClock,
    target,
    source: () => readSource(join(ROOT, 'app')),
    tell,
    ask: async ({ text }) => yes || fleet.emulator || askYes(`${text} [y/N] `),
    onInterrupt: edge.onInterrupt,
    askToStop: canAsk()
      ? async (question) => {
          pause();
          return (await edge.ask?.(question)) ?? false;
        }
      : undefined,
    pauses: fleet.emulator ? PAUSES.emulator : PAUSES.aws,
    planOnly: plan,
    makesRoles: makesRoles || fleet.emulator,
    retainsStacks,
  };
}
