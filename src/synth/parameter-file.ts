import { TealformError } from '../dsl/error.ts';

/**
 * The values in a parameter file, as the AWS CLI takes it: `[{"ParameterKey": "...", "ParameterValue": "..."}]`.
 * @param path for messages.
 * @throws TealformError `stale-output` where it is not of that form.
 */
export function parseParameterFile(text: string, path: string): Readonly<Record<string, string>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalid(path, 'is not JSON');
  }
  if (!Array.isArray(parsed)) throw invalid(path, 'is not a list of parameters');
  const values = new Map<string, string>();
  for (const entry of parsed as readonly unknown[]) {
    if (typeof entry !== 'object' || entry === null || !('ParameterKey' in entry) || !('ParameterValue' in entry)) {
      throw invalid(path, `has an entry that is no parameter: ${JSON.stringify(entry)}`);
    }
    const { ParameterKey: key, ParameterValue: value } = entry;
    if (typeof key !== 'string' || typeof value !== 'string') {
      throw invalid(path, `has an entry that is no parameter: ${JSON.stringify(entry)}`);
    }
    if (values.has(key)) throw invalid(path, `gives ${key} twice`);
    values.set(key, value);
  }
  return Object.fromEntries(values);
}

function invalid(path: string, what: string): TealformError {
  return new TealformError({ code: 'stale-output', message: `${path} ${what}`, hint: 'run make synth' });
}
