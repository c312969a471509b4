/** Something that is said of some environments; of all that were looked at, where it names none. */
export type InEnvironments<T> = T & { readonly environments?: readonly string[] };

/**
 * What was found in each environment, said once: with the environments where it was not found in all.
 * @param keyOf by which two are the same.
 */
export function mergeEnvironments<T extends object>(
  found: ReadonlyMap<string, readonly T[]>,
  keyOf: (each: T) => string = JSON.stringify,
): readonly InEnvironments<T>[] {
  const merged = new Map<string, { readonly first: T; readonly environments: Set<string> }>();
  for (const [environment, all] of found) {
    for (const each of all) {
      const key = keyOf(each);
      const known = merged.get(key);
      if (known) known.environments.add(environment);
      else merged.set(key, { first: each, environments: new Set([environment]) });
    }
  }
  return [...merged.values()].map(({ first, environments }) =>
    environments.size === found.size ? first : { ...first, environments: [...environments] },
  );
}
