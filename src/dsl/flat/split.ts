import { argumentsOf, branchesOf, isNoValue, isObject, mayVanish } from '../border.ts';
import { readSub } from '../references.ts';
import type { Data } from '../template.ts';

/** Whether what a `Ref` to that name yields may have a comma in it. */
export type MayHoldComma = (name: string) => boolean;

/**
 * A text split at its commas: the list that was joined, where one can be seen and none of its elements has a comma, so that
 * nothing is left of a border that a list has crossed. Elsewhere it stays an `Fn::Split`.
 */
export function splitAtCommas(text: Data, mayHoldComma: MayHoldComma): Data {
  if (typeof text !== 'object' || text === null) return String(text).split(',');
  const branches = branchesOf(text);
  if (branches && !mayVanish(text)) {
    const [then, otherwise] = [branches.then, branches.otherwise].map((branch) => splitAtCommas(branch, mayHoldComma));
    return { 'Fn::If': [branches.condition, then ?? '', otherwise ?? ''] };
  }
  return new Splitter(mayHoldComma).joined(text) ?? { 'Fn::Split': [',', text] };
}

class Splitter {
  readonly #mayHoldComma: MayHoldComma;

  constructor(mayHoldComma: MayHoldComma) {
    this.#mayHoldComma = mayHoldComma;
  }

  // The list that a text is the join of, or undefined when that cannot be said.
  joined(text: Data): Data | undefined {
    const [delimiter, list] = argumentsOf(text, 'Fn::Join') ?? [];
    if (delimiter !== ',' || list === undefined) return undefined;
    if (!Array.isArray(list)) return this.#isListOfOnes(list) ? list : undefined;
    // What is joined of nothing is an empty text, and that is an element.
    if (list.every(mayVanish)) return undefined;
    const elements: Data[] = [];
    for (const element of list) {
      const found = this.#elements(element);
      if (!found) return undefined;
      elements.push(...found);
    }
    return elements;
  }

  #elements(element: Data): readonly Data[] | undefined {
    if (typeof element === 'string') return element.split(',');
    if (this.#isOne(element)) return [element];
    const inner = this.joined(element);
    return Array.isArray(inner) ? inner : undefined;
  }

  // Whether a text is sure to have no comma.
  #isOne(data: Data): boolean {
    if (!isObject(data)) return !String(data).includes(',');
    const branches = branchesOf(data);
    if (branches) return this.#isOne(branches.then) && this.#isOne(branches.otherwise);
    const [[name, payload] = ['', '']] = Object.entries(data);
    const [first = '', second = ''] = Array.isArray(payload) ? payload : [payload];
    switch (name) {
      case 'Ref':
        return isNoValue(data) || !this.#mayHoldComma(String(payload));
      case 'Fn::GetAtt':
      case 'Fn::Base64':
        return true;
      case 'Fn::Select':
        return this.#isListOfOnes(second);
      case 'Fn::Join':
        return this.#isOne(first) && this.#isListOfOnes(second);
      case 'Fn::Sub':
        return this.#isSubOne(String(first), isObject(second) ? second : {});
      default:
        return false;
    }
  }

  #isSubOne(text: string, variables: Readonly<Record<string, Data>>): boolean {
    return readSub(text).every((piece) => {
      if (typeof piece === 'string') return !piece.includes(',');
      const value = variables[piece.name];
      if (value !== undefined) return this.#isOne(value);
      return piece.name.includes('.') || !this.#mayHoldComma(piece.name);
    });
  }

  #isListOfOnes(list: Data): boolean {
    if (Array.isArray(list)) return list.every((element) => this.#isOne(element));
    const branches = branchesOf(list);
    if (branches) return this.#isListOfOnes(branches.then) && this.#isListOfOnes(branches.otherwise);
    if (!isObject(list)) return false;
    if (argumentsOf(list, 'Fn::Split')) return argumentsOf(list, 'Fn::Split')?.[0] === ',';
    // Parameters that are lists are cut at commas by CloudFormation; its own lists have none.
    return ['Ref', 'Fn::GetAtt', 'Fn::GetAZs', 'Fn::Cidr'].some((name) => name in list);
  }
}
