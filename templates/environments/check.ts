import type { Problem } from '../../src/dsl/index.ts';
import { type Environment, partitionOf } from './environment.ts';

/** The one code of what is wrong with an environment. */
export const INVALID_ENVIRONMENT = 'invalid-environment';

/** What is wrong with the environments themselves, whatever the systems are. */
export function checkEnvironments(environments: readonly Environment[]): readonly Problem[] {
  return environments.flatMap((environment, index) => {
    const first = environments.findIndex(({ name }) => name === environment.name);
    return [
      ...(first === index
        ? []
        : [problemOf(environment, 'name', `${environment.name} is there twice`, 'give one of them another name')]),
      ...checkEnvironment(environment),
    ];
  });
}

/**
 * What environments say of systems that there are not: a misspelt name would be a system that is deployed nowhere, and values that
 * nobody takes.
 * @param known the names of all systems.
 */
export function checkSystemNames(environments: readonly Environment[], known: readonly string[]): readonly Problem[] {
  const hint = `there are: ${known.join(', ')}`;
  return environments.flatMap((environment) => {
    const unknown = (names: readonly string[]) => names.filter((name) => !known.includes(name));
    return [
      ...unknown(environment.systems ?? []).map((name) =>
        problemOf(environment, 'systems', `${JSON.stringify(name)} is not a system`, hint),
      ),
      ...unknown(Object.keys(environment.parametersOf)).map((name) =>
        problemOf(environment, `parametersOf.${name}`, `${JSON.stringify(name)} is not a system`, hint),
      ),
    ];
  });
}

/**
 * Systems whose names could be taken for each other's: policies tell what belongs to a system by how names and tags begin, so who
 * may deploy `shop` could reach what `shop-admin` has.
 */
export function checkApart(names: readonly string[]): readonly Problem[] {
  return names.flatMap((name) =>
    names
      .filter((other) => other.startsWith(`${name}-`))
      .map((other) => ({
        code: 'similar-systems',
        message: `the name of the system ${other} begins with that of ${name}`,
        hint: 'rename one of them: by policies, who deploys the one could reach what the other has',
      })),
  );
}

/** A problem of one environment; the path goes on below its name. */
export function problemOf({ name, place }: Environment, path: string, message: string, hint: string): Problem {
  return { code: INVALID_ENVIRONMENT, message, hint, path: `${name}.${path}`, place };
}

function checkEnvironment(environment: Environment): readonly Problem[] {
  const { name, account, region, partition, serviceRole, systems, tags, templateBucket = 'templates' } = environment;
  const problems: Problem[] = [];
  const hold = (isRight: boolean, path: string, message: string, hint: string) => {
    if (!isRight) problems.push(problemOf(environment, path, message, hint));
  };
  // It becomes the name of a file.
  hold(
    /^[a-z](-?[a-z0-9])*$/.test(name),
    'name',
    `${JSON.stringify(name)} cannot name an environment`,
    'use lower-case letters, digits and single hyphens, a letter first',
  );
  hold(/^\d{12}$/.test(account), 'account', `${JSON.stringify(account)} is not an account`, 'write its twelve digits');
  hold(
    /^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/.test(region),
    'region',
    `${JSON.stringify(region)} is not a region`,
    "write one such as 'eu-central-1'",
  );
  const right = partitionOf(region);
  hold(partition === right, 'partition', `${region} is not in ${partition}`, `write '${right}', or leave it out`);
  // What it is for a name of which nothing is wrong stands for all systems.
  const role = serviceRole?.('system', region);
  hold(
    role === undefined || /^[\w+=,.@-]{1,64}$/.test(role),
    'serviceRole',
    `${JSON.stringify(role)} is not the name of a role`,
    'write its name alone: partition and account are known',
  );
  hold(
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(templateBucket),
    'templateBucket',
    `${JSON.stringify(templateBucket)} is not the name of a bucket`,
    'use three to 63 lower-case letters, digits, dots and hyphens',
  );
  for (const [key, value] of Object.entries(tags)) {
    const isTag = /^(?!aws:)[\w .:/=+@-]{1,128}$/.test(key) && /^[\w .:/=+@-]{0,256}$/.test(value);
    const shown = `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    hold(isTag, 'tags', `${shown} is not a tag`, 'use letters, digits, blanks and . : / = + - @ _; not aws: first');
  }
  for (const system of Object.keys(environment.parametersOf)) {
    const listed = systems?.join(', ') ?? '';
    const path = `parametersOf.${system}`;
    hold(systems?.includes(system) ?? true, path, `${system} is not deployed here`, `systems lists only ${listed}`);
  }
  return problems;
}
