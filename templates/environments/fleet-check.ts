import type { Problem } from '../../src/dsl/index.ts';
import { type Environment, partitionOf } from './environment.ts';
import type { Fleet, FleetOverride } from './fleet.ts';
import { targetProblems } from './fleet-check-targets.ts';
import { fleetProblem, type Hold, isAccount, quote, repeated } from './fleet-hold.ts';

/** What is wrong with the fleets themselves, whatever the systems are. */
export function checkFleets(fleets: readonly Fleet[], environments: readonly Environment[] = []): readonly Problem[] {
  return fleets.flatMap((fleet, index) => {
    const others = [...environments, ...fleets.slice(0, index)].map(({ name }) => name);
    return collect(fleet, (hold) => {
      const hint = 'give one of them another name: commands take either by its name';
      hold(!others.includes(fleet.name), 'name', `${fleet.name} is there twice`, hint);
      checkPlace(fleet, hold);
      checkPreferences(fleet, hold);
      targetProblems(fleet, hold);
      checkOverrides(fleet, hold);
    });
  });
}

/**
 * What fleets say of systems that there are not, and of those that do not know of them.
 * @param known the names of all systems.
 * @param hasFile whether a system has a file of that path.
 */
export function checkFleetSystems(
  fleets: readonly Fleet[],
  known: readonly string[],
  hasFile: (system: string, path: string) => boolean = () => true,
): readonly Problem[] {
  return fleets.flatMap((fleet) =>
    collect(fleet, (hold) => {
      const hint = `there are: ${known.join(', ')}`;
      for (const name of fleet.systems) {
        hold(known.includes(name), 'systems', `${quote(name)} is not a system`, hint);
        const isKnown = !known.includes(name) || hasFile(name, `fleets/${fleet.name}.json`);
        hold(isKnown, 'systems', `${name} does not know of it`, `write fleets: FLEETS in templates/systems/${name}.ts`);
      }
    }),
  );
}

function collect(fleet: Fleet, check: (hold: Hold) => void): readonly Problem[] {
  const problems: Problem[] = [];
  check((isRight, path, message, hint) => {
    if (!isRight) problems.push(fleetProblem(fleet, path, message, hint));
  });
  return problems;
}

/** `<system>-<fleet>-administration` is a role's name, of at most 64 characters, and a system's has 20. */
const LONGEST_NAME = 28;

function checkPlace(fleet: Fleet, hold: Hold): void {
  const { name, account, region, partition, regions, permissions, form, tags, templateBucket, reader } = fleet;
  const isName = /^[a-z](-?[a-z0-9])*$/.test(name) && name.length <= LONGEST_NAME;
  const nameHint = `use at most ${LONGEST_NAME} lower-case letters, digits and single hyphens, a letter first`;
  hold(isName, 'name', `${quote(name)} cannot name a fleet`, nameHint);
  hold(isAccount(account), 'account', `${quote(account)} is not an account`, 'write its twelve digits');
  for (const each of [region, ...regions]) {
    const isRegion = /^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/.test(each);
    const path = each === region ? 'region' : 'regions';
    hold(isRegion, path, `${quote(each)} is not a region`, "write one such as 'eu-central-1'");
    const partitionHint = 'describe a fleet for each partition: accounts and roles of one mean nothing in another';
    hold(
      partitionOf(each) === partition,
      'regions',
      `${each} is not in ${partition}, where ${region} is`,
      partitionHint,
    );
    const bucket = templateBucket({ account, region: each });
    hold(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket),
      'templateBucket',
      `${quote(bucket)} is not the name of a bucket`,
      'use three to 63 lower-case letters, digits, dots and hyphens',
    );
  }
  const buckets = regions.map((each) => templateBucket({ account, region: each }));
  hold(
    new Set(buckets).size === new Set(regions).size,
    'templateBucket',
    `${quote(buckets[0])} is the bucket of several regions`,
    'make its name from the region: a bucket is in one',
  );
  hold(regions.length > 0, 'regions', 'there are none', 'write at least one');
  for (const each of repeated(regions)) hold(false, 'regions', `${each} is there twice`, 'write it once');
  if (permissions.model === 'service-managed') {
    const hint = 'use selfManaged({ ... }) there';
    hold(partition !== 'aws-cn', 'permissions', `${region} has no service-managed stack sets`, hint);
    const formHint =
      "leave it out, or use selfManaged({ ... }): CloudFormation's own roles do not deploy nested stacks";
    hold(form === 'flat', 'form', 'service-managed stack sets do not take nested stacks', formHint);
  }
  for (const [key, value] of Object.entries(tags)) {
    const isTag = /^(?!aws:)[\w .:/=+@-]{1,128}$/.test(key) && /^[\w .:/=+@-]{0,256}$/.test(value);
    const tagHint = 'use letters, digits, blanks and . : / = + - @ _; not aws: first';
    hold(isTag, 'tags', `${quote(key)}: ${quote(value)} is not a tag`, tagHint);
  }
  hold(Object.keys(tags).length <= 50, 'tags', `there are ${Object.keys(tags).length}`, 'a stack set takes 50');
  if (reader === undefined) return;
  const isPrincipal = /^(role|user)\/[\w+=,.@*/-]{1,500}$/.test(reader.trusts);
  const trustsHint = "write what follows the account in its ARN, such as 'role/deploy'; * stands for what nobody knows";
  hold(isPrincipal, 'reader.trusts', `${quote(reader.trusts)} is no role or user`, trustsHint);
}

