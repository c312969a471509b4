/** What a function gives, worked out once for each thing it is asked about. */
export function once<Of extends object, T>(work: (of: Of) => T): (of: Of) => T {
  const known = new WeakMap<Of, { readonly value: T }>();
  return (of) => {
    const before = known.get(of) ?? { value: work(of) };
    known.set(of, before);
    return before.value;
  };
}
