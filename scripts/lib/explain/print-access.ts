import type {
  Access,
  Explanation,
  Grant,
  ResourceStatement,
  RoleGrants,
} from '../../../src/review/explain/explanation.ts';
import type { Section, SectionLine } from './section.ts';

/** What is said of roles and policies. */
export function accessSections({ access, type }: Explanation): readonly Section[] {
  if (access === undefined) return [];
  const { roles, onEverything, statements, may, unread, note } = access;
  const isRole = type === 'AWS::IAM::Role';
  return [
    {
      title: 'roles that touch it',
      lines: roles.map(roleLine),
      note: note ?? (roles.length === 0 ? 'none by name' : undefined),
    },
    { title: 'roles that may do something of its service on everything', lines: onEverything.map(roleLine) },
    { title: isRole ? 'who may take it on' : 'its own policy', lines: statements.map(statementLine) },
    {
      title: 'what it may do',
      lines: (may ?? []).map(({ effect, policy, sid, actions, on, elsewhere, conditions }) => ({
        head: `${effect === 'Deny' ? 'not ' : ''}${policy}${sid === undefined ? '' : ` (${sid})`}`,
        rest: [`${few(actions, 8)} on ${few([...on, ...elsewhere.map(everything)], 6)}${ifs(conditions)}`],
      })),
    },
    { title: 'policies that were not looked at', lines: unread.map(({ id, why }) => ({ head: id, rest: [why] })) },
  ];
}

function roleLine({ role, grants }: RoleGrants): SectionLine {
  return { head: role, rest: grants.map(grantText) };
}

function grantText({ policy, sid, actions, pattern, conditions }: Grant): string {
  const on = pattern === undefined || pattern === '*' ? '' : ` on ${pattern}`;
  return `${policy}${sid === undefined ? '' : ` (${sid})`}: ${few(actions, 8)}${on}${ifs(conditions)}`;
}

function statementLine({ effect, sid, principals, actions, conditions }: ResourceStatement): SectionLine {
  const who = principals.map((each) => each.replace(/^arn:aws:iam::ACCOUNT:root$/, 'the account')).join(', ');
  return {
    head: `${effect === 'Deny' ? 'not ' : ''}${who}`,
    rest: [`${sid === undefined ? '' : `${sid}: `}${few(actions, 8)}${ifs(conditions)}`],
  };
}

function ifs(conditions: Access['statements'][number]['conditions']): string {
  return conditions.length === 0 ? '' : `, if ${conditions.join(' and ')}`;
}

function few(texts: readonly string[], most: number): string {
  return texts.length <= most
    ? texts.join(', ')
    : `${texts.slice(0, most - 1).join(', ')} and ${texts.length - most + 1} more`;
}

function everything(pattern: string): string {
  return pattern === '*' ? 'everything' : pattern;
}
