/** Chooses among names by weights, one after the other. */
export type Chooser = (weights: Readonly<Record<string, number>>) => string | undefined;

/**
 * Chooses so that shares are exact over short windows: with 90 and 10, one of any ten in a row. (A load balancer of AWS draws lots, and so
 * is exact over thousands.) Each gets its weight added at every turn; whoever has most is chosen and pays the sum of all. It begins anew
 * when the weights change. Nothing is chosen where all weights are none.
 */
export function makeChooser(): Chooser {
  let weights: Readonly<Record<string, number>> = {};
  let credit = new Map<string, number>();
  return (now) => {
    if (!same(weights, now)) {
      weights = now;
      credit = new Map();
    }
    let sum = 0;
    let best: string | undefined;
    for (const [name, weight] of Object.entries(now)) {
      if (weight <= 0) continue;
      sum += weight;
      credit.set(name, (credit.get(name) ?? 0) + weight);
      if (best === undefined || (credit.get(name) ?? 0) > (credit.get(best) ?? 0)) best = name;
    }
    if (best !== undefined) credit.set(best, (credit.get(best) ?? 0) - sum);
    return best;
  };
}

function same(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
