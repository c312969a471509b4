import { isObject } from '../dsl/border.ts';
import { TealformError, throwIfAny } from '../dsl/error.ts';
import type { DataObject } from '../dsl/template.ts';
import { parseParameterFile } from '../synth/parameter-file.ts';
import type { OutputReader } from './output-reader.ts';
import type { DeployEnvironment, SystemPlace, Target } from './target.ts';
import { readTemplate, VerifiedFiles } from './verified-files.ts';

/**
 * Where a system is deployed, whatever has become of its templates: who has to stop a release need not have committed first. Only what
 * names the stack is read.
 * @throws TealformError `unknown-system`, `not-deployed-there`; `stale-output` where the parameters are missing or no parameters.
 */
export function readPlace(output: OutputReader, system: string, environment: DeployEnvironment): SystemPlace {
  checkIsDeployed(output, system, environment);
  const path = `${system}/parameters/${environment.name}.json`;
  const text = output.read(path);
  if (text === undefined) {
    const message = `output/${path} is missing, which may name the stack`;
    throw new TealformError({ code: 'stale-output', message, hint: `get it back: git restore output/${system}` });
  }
  const { SystemName: stackName = system } = parseParameterFile(text, `output/${path}`);
  return { system, environment, stackName };
}

/**
 * Reads a system for an environment from `output/`. Nothing is taken that is not what `make synth` wrote: every file must be as
 * `manifest.json` says, every nested template as its parent pins it.
 * @throws TealformError `unknown-system`, `not-deployed-there`, `stale-output` with everything that is wrong.
 */
export function readTarget(output: OutputReader, system: string, environment: DeployEnvironment): Target {
  checkIsDeployed(output, system, environment);
  const { name } = environment;
  const files = new VerifiedFiles(output, system);
  const parameterText = files.read(`parameters/${name}.json`);
  const root = readTemplate(files, 'root');
  const policies = files
    .below('stack-policy/')
    .filter((path) => path !== 'stack-policy/flat.json')
    .map((path) => [path.slice('stack-policy/'.length, -'.json'.length), files.read(path)] as const);
  throwIfAny(files.problems);
  const parameters = parseParameterFile(parameterText, `output/${system}/parameters/${name}.json`);
  return {
    system,
    environment,
    root,
    parameters,
    policies: Object.fromEntries(policies),
    stackName: parameters.SystemName ?? defaultOf(root.template, 'SystemName') ?? system,
  };
}

function checkIsDeployed(output: OutputReader, system: string, environment: DeployEnvironment): void {
  const known = output.systems();
  if (!known.includes(system)) {
    const hint = known.length === 0 ? 'run make synth' : `there are: ${known.join(', ')}`;
    throw new TealformError({ code: 'unknown-system', message: `there is no output/${system}/`, hint });
  }
  const { name, systems } = environment;
  if (systems !== undefined && !systems.includes(system)) {
    const hint = `systems of ${name} are: ${systems.join(', ')}; see templates/environments.ts`;
    throw new TealformError({
      code: 'not-deployed-there',
      message: `${system} is not deployed to ${name}`,
      hint,
    });
  }
}

function defaultOf({ Parameters }: DataObject, name: string): string | undefined {
  const parameter = isObject(Parameters) ? Parameters[name] : undefined;
  return isObject(parameter) && typeof parameter.Default === 'string' ? parameter.Default : undefined;
}
