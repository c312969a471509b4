import { type Demands, showDemand } from './condition.ts';
import type { Grant, Side } from './grant.ts';
import type { Pattern } from './pattern.ts';
import { type Principal, showPrincipal, UNNAMED } from './principal.ts';

/** Grants of one statement that say together: each of these may do each of those. */
export interface Box {
  readonly principal: readonly Principal[];
  readonly action: readonly Pattern[];
  readonly resource: readonly Pattern[];
  readonly demands: readonly Demands[];
  readonly grants: readonly Grant[];
}

/** Grants put together to as few boxes as can be found by merging side by side. */
export function boxesOf(grants: readonly Grant[]): readonly Box[] {
  const single = grants.map((grant): Box => {
    const { principal, action, resource, demands } = grant;
    return { principal: [principal], action: [action], resource: [resource], demands: [demands], grants: [grant] };
  });
  const order: readonly Side[] = ['action', 'resource', 'principal', 'demands'];
  return order.reduce<readonly Box[]>(merge, single);
}

function merge(boxes: readonly Box[], side: Side): readonly Box[] {
  const merged = new Map<string, Box>();
  for (const box of boxes) {
    const { grants, [side]: own, ...rest } = box;
    const key = JSON.stringify(rest);
    const found = merged.get(key);
    const both = [...(found?.[side] ?? []), ...own];
    merged.set(key, { ...box, [side]: both, grants: [...(found?.grants ?? []), ...grants] });
  }
  return [...merged.values()];
}

/** A list as people say it: `a, b and c`; more than that many are counted. */
export function list(all: readonly string[], most = Number.POSITIVE_INFINITY): string {
  const texts = [...new Set(all)];
  const shown = texts.length > most ? texts.slice(0, most) : texts;
  const rest = texts.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Who: `anyone`, `account 111122223333 and events.amazonaws.com`; empty where the policy does not say. */
export function sayPrincipals(principals: readonly Principal[]): string {
  return list(principals.filter((principal) => principal !== UNNAMED).map(showPrincipal));
}

/** What: `s3:GetObject and s3:PutObject`, `do anything`. */
export function sayActions(grants: readonly Grant[], most?: number): string {
  const say = ({ action, of }: Grant) => {
    const written = (text: string) => of.statement?.written.get(text) ?? text;
    if (typeof action !== 'string') return `do anything but ${list(action.not.map(written))}`;
    return action === '*' ? 'do anything' : written(action);
  };
  return list(grants.map(say), most);
}

/** On what, with a space before it; nothing where it is what the policy belongs to. */
export function sayResources(resources: readonly Pattern[], isOwn: boolean, most?: number): string {
  if (isOwn && resources.every((resource) => resource === '*')) return '';
  const say = (resource: Pattern) => {
    if (typeof resource !== 'string') return `everything but ${list(resource.not)}`;
    return resource === '*' ? 'everything' : resource;
  };
  return ` on ${list(resources.map(say), most)}`;
}

/** Under which conditions, with a space before it: ` if aws:SourceAccount is 111122223333`. */
export function sayWays(ways: readonly Demands[]): string {
  if (ways.some((demands) => demands.length === 0)) return '';
  return ` if ${list(joinedWays(ways)).replaceAll(' and if ', ' or if ')}`;
}

// Ways that differ in the value of one demand only are said as one with several values.
function joinedWays(ways: readonly Demands[]): readonly string[] {
  const joined = new Map<string, string[][]>();
  for (const demands of ways) {
    const key = demands.map(({ shown }) => `${shown.operator} ${shown.key}`).join('\n');
    const columns = joined.get(key) ?? demands.map(() => []);
    for (const [index, demand] of demands.entries()) columns[index]?.push(...demand.values);
    joined.set(key, columns);
  }
  return [...joined.entries()].map(([key, columns], index) => {
    const first = ways.find(
      (demands) => demands.map(({ shown }) => `${shown.operator} ${shown.key}`).join('\n') === key,
    );
    const said = (first ?? []).map((demand, at) => showDemand({ ...demand, values: [...new Set(columns[at])] }));
    return `${index === 0 ? '' : 'if '}${said.join(' and ')}`;
  });
}
