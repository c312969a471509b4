import { LEVELS, type Level } from './log.ts';

/** What the environment decides. */
export interface Settings {
  /** 0 lets the system choose one; the start line of the log then says which. */
  readonly port: number;
  readonly version: string;
  readonly logLevel: Level;
  /** Seconds after which a shutdown no longer waits for anything. */
  readonly limitSeconds: number;
  /** Seconds that a kept-alive connection must have been idle before a shutdown closes it. */
  readonly quietSeconds: number;
}

/** Says which variables are wrong and what they should be, all at once. */
export class SettingsError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings. A variable that is empty counts as not set, as build arguments and compose files leave it so.
 * Throws a `SettingsError`.
 */
export function readSettings(env: Environment): Settings {
  const problems: string[] = [];
  const read = <Value>(
    name: string,
    fallback: Value,
    wanted: string,
    parse: (text: string) => Value | undefined,
  ): Value => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = parse(text);
    if (value === undefined) problems.push(`${name} must be ${wanted}, not ${JSON.stringify(text)}`);
    return value ?? fallback;
  };
  const settings: Settings = {
    port: read('PORT', 80, 'a whole number from 0 to 65535', parsePort),
    version: read('VERSION', 'dev', 'printable ASCII without blanks, since it becomes a header', parseVersion),
    logLevel: read<Level>('LOG_LEVEL', 'info', `one of ${LEVELS.join(', ')}`, (text) =>
      LEVELS.find((level) => level === text),
    ),
    // Below the 30 seconds after which ECS kills a container, so that the last line of the log still gets out.
    limitSeconds: read('SHUTDOWN_LIMIT_SECONDS', 25, SECONDS, parseSeconds),
    quietSeconds: read('SHUTDOWN_QUIET_SECONDS', 5, SECONDS, parseSeconds),
  };
  if (problems.length > 0) throw new SettingsError(problems.join('; '));
  return settings;
}

const SECONDS = 'a number of seconds from 0 to 3600';

function parsePort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined;
}

function parseVersion(text: string): string | undefined {
  return /^[\x21-\x7e]+$/.test(text) ? text : undefined;
}

function parseSeconds(text: string): number | undefined {
  return /^\d{1,4}(\.\d{1,3})?$/.test(text) && Number(text) <= 3600 ? Number(text) : undefined;
}
