import type { Finding } from './finding.ts';

/**
 * Where templates are checked unless a caller says otherwise: the region with everything, one elsewhere in the same
 * partition, and one in a partition of its own, which is where a service that is missing shows.
 */
export const defaultRegions: readonly string[] = ['us-east-1', 'eu-central-1', 'cn-north-1'];

/** A finding, and the region it was found in when the linter was run for one region at a time. */
export interface RegionalFinding {
  readonly finding: Finding;
  readonly region?: string | undefined;
}

/**
 * One finding where a linter gave one for each region. A message that names its region names all of them; one that does
 * not gets `(in cn-north-1)` when only some of the regions have the problem.
 */
export function mergeRegions(found: readonly RegionalFinding[], regions: readonly string[]): readonly Finding[] {
  const groups = new Map<string, { finding: Finding; message: string; regions: Set<string> }>();
  for (const { finding, region } of found) {
    const named = regionNamed(finding.message, regions);
    const message = named === undefined ? finding.message : finding.message.replaceAll(`'${named}'`, placeholder);
    const key = JSON.stringify([finding.file, finding.rule, finding.line, finding.column, finding.path, message]);
    const group = groups.get(key) ?? { finding, message, regions: new Set<string>() };
    groups.set(key, group);
    const seenIn = region ?? named;
    if (seenIn !== undefined) group.regions.add(seenIn);
  }
  return [...groups.values()].map(({ finding, message, regions: seen }) => {
    const ordered = regions.filter((region) => seen.has(region));
    const everywhere = ordered.length === 0 || ordered.length === regions.length;
    if (message.includes(placeholder)) {
      return {
        ...finding,
        message: message.replaceAll(placeholder, ordered.map((region) => `'${region}'`).join(', ')),
      };
    }
    return everywhere ? finding : { ...finding, message: `${message} (in ${ordered.join(', ')})` };
  });
}

const placeholder = '\u0000region\u0000';

// A message with two of them is a list of the regions that are fine, or a sentence of its own: it is left alone.
function regionNamed(message: string, regions: readonly string[]): string | undefined {
  const named = regions.filter((region) => message.includes(`'${region}'`));
  return named.length === 1 ? named[0] : undefined;
}
