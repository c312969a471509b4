import type { ChangeTree } from '../../review/compare/changes.ts';
import { resolveTree } from '../../review/resolve/resolve.ts';
import type { Facts, Verdict } from '../../review/rules/verdict.ts';
import { judgeEach } from '../../review/rules.ts';
import type { TemplateFile } from '../target.ts';
import { judgeChanges } from './certainty.ts';

/** What the guard looks at. */
export interface GuardInput extends Facts {
  readonly tree: ChangeTree;
  /** The new templates: they say where the parameters of nested stacks come from. */
  readonly root: TemplateFile;
  /** Values of the root's parameters; without them rules that look at values have nothing to say. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * Looks for changes that break a running system, before they are made, by the rules that reviews have too. What is certain is refused;
 * what may happen is warned of, and the stack policies that were set at the last deployment keep the worst of it from happening.
 */
export function guardChanges({ tree, root, parameters, ...facts }: GuardInput): Verdict {
  const wanted = parameters === undefined ? [] : resolveTree(root, { parameters }).resources;
  return judgeEach(judgeChanges(tree, root, wanted), facts);
}
