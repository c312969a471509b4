/**
 * What these options make sure is there, such as the reference to a parameter that a stack only sometimes has; types do not see it.
 * @throws when it is not.
 */
export function present<T>(reference: T | undefined): T {
  if (reference === undefined) throw new Error('a parameter that this system needs was not declared');
  return reference;
}
