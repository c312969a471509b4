import type { Data } from '../../dsl/template.ts';
import { showTokens, tokensIn } from '../resolve/token.ts';
import { isSame } from '../resolve/values.ts';
import { type Verdict, verdictOf } from './verdict.ts';
import { splitPath, type TreeReview } from './whole.ts';

/**
 * Exports that somebody imports can neither change nor go.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
 */
export function guardExports({ before, after, changes, imports }: TreeReview): Verdict {
  const found = before.exports.flatMap(({ name, path, value }) => {
    const now = after.exports.find((each) => each.name === name);
    const fate =
      now === undefined ? 'would go' : isChanged(value, now.value, changes) ? 'would change its value' : undefined;
    if (fate === undefined) return [];
    const who = imports.get(name) ?? [];
    const shown = showTokens(name);
    const importers = who.length > 0 ? `imported by ${who.join(', ')}` : 'imported by nothing in these templates';
    return [
      {
        ...splitPath(path),
        code: 'export-in-use',
        message: `the export ${shown} ${fate}, and is ${importers}: CloudFormation refuses that while any stack imports it`,
        hint: `have importers take the value from elsewhere first, in a deployment of their own; who they are: aws cloudformation list-imports --export-name '${shown}'`,
        isUsed: who.length > 0,
      },
    ];
  });
  const [used, unused] = [found.filter(({ isUsed }) => isUsed), found.filter(({ isUsed }) => !isUsed)];
  const plain = (all: typeof found) => all.map(({ isUsed: _, ...problem }) => problem);
  return { ...verdictOf('refused', plain(used)), warned: plain(unused) };
}

function isChanged(was: Data, is: Data, changes: TreeReview['changes']): boolean {
  if (!isSame(was, is)) return true;
  return tokensIn(is).some(({ of }) => changes.get(of)?.replacement === 'yes');
}
