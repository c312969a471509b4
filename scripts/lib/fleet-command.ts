import type { FleetClients } from '../../src/cloud/fleet/clients.ts';
import type { FleetTarget } from '../../src/cloud/fleet/fleet-target.ts';
import { openFleetClients } from '../../src/cloud/fleet/open-clients.ts';
import { TealformError } from '../../src/dsl/error.ts';
import type { Fleet } from '../../templates/environments/fleet.ts';
import { type CommandArguments, runCommand } from './command.ts';
import { openFleetEmulator } from './emulator.ts';
import { findFleet, LOCAL_FLEET, readFleetTargets } from './fleets.ts';
import { refusing, silenceSdk } from './place.ts';
import { canAsk, type Format, formatOf } from './terminal.ts';

/** What a command about a fleet works with. */
export interface FleetPlace {
  readonly fleet: Fleet;
  readonly targets: readonly FleetTarget[];
  readonly clients: FleetClients;
  readonly format: Format;
}

type MoreOptions = Readonly<Record<string, { readonly type: 'boolean'; readonly default: boolean }>>;

const OPTIONS = {
  env: { type: 'string', default: LOCAL_FLEET },
  system: { type: 'string' },
  format: { type: 'string', default: 'text' },
} as const;

/** Options that every command about a fleet has. */
const HELP = {
  env: `a fleet of templates/environments.ts; ${LOCAL_FLEET} unless told`,
  system: 'one of its systems; all of them, in the order there, unless told',
  format: 'text, or json: one object a line',
};

/**
 * Runs a command about a fleet, which is opened when the arguments are right, and closed at the end; what is refused ends with exit
 * code 2.
 */
export function runFleetCommand<const O extends MoreOptions>(
  description: {
    readonly name: string;
    readonly summary: string;
    readonly options: O;
    readonly help: Readonly<Record<keyof O & string, string>>;
  },
  look: (fleet: Fleet, values: CommandArguments<O>['values']) => void,
  run: (place: FleetPlace, values: CommandArguments<O>['values']) => Promise<number>,
): Promise<void> {
  const { name, summary } = description;
  const options = { ...OPTIONS, ...description.options };
  return runCommand({ name, summary, options, help: { ...HELP, ...description.help } }, async ({ values }) =>
    refusing(async () => {
      // What the parser gives for both sets of options has what it gives for each.
      const own = values as CommandArguments<O>['values'];
      const {
        env = LOCAL_FLEET,
        system,
        format = 'text',
      } = values as { env?: string; system?: string; format?: string };
      const fleet = findFleet(env);
      const targets = readFleetTargets(fleet, system);
      const wanted = formatOf(format);
      look(fleet, own);
      silenceSdk();
      const emulator = fleet.emulator ? await openFleetEmulator(fleet) : undefined;
      try {
        const clients = openFleetClients({ region: fleet.region, endpoint: emulator?.endpoint });
        return await run({ fleet, targets, clients, format: wanted }, own);
      } finally {
        await emulator?.close();
      }
    }),
  );
}

/** @throws TealformError `no-terminal` where somebody would have to be asked, and nobody can be. */
export function needAnswers({ name, emulator }: Fleet, yes: boolean): void {
  if (yes || emulator || canAsk()) return;
  throw new TealformError({
    code: 'no-terminal',
    message: `there is nobody to ask whether ${name} may be changed`,
    hint: 'look at the changes with ARGS=--plan, then run it with ARGS=--yes',
  });
}
