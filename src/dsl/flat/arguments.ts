import { branchesOf, isNoValue } from '../border.ts';
import { takesList } from '../parameter-type.ts';
import type { Data, TemplateParameter } from '../template.ts';

/**
 * What a reference to a nested stack's parameter stands for: what the parent passes, or the default where it passes nothing.
 * CloudFormation takes the spaces around the elements of a list away; so it is here.
 * @param given a list for a parameter that is a list; undefined when nothing is passed.
 */
export function argumentOf(parameter: TemplateParameter, given: Data | undefined): Data {
  if (given === undefined || isNoValue(given)) return defaultOf(parameter);
  const branches = branchesOf(given);
  if (branches) {
    const { condition, then, otherwise } = branches;
    return { 'Fn::If': [condition, argumentOf(parameter, then), argumentOf(parameter, otherwise)] };
  }
  return Array.isArray(given) ? given.map(trimmed) : given;
}

function defaultOf({ Type, Default }: TemplateParameter): Data {
  if (Default === undefined) return '';
  if (takesList(Type)) return String(Default).split(',').map(trimmed);
  return Type === 'Number' ? Number(Default) : Default;
}

function trimmed(element: Data): Data {
  return typeof element === 'string' ? element.trim() : element;
}
