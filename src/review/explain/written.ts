import { isObject } from '../../dsl/border.ts';
import type { Data } from '../../dsl/template.ts';

/** A file of `output/<system>/`, as it lies there. */
export interface WrittenFile {
  /** Below that folder: `parameters/dev.json`. */
  readonly path: string;
  readonly text: string;
}

/** The values of a parameter of the root, by environment, as the files below `parameters/` have them. */
export function environmentValues(files: readonly WrittenFile[], parameter: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const { path, text } of files) {
    const environment = /^parameters\/(.+)\.json$/.exec(path)?.[1];
    if (environment === undefined) continue;
    const entries: Data = parseOr(text, []);
    for (const entry of Array.isArray(entries) ? entries : []) {
      if (isObject(entry) && entry.ParameterKey === parameter) values[environment] = String(entry.ParameterValue);
    }
  }
  return values;
}

/** The release files in which `${name}` stands for a value that is filled in. */
export function releaseFilesWith(files: readonly WrittenFile[], name: string): readonly string[] {
  return files
    .filter(({ path, text }) => path.startsWith('release/') && text.includes(`\${${name}}`))
    .map(({ path }) => path);
}

// A file that somebody is just editing is no reason not to explain the rest.
function parseOr(text: string, otherwise: Data): Data {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}
