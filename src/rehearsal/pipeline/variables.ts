import type { DataObject } from '../../dsl/template.ts';
import { ActionFailure } from './action.ts';

/** Variables by their namespaces. */
export type Namespaces = ReadonlyMap<string, Readonly<Record<string, string>>>;

/**
 * A configuration with what its variables stand for, `#{Source.CommitId}`.
 * @throws ActionFailure for one that nothing has given.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-variables.html
 */
export function fillVariables(configuration: DataObject, namespaces: Namespaces): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(configuration).map(([name, value]) => {
      const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
      return [name, text.replace(/#\{([^}]*)\}/g, (whole, path: string) => look(path, namespaces, whole))];
    }),
  );
}

function look(path: string, namespaces: Namespaces, whole: string): string {
  const dot = path.indexOf('.');
  const variables = new Map(Object.entries(namespaces.get(path.slice(0, dot)) ?? {}));
  const found = variables.get(path.slice(dot + 1));
  if (found !== undefined) return found;
  const known = [...namespaces].flatMap(([name, values]) => Object.keys(values).map((each) => `#{${name}.${each}}`));
  throw new ActionFailure(
    'ConfigurationError',
    `nothing gives ${whole} in the rehearsal; there is ${known.join(', ')}`,
  );
}
