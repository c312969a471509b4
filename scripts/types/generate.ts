import { applyCorrections } from './apply-corrections.ts';
import { checkNames } from './check-names.ts';
import { corrections } from './corrections.ts';
import { loadDatabase } from './database.ts';
import type { Model } from './model.ts';
import { fileOf, splitType } from './names.ts';
import { printIndex, printTag } from './print-index.ts';
import { printSpec } from './print-spec.ts';
import { printTypes } from './print-types.ts';
import { readSpec } from './read-spec.ts';
import { resourceTypes } from './resource-types.ts';

/** Generated files by name, each with its whole text. */
export type Files = ReadonlyMap<string, string>;

/**
 * Everything that belongs into `src/aws`, from the package and the two hand-written tables beside this file.
 * @throws TealformError with all that does not fit: types, corrections, names.
 */
export function generate(): Files {
  return printFiles(applyCorrections(readSpec(loadDatabase(), resourceTypes), corrections));
}

/** The files of a model. */
export function printFiles(model: Model): Files {
  checkNames(model);
  const services = [...new Set(model.resources.map(({ type }) => splitType(type)[0]))];
  return new Map([
    ...services.map((service) => [fileOf(service), printTypes(model, service)] as const),
    ['index.ts', printIndex(model, services)],
    ['spec.json', printSpec(model)],
    ['tag.ts', printTag(model)],
  ]);
}
