import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import { own, textIn } from '../resolve/values.ts';
import type { SystemFiles } from './system-files.ts';

type Values = Readonly<Record<string, string>>;

/** Values of a place in a fleet, in each generation. */
export interface PlaceValues {
  readonly before: Values;
  readonly after: Values;
}

/**
 * Places in fleets of which the overrides of a stack set differ between two generations, by `<fleet>/<account or unit>/<region>`. Places
 * that have the same values are told once, by the first of them. Those that were not in the fleet before are new, and not here.
 */
export function changedPlaces(old: SystemFiles, now: SystemFiles): Readonly<Record<string, PlaceValues>> {
  const found: Record<string, PlaceValues> = {};
  for (const [path, text] of now.texts) {
    const former = old.texts.get(path);
    const [, fleet] = /^fleets\/([^/]+)\.json$/.exec(path) ?? [];
    if (fleet === undefined || former === undefined || former === text) continue;
    const [before, after] = [overridesIn(former), overridesIn(text)];
    const known = new Set<string>();
    for (const place of placesOf([...before, ...after])) {
      const [was, is] = [valuesAt(before, place), valuesAt(after, place)];
      const key = JSON.stringify([was, is]);
      const isThere = [place.target, place.region].every((name) => name === '' || former.includes(`"${name}"`));
      if (isDeepStrictEqual(was, is) || known.has(key) || !isThere) continue;
      known.add(key);
      found[[fleet, place.target, place.region].filter(Boolean).join('/')] = {
        before: { ...old.environments[fleet], ...was },
        after: { ...now.environments[fleet], ...is },
      };
    }
  }
  return found;
}

/** What a stack set has of its own for some accounts or units, and regions; for all where none are named. */
interface Override {
  readonly targets: readonly string[];
  readonly regions: readonly string[];
  readonly values: Values;
}

interface Place {
  readonly target: string;
  readonly region: string;
}

function overridesIn(text: string): readonly Override[] {
  const file = parse(text);
  const overrides = isObject(file) ? own(file, 'overrides') : undefined;
  return [overrides ?? []]
    .flat()
    .filter(isObject)
    .map((override) => ({
      targets: [...textsIn(override, 'accounts'), ...textsIn(override, 'units')],
      regions: textsIn(override, 'regions'),
      values: Object.fromEntries(
        [own(override, 'parameters') ?? []]
          .flat()
          .map((entry) => [textIn(entry, 'ParameterKey'), textIn(entry, 'ParameterValue')] as const),
      ),
    }));
}

// What is no JSON has been told of where the fleet's values were read.
function parse(text: string): Data | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textsIn(object: DataObject, name: string): readonly string[] {
  return [own(object, name) ?? []].flat().filter((each) => typeof each === 'string');
}

// The empty name stands for all that have no override of their own.
function placesOf(overrides: readonly Override[]): readonly Place[] {
  const targets = [...new Set(['', ...overrides.flatMap((each) => each.targets)])];
  const regions = [...new Set(['', ...overrides.flatMap((each) => each.regions)])];
  return targets.flatMap((target) => regions.map((region) => ({ target, region })));
}

function valuesAt(overrides: readonly Override[], { target, region }: Place): Values {
  const isAt = (names: readonly string[], name: string) => names.length === 0 || names.includes(name);
  const here = overrides.filter((each) => isAt(each.targets, target) && isAt(each.regions, region));
  return Object.assign({}, ...here.map(({ values }) => values));
}
