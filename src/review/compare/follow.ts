import { isObject } from '../../dsl/border.ts';
import type { Data } from '../../dsl/template.ts';
import type { ReviewedResource } from '../resolve/resource.ts';
import { type Token, tokensIn, tokenText } from '../resolve/token.ts';
import { changeOf } from './change-of.ts';
import type { Cause, PlannedChange } from './changes.ts';
import { recreationOf, replacementBy, type TypeLookup } from './replacement.ts';

/** Attributes that have another value after any change of their resource. */
const VOLATILE: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::LaunchTemplate': ['LatestVersionNumber'],
};

/** Where a resource uses something of another one. */
interface Use {
  readonly user: ReviewedResource;
  readonly property: string;
  /** Of the property. */
  readonly value: Data;
  readonly token: Token;
}

/**
 * The changes and those that follow from them: whoever uses something of a resource that is replaced gets another value, and where that
 * replaces it too, its users in their turn. Nested stacks are no border: references are resolved.
 */
export function followReplacements(
  direct: ReadonlyMap<string, PlannedChange>,
  after: readonly ReviewedResource[],
  lookUp: TypeLookup,
): ReadonlyMap<string, PlannedChange> {
  const changes = new Map(direct);
  const uses = usesOf(after);
  const queue = [...direct.keys()];
  const done = new Map<string, string>();
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const change = changes.get(path);
    if (change?.action !== 'Modify') continue;
    const state = `${change.replacement} ${change.causes.length > 0}`;
    if (done.get(path) === state) continue;
    done.set(path, state);
    for (const { user, property, value, token } of uses.get(path) ?? []) {
      if (change.replacement === 'no' && !isVolatile(change, token)) continue;
      const cause: Cause = {
        attribute: 'Properties',
        property,
        recreation: recreationOf(user.type, property, value, withAnother(value, token), lookUp),
        isCertain: change.replacement !== 'maybe',
        source: token.attribute === undefined ? 'ResourceReference' : 'ResourceAttribute',
        entity: token.attribute === undefined ? token.of : `${token.of}.${token.attribute}`,
      };
      if (addCause(changes, user, cause)) queue.push(user.path);
    }
  }
  return changes;
}

// The value as it is when the token stands for something else.
function withAnother(value: Data, token: Token): Data {
  if (typeof value === 'string')
    return value.replaceAll(tokenText(token), tokenText({ ...token, of: `${token.of} (new)` }));
  if (Array.isArray(value)) return value.map((each: Data) => withAnother(each, token));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withAnother(each, token)]));
}

function isVolatile({ type, causes }: PlannedChange, { attribute }: Token): boolean {
  const isChanged = causes.some((cause) => cause.attribute === 'Properties');
  return (
    attribute !== undefined &&
    isChanged &&
    Object.hasOwn(VOLATILE, type) &&
    (VOLATILE[type]?.includes(attribute) ?? false)
  );
}

// Gives whether that says something new.
function addCause(changes: Map<string, PlannedChange>, user: ReviewedResource, cause: Cause): boolean {
  const before = changes.get(user.path);
  if (before !== undefined && before.action !== 'Modify') return false;
  const causes = before?.causes ?? [];
  const known = causes.find(({ property, entity }) => property === cause.property && entity === cause.entity);
  if (known !== undefined && (known.isCertain || !cause.isCertain)) return false;
  // What the template changes by itself needs no second reason.
  if (
    causes.some(
      ({ property, entity, recreation }) =>
        property === cause.property && entity === undefined && recreation === cause.recreation,
    )
  )
    return false;
  const all = [...causes.filter((each) => each !== known), cause];
  changes.set(user.path, {
    ...(before ?? changeOf('Modify', user, { before: user, after: user })),
    causes: all,
    replacement: replacementBy(all),
  });
  return true;
}

function usesOf(resources: readonly ReviewedResource[]): ReadonlyMap<string, readonly Use[]> {
  const uses = new Map<string, Use[]>();
  for (const user of resources) {
    for (const [property, value] of Object.entries(user.properties)) {
      for (const token of tokensIn(value)) {
        if (token.of === user.path) continue;
        const before = uses.get(token.of);
        if (before) before.push({ user, property, value, token });
        else uses.set(token.of, [{ user, property, value, token }]);
      }
    }
  }
  return uses;
}
