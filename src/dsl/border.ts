import type { Data, DataObject } from './template.ts';

/**
 * Lists at the border of a nested stack. CloudFormation passes only texts into and out of a stack, so a list is joined by
 * commas on one side and split on the other.
 */

/** A list as the text that crosses the border. `AWS::NoValue`, which leaves the whole list out, stays what it is. */
export function joinList(list: Data): Data {
  if (isNoValue(list)) return list;
  const branches = branchesOf(list);
  if (branches) return { 'Fn::If': [branches.condition, joinList(branches.then), joinList(branches.otherwise)] };
  const joined = argumentsOf(list, 'Fn::Split');
  if (joined?.[0] === ',' && joined[1] !== undefined) return joined[1];
  if (Array.isArray(list) && list.every((element) => typeof element !== 'object')) return list.join(',');
  return { 'Fn::Join': [',', list] };
}

/**
 * What is wrong with a list that is to cross the border, or undefined: an empty one would arrive as one empty text, an element
 * with a comma as two.
 */
export function listFault(list: Data): { code: string; message: string; hint: string } | undefined {
  for (const alternative of alternatives(list)) {
    const fault = Array.isArray(alternative) ? elementsFault(alternative) : undefined;
    if (fault) return fault;
  }
  return undefined;
}

function elementsFault(list: readonly Data[]): ReturnType<typeof listFault> {
  if (list.every(mayVanish)) {
    const what = list.length === 0 ? 'an empty list' : 'a list that may turn out empty';
    return {
      code: 'empty-list',
      message: `${what} cannot cross the border of a stack: it would arrive as a list of one empty text`,
      hint: 'leave the parameter or output out when there is nothing in it',
    };
  }
  const withComma = list.find(hasComma);
  if (withComma === undefined) return undefined;
  return {
    code: 'comma-in-list',
    message: `the element ${JSON.stringify(withComma)} has a comma and would arrive as two elements`,
    hint: 'pass it as a parameter of its own',
  };
}

// Only what is sure to have one: what a reference yields is not known yet.
function hasComma(element: Data): boolean {
  if (typeof element === 'string') return element.includes(',');
  if (branchesOf(element)) return alternatives(element).some(hasComma);
  const joined = argumentsOf(element, 'Fn::Join');
  if (joined) return joined[0] === ',' || (Array.isArray(joined[1]) && joined[1].some(hasComma));
  const substituted = isObject(element) ? [element['Fn::Sub']].flat()[0] : undefined;
  return typeof substituted === 'string' && substituted.replace(/\$\{[^}]*\}/g, '').includes(',');
}

/** Whether the element of a list may be left out of it: `AWS::NoValue`, under some condition or always. */
export function mayVanish(element: Data): boolean {
  return alternatives(element).some(isNoValue);
}

/** Whether it is a reference to `AWS::NoValue`. */
export function isNoValue(data: Data): boolean {
  return isObject(data) && data.Ref === 'AWS::NoValue';
}

/** What an `Fn::If` is made of, or undefined when the data is something else. */
export function branchesOf(data: Data): { condition: Data; then: Data; otherwise: Data } | undefined {
  const [condition, then, otherwise] = argumentsOf(data, 'Fn::If') ?? [];
  return condition === undefined || then === undefined || otherwise === undefined
    ? undefined
    : { condition, then, otherwise };
}

/** What a value may turn out to be: each branch of an `Fn::If`, else the value itself. */
export function alternatives(data: Data): readonly Data[] {
  const branches = branchesOf(data);
  return branches ? [...alternatives(branches.then), ...alternatives(branches.otherwise)] : [data];
}

/** The arguments of an intrinsic function that takes several, or undefined when the data is something else. */
export function argumentsOf(data: Data, name: string): readonly Data[] | undefined {
  if (!isObject(data)) return undefined;
  const payload = data[name];
  return Array.isArray(payload) && Object.keys(data).length === 1 ? payload : undefined;
}

/** Whether the data is an object (an intrinsic function among them) and no list. */
export function isObject(data: Data | undefined): data is DataObject {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}
