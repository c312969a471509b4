import type { NameUse } from '../references.ts';
import type { Data } from '../template.ts';

/**
 * Under which conditions a use of a name counts: those of each `Fn::If` around it, with `!` in front where it is in the second
 * branch.
 * @param data what the path of the use starts from.
 */
export function needsOf({ path }: NameUse, data: Data): readonly string[] {
  const needs: string[] = [];
  let inside: Data | undefined = data;
  for (const [index, key] of path.entries()) {
    if (typeof inside !== 'object' || inside === null) break;
    inside = (inside as { readonly [key: string | number]: Data })[key];
    if (key !== 'Fn::If' || !Array.isArray(inside)) continue;
    needs.push(`${path[index + 1] === 2 ? '!' : ''}${inside[0]}`);
  }
  return needs;
}
