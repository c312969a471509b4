import type {
  ExplainedCondition,
  Explanation,
  Grant,
  OwnGrant,
  ResourceStatement,
  RoleGrants,
} from '../../../src/review/explain/explanation.ts';
import { groupBy } from './group-by.ts';
import { type Entry, few, type Section } from './section.ts';

/** What is said of roles and policies. */
export function accessSections({ access, type }: Explanation): readonly Section[] {
  if (access === undefined) return [];
  const { roles, onEverything, statements, may = [], unread, note } = access;
  const isRole = type === 'AWS::IAM::Role';
  const none = roles.length === 0 && note === undefined ? 'none by its name' : note;
  return [
    { title: 'roles that may touch it', entries: roles.map(roleEntry), note: none },
    { title: 'roles that may do something of its service on everything', entries: onEverything.map(roleEntry) },
    { title: isRole ? 'who may take it on' : 'its own policy', entries: statements.map(statementEntry) },
    { title: 'what it may do', entries: ownEntries(may) },
    { title: 'policies that were not looked at', entries: unread.map(({ id, why }) => ({ head: id, rest: [why] })) },
  ];
}

function roleEntry({ role, grants }: RoleGrants): Entry {
  const alike = groupBy(grants, ({ actions: _, ...rest }) => JSON.stringify(rest));
  return {
    head: role,
    rest: [...alike.values()].flatMap((each) => {
      const [first] = each;
      return first ? [grantText({ ...first, actions: [...new Set(each.flatMap(({ actions }) => actions))] })] : [];
    }),
  };
}

function grantText({ policy, sid, actions, pattern, conditions }: Grant): string {
  const on = pattern === undefined || pattern === '*' ? '' : ` on ${pattern}`;
  return `${nameOf(policy, sid)}: ${actionsText(actions)}${on}${conditionsText(conditions)}`;
}

function statementEntry({ effect, sid, principals, actions, conditions }: ResourceStatement): Entry {
  const who = principals.map((each) =>
    each === '*' ? 'everybody' : each.replace(/^arn:aws:iam::ACCOUNT:root$/, 'the account'),
  );
  return {
    head: `${effect === 'Deny' ? 'denied to ' : ''}${who.join(', ')}`,
    rest: [`${sid === undefined ? '' : `${sid}: `}${actionsText(actions)}${conditionsText(conditions)}`],
  };
}

function ownEntries(may: readonly OwnGrant[]): readonly Entry[] {
  const byPolicy = groupBy(may, ({ policy }) => policy);
  return [...byPolicy].map(([policy, grants]) => ({ head: policy, rest: grants.map(ownText) }));
}

function ownText({ effect, sid, actions, on, elsewhere, conditions }: OwnGrant): string {
  const where = [...on, ...elsewhere.map((pattern) => (pattern === '*' ? 'everything' : pattern))];
  const start = `${effect === 'Deny' ? 'denied: ' : ''}${sid === undefined ? '' : `${sid}: `}`;
  return `${start}${actionsText(actions)} on ${few(where, 5)}${conditionsText(conditions)}`;
}

function nameOf(policy: string, sid: string | undefined): string {
  return sid === undefined ? policy : `${policy} (${sid})`;
}

/** `ecs:CreateTaskSet, DeleteTaskSet`: a service is named once where all are of it. */
function actionsText(actions: readonly string[]): string {
  const services = new Set(actions.map((action) => action.split(':')[0]));
  const [first = '', ...others] = actions;
  return few(services.size > 1 ? actions : [first, ...others.map((action) => action.replace(/^[^:]+:/, ''))], 8);
}

function conditionsText(conditions: readonly ExplainedCondition[]): string {
  return conditions.length === 0 ? '' : `, if ${conditions.map(conditionText).join(' and ')}`;
}

const WORDS: Readonly<Record<string, string>> = {
  StringEquals: 'is',
  StringNotEquals: 'is not',
  StringLike: 'is like',
  StringNotLike: 'is not like',
  ArnEquals: 'is like',
  ArnNotEquals: 'is not like',
  ArnLike: 'is like',
  ArnNotLike: 'is not like',
  Bool: 'is',
};

function conditionText({ operator, key, values }: ExplainedCondition): string {
  if (operator === 'Null') return `${key} is ${values.includes('true') ? 'not ' : ''}there`;
  const shown = values.length <= 3 ? values.join(' or ') : `one of ${few(values, 3)}`;
  return `${key} ${WORDS[operator] ?? operator} ${shown}`;
}
