/** Where something stands, from the inside out; undefined for what stands nowhere. Going along with it copies nothing. */
export type Where = { readonly above: Where; readonly key: string } | undefined;

/** One step further in. */
export function below(above: Where, key: string): Where {
  return { above, key };
}

/** The steps from the outside in. */
export function stepsTo(where: Where): readonly string[] {
  return where === undefined ? [] : [...stepsTo(where.above), where.key];
}
