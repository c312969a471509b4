import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import { type Demands, readCondition } from './condition.ts';
import type { Pattern } from './pattern.ts';
import { type Principal, readPrincipals } from './principal.ts';

/** A statement of a policy, as far as it says who may do what. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly principals: readonly Principal[];
  /** Lower case. */
  readonly actions: readonly Pattern[];
  readonly resources: readonly Pattern[];
  /** It applies where all demands of one of these are met. */
  readonly ways: readonly Demands[];
  /** Actions as they are written, by what they are in lower case. */
  readonly written: ReadonlyMap<string, string>;
}

/** A statement, or what stands where one should, and where that is. */
export interface Place {
  /** The resource that the policy stands in. */
  readonly path: string;
  /** Inside it: `Policies[application] Statement[ReadOrders]`. */
  readonly at: string;
  readonly sid: string | undefined;
  /** Undefined where it says something that cannot be compared. */
  readonly statement: Statement | undefined;
  /** The same for two that say the same in other words: lists in order, no `Sid`. */
  readonly text: string;
}

const ELEMENTS = new Set(['Sid', 'Effect', 'Principal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);
const VERSIONS = new Set(['2012-10-17', '2008-10-17']);

/** More than this in one statement is not taken apart. */
const MOST = 5_000;

/** Whether data is the policy of something: an object, or the JSON of one, with `Version` and `Statement`. */
export function isPolicy(data: Data | undefined): boolean {
  const document = parsed(data);
  return (
    isObject(document) &&
    document.Statement !== undefined &&
    typeof document.Version === 'string' &&
    VERSIONS.has(document.Version)
  );
}

/** The statements of a policy document, whatever it is: what cannot be read is one that cannot be compared. */
export function readStatements(data: Data | undefined, path: string, at: string): readonly Place[] {
  if (data === undefined || data === '') return [];
  const document = parsed(data);
  if (!isObject(document)) return [{ path, at, sid: undefined, statement: undefined, text: canonical(document) }];
  if (document.Statement === undefined) return [];
  return [document.Statement].flat().map((each, index) => {
    const sid = isObject(each) && typeof each.Sid === 'string' && each.Sid !== '' ? each.Sid : undefined;
    const where = `${at === '' ? '' : `${at} `}Statement[${sid ?? index}]`;
    return { path, at: where, sid, statement: readStatement(each), text: canonical(withoutSid(each)) };
  });
}

function parsed(data: Data | undefined): Data {
  if (typeof data !== 'string' || !data.trimStart().startsWith('{')) return data ?? null;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

function readStatement(data: Data): Statement | undefined {
  if (!isObject(data) || Object.keys(data).some((element) => !ELEMENTS.has(element))) return undefined;
  const { Effect: effect, Principal } = data;
  if (effect !== 'Allow' && effect !== 'Deny') return undefined;
  const principals = readPrincipals(Principal);
  const written = new Map<string, string>();
  const lower = (action: string) => {
    const found = action.toLowerCase();
    written.set(found, action);
    return found;
  };
  const actions = readPatterns(data.Action, data.NotAction, undefined)?.map(
    (pattern): Pattern => (typeof pattern === 'string' ? lower(pattern) : { not: pattern.not.map(lower) }),
  );
  // Trust policies, and those of repositories, are about what they belong to.
  const resources = readPatterns(data.Resource, data.NotResource, '*');
  const ways = readCondition(data.Condition);
  if (!principals || !actions || !resources || !ways) return undefined;
  if (principals.length * actions.length * resources.length * ways.length > MOST) return undefined;
  return { effect, principals, actions, resources, ways, written };
}

function readPatterns(
  given: Data | undefined,
  not: Data | undefined,
  absent: string | undefined,
): readonly Pattern[] | undefined {
  if (given !== undefined && not !== undefined) return undefined;
  if (given === undefined && not === undefined) return absent === undefined ? undefined : [absent];
  const list = [given ?? not ?? null].flat();
  if (list.length === 0 || list.some((each) => typeof each !== 'string')) return undefined;
  const texts = [...new Set(list.map(String))];
  return given === undefined ? [{ not: texts.sort() }] : texts;
}

function withoutSid(data: Data): Data {
  if (!isObject(data)) return data;
  const { Sid: _, ...rest } = data;
  return rest;
}

/** Data as a text that is the same however its members and lists are ordered, and whether numbers are texts or not. */
export function canonical(data: Data): string {
  if (Array.isArray(data)) return `[${[...new Set(data.map(canonical))].sort().join()}]`;
  if (!isObject(data)) return JSON.stringify(String(data));
  const members = Object.entries(data as DataObject).map(
    ([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`,
  );
  return `{${members.sort().join()}}`;
}
