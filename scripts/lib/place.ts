import { type Clients, openClients } from '../../src/cloud/clients.ts';
import { checkIdentity } from '../../src/cloud/preflight/identity.ts';
import { commandWords } from '../../src/cloud/target.ts';
import { TealformError, throwIfAny } from '../../src/dsl/error.ts';
import type { Environment } from '../../templates/environments/environment.ts';
import { type CommandArguments, EXIT, runCommand } from './command.ts';
import { type Emulator, openEmulator } from './emulator.ts';
import {
  type EnvironmentPlace,
  type EnvironmentTarget,
  findEnvironment,
  readPlaces,
  readTargets,
  readThePlace,
} from './targets.ts';

/** A system where it is deployed to: what a command about it works with. */
export interface CommandPlace extends EnvironmentPlace {
  readonly clients: Clients;
  /** The local cloud, where the environment is one. */
  readonly emulator: Emulator | undefined;
  /** The words of a command about the same: `ENV=dev SYSTEM=hello-server`. */
  readonly words: string;
}

/** Options that every command about deployed systems has. */
export const PLACE_OPTIONS = { env: { type: 'string', default: 'local' }, system: { type: 'string' } } as const;

/** What they mean where a command is about one system, and where about all. */
export const PLACE_HELP = {
  one: {
    env: 'an environment of templates/environments.ts; local unless told',
    system: 'which one of its systems; must be said where there are several',
  },
  all: {
    env: 'an environment of templates/environments.ts; local unless told',
    system: 'one of its systems; all of them, in the order there, unless told',
  },
} as const;

/** What a guard refuses, and wrong usage: exit 2. */
const REFUSALS = [
  'unknown-environment',
  'unknown-system',
  'no-system',
  'system-not-named',
  'not-deployed-there',
  'stale-output',
  'not-in-fleet',
  'no-terminal',
  'wrong-account',
  'refused-by-guard',
  'release-under-way',
  'not-what-runs',
  'not-played',
  'usage',
];

type MoreOptions = Readonly<
  Record<string, { readonly type: 'string' | 'boolean'; readonly default?: string | boolean }>
>;

interface PlaceCommand<O extends MoreOptions> {
  readonly name: string;
  readonly summary: string;
  readonly options: O;
  readonly help: Readonly<Record<keyof O & string, string>>;
}

/**
 * Runs a command about one deployed system, which it opens when the rest of its arguments is right: as `runCommand` does, with `--env`
 * and `--system`, in the right account, and with exit code 2 for what is refused.
 */
export function runPlaceCommand<const O extends MoreOptions>(
  description: PlaceCommand<O>,
  run: (open: () => Promise<CommandPlace>, values: CommandArguments<O>['values']) => Promise<number>,
): Promise<void> {
  return runAt('one', description, (values, { env, system }, opened) => {
    const open = async () => {
      const environment = findEnvironment(env);
      const place = readThePlace(environment, system);
      return placeOf(place, await openAccount(environment, opened), opened[0]);
    };
    return run(open, values);
  });
}

/** The same about all systems of an environment, unless one is named. */
export function runPlacesCommand<const O extends MoreOptions>(
  description: PlaceCommand<O>,
  run: (open: () => Promise<readonly CommandPlace[]>, values: CommandArguments<O>['values']) => Promise<number>,
): Promise<void> {
  return runAtAll(description, readPlaces, run);
}

/** The same with what lies in `output/` for them, which has to be as it was reviewed. */
export function runTargetsCommand<const O extends MoreOptions>(
  description: PlaceCommand<O>,
  run: (
    open: () => Promise<readonly (CommandPlace & EnvironmentTarget)[]>,
    values: CommandArguments<O>['values'],
  ) => Promise<number>,
): Promise<void> {
  return runAtAll(description, readTargets, run);
}

function runAtAll<const O extends MoreOptions, P extends EnvironmentPlace>(
  description: PlaceCommand<O>,
  read: (environment: Environment, system: string | undefined) => readonly P[],
  run: (open: () => Promise<readonly (P & CommandPlace)[]>, values: CommandArguments<O>['values']) => Promise<number>,
): Promise<void> {
  return runAt('all', description, (values, { env, system }, opened) => {
    const open = async () => {
      const environment = findEnvironment(env);
      const places = read(environment, system);
      const clients = await openAccount(environment, opened);
      return places.map((place) => placeOf(place, clients, opened[0]));
    };
    return run(open, values);
  });
}

/** Has what is refused end with exit code 2, and its reason. */
export async function refusing(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof TealformError) || !REFUSALS.includes(error.code)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.refused;
  }
}

/** The SDK's version is pinned: which Node later ones need matters to whoever raises it, and not here. */
export function silenceSdk(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
}

async function runAt<const O extends MoreOptions>(
  count: keyof typeof PLACE_HELP,
  description: PlaceCommand<O>,
  run: (
    values: CommandArguments<O>['values'],
    place: { readonly env: string; readonly system: string | undefined },
    opened: Emulator[],
  ) => Promise<number>,
): Promise<void> {
  const { name, summary } = description;
  const options = { ...PLACE_OPTIONS, ...description.options };
  const help = { ...PLACE_HELP[count], ...description.help };
  await runCommand({ name, summary, options, help }, async ({ values }) => {
    // What the parser gives for both sets of options has what it gives for each.
    const { env = 'local', system } = values as { readonly env?: string; readonly system?: string };
    const opened: Emulator[] = [];
    try {
      return await refusing(() => run(values as CommandArguments<O>['values'], { env, system }, opened));
    } finally {
      for (const emulator of opened) await emulator.close();
    }
  });
}

/** @param opened what the command has to end when it is over. */
async function openAccount(environment: Environment, opened: Emulator[]): Promise<Clients> {
  silenceSdk();
  const emulator = environment.emulator ? await openEmulator(environment) : undefined;
  if (emulator) opened.push(emulator);
  const clients = openClients({ region: environment.region, endpoint: emulator?.endpoint });
  throwIfAny((await checkIdentity(clients, environment)).findings);
  return clients;
}

function placeOf<P extends EnvironmentPlace>(
  place: P,
  clients: Clients,
  emulator: Emulator | undefined,
): P & CommandPlace {
  return { ...place, clients, emulator, words: commandWords(place) };
}
