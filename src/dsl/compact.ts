/** An object type whose members that may be undefined are optional instead. */
export type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The object without its undefined members: in template data, what is not there is not written. */
export function compact<T extends object>(object: T): Compact<T> {
  const given = object as Readonly<Record<string, unknown>>;
  const present: Record<string, unknown> = {};
  for (const key of Object.keys(given)) if (given[key] !== undefined) present[key] = given[key];
  return present as Compact<T>;
}

/** The object, or undefined when it has no members: an empty section is left out. */
export function unlessEmpty<T extends object>(object: T): T | undefined {
  return Object.keys(object).length > 0 ? object : undefined;
}
