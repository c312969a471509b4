import { isObject } from '../../dsl/border.ts';
import type { Data } from '../../dsl/template.ts';
import { withColons, withoutColons } from './pattern.ts';

/** Whom a statement is about, in one text: `*`, `AWS 111122223333`, `AWS arn:...`, `Service events.amazonaws.com`. */
export type Principal = string;

/** That the statement names nobody: it is about whom or what it is attached to. */
export const UNNAMED: Principal = '';

/** Everyone, signed in or not. */
export const ANYONE: Principal = '*';

const KINDS = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);

/**
 * The principals of a statement; undefined for what names nobody that is known.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function readPrincipals(principal: Data | undefined): readonly Principal[] | undefined {
  if (principal === undefined) return [UNNAMED];
  if (principal === '*') return [ANYONE];
  if (!isObject(principal)) return undefined;
  const read: Principal[] = [];
  for (const [kind, given] of Object.entries(principal)) {
    const names = [given].flat();
    if (!KINDS.has(kind) || names.some((name) => typeof name === 'object' || name === '')) return undefined;
    read.push(...names.map((name) => principalOf(kind, String(name))));
  }
  return read.length === 0 ? undefined : read;
}

function principalOf(kind: string, name: string): Principal {
  if (kind !== 'AWS') return `${kind} ${name}`;
  // The root of an account is a way to write the account.
  const [, account] = /^arn:[^:]+:iam::([^:]+):root$/.exec(withoutColons(name)) ?? [];
  return name === '*' ? ANYONE : `AWS ${account === undefined ? name : withColons(account)}`;
}

/** The account that a principal is, or is in; undefined where it does not say. */
export function accountOf(principal: Principal): string | undefined {
  if (!principal.startsWith('AWS ')) return undefined;
  const name = withoutColons(principal.slice('AWS '.length));
  const [, account] = /^arn:[^:]+:(?:iam|sts)::([^:]+):/.exec(name) ?? [];
  if (account !== undefined) return withColons(account);
  if (/^\d{12}$/.test(name)) return name;
  if (!/^\uE000[^\uE001]*\uE001$/.test(name)) return undefined;
  // What a template makes is in the account that it is in.
  return name.includes('\u0000') ? OWN_ACCOUNT : withColons(name);
}

/** The account that a template is deployed to, as a token. */
export const OWN_ACCOUNT = '\uE000AWS::AccountId\uE001';

/** Whether whoever is the second is the first: an account has its roles and users. */
export function coversPrincipal(wide: Principal, narrow: Principal): boolean {
  if (wide === narrow) return true;
  if (wide === ANYONE) return narrow !== UNNAMED;
  const account = wide.startsWith('AWS ') ? wide.slice('AWS '.length) : undefined;
  return account !== undefined && account === accountOf(narrow);
}

/** As people read it: `anyone`, `account 111122223333`, `events.amazonaws.com`. */
export function showPrincipal(principal: Principal): string {
  if (principal === ANYONE) return 'anyone';
  const [kind = '', ...rest] = principal.split(' ');
  const name = rest.join(' ');
  if (kind === 'AWS' && (/^\d{12}$/.test(name) || name === OWN_ACCOUNT)) return `account ${name}`;
  return kind === 'CanonicalUser' ? `canonical user ${name}` : name;
}
