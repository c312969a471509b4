import type { Section } from '../../dsl/template.ts';

/** Where inside a template something is, without line and column. */
export interface TemplateLocation {
  readonly section?: Section | undefined;
  readonly logicalId?: string | undefined;
  readonly path?: string | undefined;
}

const sections: ReadonlySet<string> = new Set<Section>([
  'Parameters',
  'Mappings',
  'Conditions',
  'Rules',
  'Resources',
  'Outputs',
]);

/** Whether a top-level key of a template holds named entries. */
export function isSection(key: unknown): key is Section {
  return typeof key === 'string' && sections.has(key);
}

/**
 * A path from the top of a template, taken apart into section, logical id and the path below.
 *
 * `['Resources', 'Alb', 'Properties', 'Subnets', 0]` is `Alb`, `Properties.Subnets[0]`.
 */
export function locate(segments: readonly (string | number)[]): TemplateLocation {
  const [section, logicalId, ...below] = segments;
  if (!isSection(section)) return { path: formatPath(segments) };
  if (logicalId === undefined) return { section };
  return { section, logicalId: String(logicalId), path: formatPath(below) };
}

/** `['Properties', 'Subnets', 0]` as `Properties.Subnets[0]`; nothing for an empty path. Digits count as an index. */
export function formatPath(segments: readonly (string | number)[]): string | undefined {
  if (segments.length === 0) return undefined;
  return segments
    .map((segment) => (/^\d+$/.test(String(segment)) ? `[${segment}]` : `.${segment}`))
    .join('')
    .replace(/^\./, '');
}

/** Whether one path is the other, or the beginning of it. A path that is not known could be any. */
export function pathsAgree(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.startsWith(short) && /^[.[]/.test(long.slice(short.length));
}
