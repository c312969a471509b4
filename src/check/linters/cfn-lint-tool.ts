import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TealformError } from '../../dsl/error.ts';
import { type ChildResult, type Environment, findOnPath, isExecutable, lastLine, runChild } from './child.ts';

/** The version that {@link installCfnLint} installs. */
export const cfnLintVersion = '1.51.0';

/** What somebody without cfn-lint can do about it. */
export const cfnLintHint = `install it with \`python3 -m pip install cfn-lint==${cfnLintVersion}\``;

/** A cfn-lint that can be run. */
export interface CfnLintTool {
  readonly command: string;
  /** Known beforehand for our own; the one on the PATH has to be asked, see `identifyCfnLint`. */
  readonly version?: string | undefined;
  /** The Python that its script is for, with its flags. Not known of every script. */
  readonly python?: readonly [program: string, ...flags: string[]] | undefined;
}

/** Where to look for cfn-lint, and where to put our own. */
export interface CfnLintPlace {
  readonly cwd: string;
  /** Where PATH is read from, and what cfn-lint, python3 and pip are run with. */
  readonly env: Environment;
  /** Holds our own cfn-lint, a folder for each version. `.tools/cfn-lint` below `cwd` when not given. */
  readonly folder?: string | undefined;
}

/** The cfn-lint on the PATH, or else the one that {@link installCfnLint} made, or else undefined. */
export function findCfnLint(place: CfnLintPlace): CfnLintTool | undefined {
  const command = findOnPath('cfn-lint', place.env);
  if (command !== undefined) return { command };
  const own = ownFiles(place);
  return existsSync(own.marker) && isExecutable(own.command) ? ownTool(own.command) : undefined;
}

/**
 * Makes a virtual environment of our own with the pinned cfn-lint in it: about half a minute and 100 MB. Nothing outside
 * `folder` is touched, and nothing is left behind when it fails.
 * @throws TealformError `cfn-lint-install` when there is no python3, no network, or pip refuses.
 */
export async function installCfnLint(place: CfnLintPlace, signal?: AbortSignal): Promise<CfnLintTool> {
  const own = ownFiles(place);
  const python = findOnPath('python3', place.env);
  if (python === undefined) throw installProblem('there is no python3 on the PATH', 'install Python 3.9 or newer');
  const options = { cwd: place.cwd, env: place.env, timeoutMs: 600_000, signal };
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
  let finished = false;
  try {
    // What is there without its marker was interrupted half-way.
    await rm(own.folder, { recursive: true, force: true });
    await mkdir(own.folder, { recursive: true });
    mustSucceed('python3 -m venv', await runChild(python, ['-m', 'venv', own.folder], options));
    mustSucceed('pip install', await runChild(own.python, [...pip, `cfn-lint==${cfnLintVersion}`], options));
    if (!isExecutable(own.command)) throw installProblem(`pip installed no ${own.command}`);
    await writeFile(own.marker, `${cfnLintVersion}\n`);
    finished = true;
  } finally {
    if (!finished) await rm(own.folder, { recursive: true, force: true });
  }
  return ownTool(own.command);
}

const ownTool = (command: string): CfnLintTool => ({ command, version: cfnLintVersion });

function ownFiles(place: CfnLintPlace) {
  const folder = join(place.folder ?? join(place.cwd, '.tools', 'cfn-lint'), cfnLintVersion);
  return {
    folder,
    python: join(folder, 'bin', 'python'),
    command: join(folder, 'bin', 'cfn-lint'),
    // Written last: a virtual environment cannot be moved into place when it is ready, its scripts name its folder.
    marker: join(folder, 'complete'),
  };
}

function mustSucceed(step: string, result: ChildResult): void {
  if (result.ended === 'exit' && result.exitCode === 0) return;
  const said = lastLine(result.stderr) || lastLine(result.stdout);
  throw installProblem(`\`${step}\` failed with ${result.reason}${said ? `: ${said}` : ''}`);
}

function installProblem(why: string, hint = `check the network, or ${cfnLintHint}`): TealformError {
  return new TealformError({ code: 'cfn-lint-install', message: `cfn-lint ${cfnLintVersion}: ${why}`, hint });
}
