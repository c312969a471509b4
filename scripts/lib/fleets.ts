import { join } from 'node:path';
import { type FleetTarget, readFleetTarget } from '../../src/cloud/fleet/fleet-target.ts';
import { type OutputReader, readOutput } from '../../src/cloud/output-reader.ts';
import { type Problem, TealformError, throwIfAny } from '../../src/dsl/error.ts';
import type { Fleet } from '../../templates/environments/fleet.ts';
import { ENVIRONMENTS, FLEETS } from '../../templates/environments.ts';
import { ROOT } from './root.ts';

/** The fleet that commands mean where nobody says which: the one on this machine. */
export const LOCAL_FLEET = 'fleet-local';

/** The fleet of that name. @throws TealformError `unknown-environment` */
export function findFleet(env: string): Fleet {
  const fleet = FLEETS.find(({ name }) => name === env);
  if (fleet) return fleet;
  const isEnvironment = ENVIRONMENTS.some(({ name }) => name === env);
  throw new TealformError({
    code: 'unknown-environment',
    message: isEnvironment
      ? `${env} is an environment, one account in one region, and no fleet`
      : `there is no fleet ${JSON.stringify(env)}`,
    hint: `${isEnvironment ? `make deploy ENV=${env} is for it; fleets are` : 'there are'}: ${FLEETS.map(({ name }) => name).join(', ')}`,
  });
}

/** The systems of a fleet, in its order, or the one that is named; what is wrong with any of them is told at once. */
export function readFleetTargets(
  { name, systems }: Fleet,
  named: string | undefined,
  output: OutputReader = readOutput(join(ROOT, 'output')),
): readonly FleetTarget[] {
  const problems: Problem[] = [];
  const targets = (named === undefined ? systems : [named]).flatMap((system) => {
    try {
      return [readFleetTarget(output, system, name)];
    } catch (error) {
      if (!(error instanceof TealformError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  throwIfAny(problems);
  return targets;
}
