import type { PlannedChange } from '../compare/changes.ts';
import { STACK } from '../generation/system-files.ts';
import type { ReviewedResource } from '../resolve/resource.ts';
import { tokensIn, tokenText } from '../resolve/token.ts';
import { textOf } from '../resolve/values.ts';
import { keepingOf } from './kept.ts';
import { givenName } from './names.ts';
import type { Verdict } from './verdict.ts';
import { splitPath, type TreeReview } from './whole.ts';

/** A resource that is the same as one that goes, under another logical id or in another stack. */
export interface Rename {
  readonly from: string;
  readonly to: string;
  readonly type: string;
}

/** What goes and comes again as it was: told apart from what is really taken away, since CloudFormation does not tell them apart. */
export function findRenames(changes: ReadonlyMap<string, PlannedChange>): readonly Rename[] {
  const of = (action: string) =>
    [...changes].flatMap(([path, change]) => (change.action === action ? [{ path, ...change }] : []));
  const [gone, come] = [of('Remove'), of('Add')];
  const types = new Map([...gone, ...come].map(({ path, type }) => [path, type]));
  const free = new Map<string, string[]>();
  for (const { path, after } of come) {
    const key = after && formOf(after, types);
    if (key !== undefined) free.set(key, [...(free.get(key) ?? []), path]);
  }
  const found = gone.flatMap(({ path, type, before }): readonly Rename[] => {
    const to = before && type !== STACK ? free.get(formOf(before, types))?.shift() : undefined;
    return to === undefined ? [] : [{ from: path, to, type }];
  });
  // A stack is known by what is in it: by itself it says nothing.
  const stacks = gone.flatMap(({ path, type }): readonly Rename[] => {
    const inside = type === STACK ? found.find(({ from }) => from.startsWith(`${path}/`)) : undefined;
    const to = inside && come.find((each) => each.type === STACK && inside.to.startsWith(`${each.path}/`));
    return to === undefined ? [] : [{ from: path, to: to.path, type }];
  });
  return [...stacks, ...found];
}

// What it is whatever it is called: references to what is renamed with it are by type.
function formOf({ type, properties }: ReviewedResource, renamed: ReadonlyMap<string, string>): string {
  let text = textOf(properties);
  for (const token of tokensIn(properties)) {
    const other = renamed.get(token.of);
    if (other !== undefined) text = text.replaceAll(tokenText(token), tokenText({ ...token, of: other }));
  }
  return `${type} ${text}`;
}

const REFACTOR = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-refactoring.html';

/** What renaming does, and what CloudFormation refuses of it: the new one is made while the old one has the name. */
export function guardRenames({ changes }: TreeReview, renames: readonly Rename[]): Verdict {
  const noted = renames
    .filter(({ from, type }) => keepingOf(type, splitPath(from).logicalId)?.removed !== 'refused')
    .map(({ from, to, type }) => ({
      ...splitPath(from),
      code: 'renamed',
      message: `${type} is called ${to} now: CloudFormation knows resources by logical ids, so it makes another one and takes this one away`,
      hint: `keep the logical id, or move it by a stack refactor: ${REFACTOR}`,
    }));
  const gone = [...changes].flatMap(([path, { action, type, before }]) => {
    const name = action === 'Remove' ? givenName(before) : undefined;
    return name === undefined ? [] : [{ path, key: `${type} ${name.value}` }];
  });
  const refused = [...changes].flatMap(([path, { action, type, after }]) => {
    const name = action === 'Add' ? givenName(after) : undefined;
    const other = gone.find(({ key }) => name !== undefined && key === `${type} ${name.value}`);
    if (name === undefined || other === undefined) return [];
    return [
      {
        ...splitPath(path),
        code: 'name-taken',
        message: `${type} would be made with the name ${name.value} while ${other.path} still has it: CloudFormation makes new ones first, and takes old ones away last`,
        hint: `keep the logical id ${splitPath(other.path).logicalId}, or give the new one another ${name.property}`,
      },
    ];
  });
  return { refused, warned: [], noted };
}