function checkPreferences({ failureTolerance, concurrency, mode, permissions }: Fleet, hold: Hold): void {
  const { count, percent } = failureTolerance;
  const isWhole = (value: number | undefined, from: number, to: number) =>
    value === undefined || (Number.isInteger(value) && value >= from && value <= to);
  const hint = 'write a whole number: { count: 0 } or more, or { percent: 0 } to { percent: 100 }';
  const isOne = (amount: Fleet['concurrency']) => (amount.count === undefined) !== (amount.percent === undefined);
  const isTolerance = isOne(failureTolerance) && isWhole(count, 0, 100_000) && isWhole(percent, 0, 100);
  hold(isTolerance, 'failureTolerance', `${quote(failureTolerance)} cannot be tolerated`, hint);
  const isConcurrency =
    isOne(concurrency) && isWhole(concurrency.count, 1, 100_000) && isWhole(concurrency.percent, 1, 100);
  const atOnce = 'write { count: 1 } or more, or { percent: 1 } to { percent: 100 }';
  hold(isConcurrency, 'concurrency', `${quote(concurrency)} is no number of accounts`, atOnce);
  if (mode === 'strict' && count !== undefined && concurrency.count !== undefined) {
    const message = `${concurrency.count} accounts at once are more than one beyond the ${count} that may fail`;
    hold(concurrency.count <= count + 1, 'concurrency', message, `write { count: ${count + 1} }, or mode: 'soft'`);
  }
  if (permissions.model === 'self-managed' && count !== undefined) {
    const { length } = permissions.accounts;
    const message = `${count} of ${length} accounts may fail, which is all of them`;
    hold(count < length || count === 0, 'failureTolerance', message, `write less than ${length}`);
  }
}

function checkOverrides(fleet: Fleet, hold: Hold): void {
  for (const system of Object.keys(fleet.parametersOf)) {
    hold(fleet.systems.includes(system), `parametersOf.${system}`, notThere(fleet, system), 'list it in systems');
  }
  for (const [index, override] of fleet.overrides.entries())
    checkOverride(fleet, override, `overrides[${index}]`, hold);
}

function checkOverride(fleet: Fleet, override: FleetOverride, path: string, hold: Hold): void {
  const { accounts, units, regions, parametersOf } = override;
  const names = [accounts, units, regions].filter((each) => each !== undefined && each.length > 0);
  hold(names.length > 0, path, 'names neither accounts nor regions', 'say for which it is, or write it in parameters');
  hold(!(accounts && units), path, 'names accounts and units', 'make two of it: an account is in its unit in any case');
  for (const each of regions ?? []) {
    hold(fleet.regions.includes(each), `${path}.regions`, `${each} is not a region of it`, fleet.regions.join(', '));
  }
  const { permissions } = fleet;
  for (const each of accounts ?? []) {
    const isThere = permissions.model === 'self-managed' ? permissions.accounts.includes(each) : isAccount(each);
    hold(isThere, `${path}.accounts`, `${quote(each)} is not an account of it`, 'list it in permissions');
  }
  for (const each of units ?? []) {
    const isThere = permissions.model === 'service-managed' && permissions.units.includes(each);
    hold(isThere, `${path}.units`, `${quote(each)} is not a unit of it`, 'list it in permissions');
  }
  for (const system of Object.keys(parametersOf)) {
    hold(
      fleet.systems.includes(system),
      `${path}.parametersOf.${system}`,
      notThere(fleet, system),
      'list it in systems',
    );
  }
}

const notThere = ({ systems }: Fleet, system: string) =>
  `${system} is not deployed here; systems lists only ${systems.join(', ')}`;
