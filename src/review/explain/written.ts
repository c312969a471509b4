import { isObject } from '../../dsl/border.ts';
import type { Data } from '../../dsl/template.ts';
import type { ExplainedValues } from './explanation.ts';

/** A file of `output/<system>/`, as it lies there. */
export interface WrittenFile {
  /** Below that folder: `parameters/dev.json`. */
  readonly path: string;
  readonly text: string;
}

/** What a parameter of the root is given, as the files below `parameters/` and `fleets/` have it. */
export function environmentValues(
  files: readonly WrittenFile[],
  parameter: string,
): Pick<ExplainedValues, 'environments' | 'overriddenIn'> {
  const environments: Record<string, string> = {};
  const overriddenIn: string[] = [];
  // Environments first.
  for (const { path, text } of [...files].sort((one, other) => (one.path < other.path ? 1 : -1))) {
    const [, folder, name = ''] = /^(parameters|fleets)\/(.+)\.json$/.exec(path) ?? [];
    if (folder === undefined) continue;
    const data = parseOr(text, []);
    const value = given(folder === 'parameters' ? data : within(within(data, 'stackSet'), 'Parameters'), parameter);
    const where = folder === 'parameters' ? name : `fleets/${name}`;
    if (value !== undefined) environments[where] = value;
    const overrides = [within(data, 'overrides') ?? []].flat();
    if (overrides.some((each) => given(within(each, 'parameters'), parameter) !== undefined)) overriddenIn.push(where);
  }
  return { environments, ...(overriddenIn.length > 0 && { overriddenIn }) };
}

function given(entries: Data | undefined, parameter: string): string | undefined {
  const entry = [entries ?? []].flat().find((each) => within(each, 'ParameterKey') === parameter);
  const value = within(entry, 'ParameterValue');
  return value === undefined ? undefined : String(value);
}

function within(data: Data | undefined, name: string): Data | undefined {
  return isObject(data) ? data[name] : undefined;
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
