import { allStacks, type BuiltStack, type Problem } from '../../src/dsl/index.ts';
import type { Fleet } from './fleet.ts';
import type { ValuesAt } from './fleet-values.ts';
import { writeValue } from './values.ts';

/** The parameters of the root whose values are names that the whole world shares, or that one zone of Route 53 has once. */
const GLOBAL: Readonly<Record<string, { readonly type: string; readonly within?: string; readonly what: string }>> = {
  HostName: { type: 'AWS::Route53::RecordSet', within: 'HostedZoneId', what: 'a name in DNS' },
};

/**
 * Names that two places of a fleet would both take. In an emulator only those of one account: the rest of the world is not there.
 */
export function checkGlobalNames(
  { emulator }: Pick<Fleet, 'emulator'>,
  system: string,
  root: BuiltStack,
  places: readonly ValuesAt[],
  problem: (path: string, message: string, hint: string) => Problem,
): readonly Problem[] {
  const types = allStacks(root).flatMap(({ template }) => Object.values(template.Resources).map(({ Type }) => Type));
  return Object.entries(GLOBAL).flatMap(([name, { type, within, what }]) => {
    if (!types.includes(type)) return [];
    const taken = places.flatMap(({ account, region, given }) => {
      const givenFor = (wanted: string | undefined) => given.find((each) => each.name === wanted);
      const value = givenFor(name);
      if (value === undefined) return [];
      const inside = givenFor(within);
      const key = [writeValue(value.value), inside ? writeValue(inside.value) : '', emulator ? account : ''].join(' ');
      return [{ at: account === undefined ? region : `${account} in ${region}`, path: value.path, value, key }];
    });
    return taken.flatMap(({ at, path, value, key }, index) => {
      const first = taken.findIndex((each) => each.key === key);
      if (first === index) return [];
      const message = `${name} of ${system}: ${JSON.stringify(value.value)} is ${what} for ${taken[first]?.at} and for ${at}`;
      return [problem(path, message, 'make it from where the stack is, by a function of the region')];
    });
  });
}
