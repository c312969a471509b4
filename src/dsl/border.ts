import type { Data, DataObject } from './template.ts';

/**
 * Lists at the border of a nested stack. CloudFormation passes only texts into and out of a stack, so a list is joined by
 * commas on one side and split on the other; these functions are the two sides.
 */

/** A list as the text that crosses the border. */
export function joinList(list: Data): Data {
  const joined = argumentsOf(list, 'Fn::Split');
  if (joined?.[0] === ',' && joined[1] !== undefined) return joined[1];
  if (Array.isArray(list) && list.every((element) => typeof element !== 'object')) return list.join(',');
  return { 'Fn::Join': [',', list] };
}

/** The text that crossed the border, as the list it was. */
export function splitList(text: Data): Data {
  const list = argumentsOf(text, 'Fn::Join');
  if (list?.[0] === ',' && list[1] !== undefined) return list[1];
  if (typeof text === 'string') return text.split(',');
  return { 'Fn::Split': [',', text] };
}

/**
 * What is wrong with a list that is to cross the border, or undefined: an empty one would arrive as one empty text, an element
 * with a comma as two.
 */
export function listFault(list: Data): { code: string; message: string; hint: string } | undefined {
  if (!Array.isArray(list)) return undefined;
  if (list.length === 0) {
    return {
      code: 'empty-list',
      message: 'an empty list cannot cross the border of a stack: it would arrive as a list of one empty text',
      hint: 'leave the parameter or output out when there is nothing in it',
    };
  }
  const withComma: Data | undefined = list.find((element) => typeof element === 'string' && element.includes(','));
  if (withComma === undefined) return undefined;
  return {
    code: 'comma-in-list',
    message: `the element ${JSON.stringify(withComma)} has a comma and would arrive as two elements`,
    hint: 'pass it as a parameter of its own',
  };
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
