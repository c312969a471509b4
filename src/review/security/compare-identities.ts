import type { Data } from '../../dsl/template.ts';
import { tokensIn } from '../resolve/token.ts';
import type { SecurityChange } from './change.ts';
import type { Generation } from './generation.ts';
import { listOf } from './holder.ts';
import { IDENTITIES } from './identity-policies.ts';
import { withColons, withoutColons } from './pattern.ts';

/** Policies of AWS that are as good as everything. */
const STRONG: Readonly<Record<string, string>> = {
  AdministratorAccess: 'that is as good as an administrator',
  IAMFullAccess: 'who may change permissions can give them to themselves',
  PowerUserAccess: 'that is everything but users, groups and roles',
};

/** Managed policies that no template shows, given to somebody or taken away; and the boundaries of what they may do. */
export function compareIdentities(old: Generation, young: Generation): readonly SecurityChange[] {
  const paths = new Set([...young.byPath.keys(), ...old.byPath.keys()]);
  return [...paths].flatMap((path) => {
    const [before, after] = [old.byPath.get(path), young.byPath.get(path)];
    if (!IDENTITIES.has((after ?? before)?.type ?? '')) return [];
    const had = listOf(before?.properties.ManagedPolicyArns);
    const has = listOf(after?.properties.ManagedPolicyArns);
    const bounds =
      before && after
        ? boundary(path, before.properties.PermissionsBoundary, after.properties.PermissionsBoundary)
        : [];
    return [
      ...outside(has, young, had).map((name): SecurityChange => {
        const why = Object.hasOwn(STRONG, name) ? `; ${STRONG[name]}` : '';
        const message = `is given the managed policy ${name}, which no template shows${why}`;
        return { effect: 'opens', code: 'managed-policy-attached', path, at: 'ManagedPolicyArns', message };
      }),
      ...outside(had, old, has).map((name): SecurityChange => {
        const message = `is no longer given the managed policy ${name}, which no template shows`;
        return { effect: 'closes', code: 'managed-policy-detached', path, at: 'ManagedPolicyArns', message };
      }),
      ...bounds,
    ];
  });
}

// Those in `these` and not in `those`, but for what is a resource of the system: its statements are compared.
function outside(these: readonly Data[], generation: Generation, those: readonly Data[]): readonly string[] {
  const others = new Set(those.map(nameOf));
  const own = (arn: Data) =>
    tokensIn(arn).some(({ of }) => generation.byPath.get(of)?.type === 'AWS::IAM::ManagedPolicy');
  return [...new Set(these.filter((arn) => !own(arn)).map(nameOf))].filter((name) => !others.has(name));
}

/** A policy of AWS's own by its name, another by its ARN. */
function nameOf(arn: Data): string {
  const text = typeof arn === 'object' ? JSON.stringify(arn) : String(arn);
  return withColons(withoutColons(text).replace(/^arn:[^:]+:iam::aws:policy\/(?:.*\/)?/, ''));
}

function boundary(path: string, was: Data | undefined, is: Data | undefined): readonly SecurityChange[] {
  const at = 'PermissionsBoundary';
  if (was === undefined && is === undefined) return [];
  if (was === undefined) {
    return [
      {
        effect: 'closes',
        code: 'boundary-added',
        path,
        at,
        message: `is bounded by ${nameOf(is ?? null)}, was by nothing`,
      },
    ];
  }
  if (is === undefined) {
    return [
      { effect: 'opens', code: 'boundary-removed', path, at, message: `is bounded by nothing, was by ${nameOf(was)}` },
    ];
  }
  if (nameOf(was) === nameOf(is)) return [];
  const message = `is bounded by ${nameOf(is)}, was by ${nameOf(was)}: they cannot be compared`;
  return [{ effect: 'opens', code: 'boundary-changed', path, at, message }];
}
