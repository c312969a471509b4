// For tests only.
// oxlint-disable no-template-curly-in-string -- CloudFormation's placeholders
import { and, type ConditionExpression, equals, fnIf, type NamedCondition, not, or } from '../../condition.ts';
import { Expression, type List, type Value } from '../../expression.ts';
import { base64, findInMap, getAZs, join, select, split } from '../../intrinsics.ts';
import type { Mapping } from '../../mapping.ts';
import { noValue } from '../../pseudo.ts';
import type { HasDeclaration } from '../../reference.ts';
import type { StackTools } from '../../stack.ts';
import { sub } from '../../sub.ts';
import type { Choices, Names } from './choices.ts';
import type { Kind } from './parameters.ts';

/** A value and whether conditions may compare it: it is known before there are resources. */
export interface Known<V> {
  readonly value: V;
  readonly known: boolean;
}
export type Text = Known<Value<string>>;
export type Texts = Known<List<string>>;

/** What a body may use, as far as it has come. */
export interface Body {
  readonly tools: StackTools;
  readonly names: Names;
  readonly texts: Text[];
  readonly lists: Texts[];
  /** Texts that hold commas. */
  readonly joined: Text[];
  readonly keys: Value<'k1' | 'k2'>[];
  readonly mappings: Mapping<typeof TABLE>[];
  readonly conditions: NamedCondition[];
  readonly handles: HasDeclaration[];
}

/** What every mapping holds. */
export const TABLE = { k1: { v: 'm1', l: ['m2', 'm3'] }, k2: { v: 'm4', l: ['m5'] } };

const LITERALS = ['v1', 'd1', '', 'a b', '$', '{x}', '${X}', '${!X}', 'w-w', '7'] as const;

/** Random values out of what a body may use. */
export class Values {
  readonly #choose: Choices;

  constructor(choices: Choices) {
    this.#choose = choices;
  }

  yesOrNo(within: Body, depth: number): ConditionExpression {
    const known = within.texts.filter((text) => text.known).map(({ value }) => value);
    const earlier = this.#choose.any(within.conditions);
    const kind = depth === 0 ? 0 : this.#choose.next(6);
    if (kind === 1 && earlier) return not(earlier);
    if (kind === 2 && earlier) return and(earlier, this.yesOrNo(within, depth - 1));
    if (kind === 3) return or(this.yesOrNo(within, depth - 1), this.yesOrNo(within, depth - 1));
    if (kind === 4) {
      const lists = within.lists.filter((list) => list.known).map(({ value }) => value);
      return equals(select(0, this.#choose.any(lists) ?? ['v1']), this.#choose.one(['v1', 'd1']));
    }
    return equals(this.#choose.any(known) ?? 'v1', this.#choose.one(['v1', 'd1', 'l1']));
  }

  property(within: Body, depth: number): unknown {
    switch (this.#choose.next(depth === 0 ? 3 : 8)) {
      case 1:
        return this.list(within, 2).value;
      case 2:
        return this.#choose.any(within.joined)?.value ?? 3;
      case 3:
        return { Inner: this.property(within, depth - 1), Flag: true };
      case 4:
        return [{ Inner: this.property(within, depth - 1) }, { Other: 1 }];
      case 5: {
        const condition = this.#choose.any(within.conditions);
        return condition && fnIf<unknown>(condition, this.property(within, depth - 1), noValue);
      }
      case 6:
        return join(this.#choose.one([',', '-', '']), this.list(within, 2).value);
      default:
        return this.text(within, 3).value;
    }
  }

  // Without a comma in it: it can be an element of a list.
  text(within: Body, depth: number): Text {
    const known = (value: Value<string>) => ({ value, known: true });
    const unknown = (value: Value<string>) => ({ value, known: false });
    const literal = known(this.#choose.one(LITERALS));
    const inner = () => this.text(within, depth - 1).value;
    switch (this.#choose.next(depth === 0 ? 3 : 13)) {
      case 1:
      case 2:
      case 3:
      case 4:
        return this.#choose.any(within.texts) ?? literal;
      case 5: {
        const [one, two] = [inner(), inner()];
        return unknown(
          this.#choose.one([sub`${one}${two}`, sub`${one}-${two}`, sub`$${one}{${two}}`, sub`\${A}/${one}`]),
        );
      }
      case 6:
        return unknown(sub`${this.#choose.one(LITERALS)}${this.#choose.any(within.texts)?.value ?? ''}${inner()}`);
      case 7:
        return unknown(join(this.#choose.one(['-', '']), this.list(within, depth - 1).value));
      case 8:
        return unknown(select(this.#choose.next(3), this.list(within, depth - 1).value));
      case 9: {
        const condition = this.#choose.any(within.conditions);
        return condition ? unknown(fnIf(condition, inner(), inner())) : literal;
      }
      case 10: {
        const mapping = this.#choose.any(within.mappings);
        return mapping ? unknown(findInMap(mapping, this.#choose.any(within.keys) ?? 'k1', 'v')) : literal;
      }
      case 11:
        return unknown(base64(inner()));
      case 12: {
        const text = this.#choose.any(within.joined)?.value ?? 'j1,j2';
        return unknown(select(this.#choose.next(2), split(',', text)));
      }
      default:
        return literal;
    }
  }

  list(within: Body, depth: number): Texts {
    const unknown = (value: List<string>) => ({ value, known: false });
    const literal = (): Texts =>
      unknown([this.text(within, 0).value, ...this.#choose.times(2).map(() => this.text(within, 1).value)]);
    switch (this.#choose.next(depth === 0 ? 3 : 10)) {
      case 1:
      case 2:
      case 3:
        return this.#choose.any(within.lists) ?? literal();
      case 4:
        return unknown(split(',', this.#choose.any(within.joined)?.value ?? 'j1,j2'));
      case 5: {
        const parts: Value<string>[] = [
          join(',', this.list(within, depth - 1).value),
          this.text(within, 1).value,
          join(',', this.list(within, depth - 1).value),
        ];
        return unknown(split(',', join(',', parts)));
      }
      case 6: {
        const condition = this.#choose.any(within.conditions);
        if (!condition) return literal();
        const [then, otherwise] = [this.list(within, depth - 1).value, this.list(within, depth - 1).value];
        return unknown(fnIf<readonly string[]>(condition, asOne(then), asOne(otherwise)));
      }
      case 7: {
        const condition = this.#choose.any(within.conditions);
        if (!condition) return literal();
        const text = this.text(within, 1).value;
        return unknown([this.#choose.one(['l1', 'l2']), fnIf<string>(condition, text, noValue), 'l3']);
      }
      case 8: {
        const mapping = this.#choose.any(within.mappings);
        return mapping ? unknown(findInMap(mapping, this.#choose.any(within.keys) ?? 'k1', 'l')) : literal();
      }
      case 9:
        return unknown(split('-', this.text(within, 1).value));
      default:
        return this.#choose.next(4) === 1 ? unknown(getAZs()) : literal();
    }
  }
}

/** Adds a parameter to what a body may use. */
export function take(within: Body, kind: Kind, given: unknown, known: boolean): void {
  if (!(given instanceof Expression)) throw new Error('a parameter is no expression');
  switch (kind) {
    case 'text':
    case 'number':
    case 'ssm':
      within.texts.push({ value: given, known });
      break;
    case 'list':
    case 'subnets':
    case 'ssmList':
      within.lists.push({ value: given, known });
      break;
    case 'joined':
      within.joined.push({ value: given, known });
      break;
    case 'key':
      within.keys.push(given);
      within.texts.push({ value: given, known });
  }
}

// A list whose elements are expressions is no literal to the types, but all the same a value.
function asOne(list: List<string>): Value<readonly string[]> {
  return list as Value<readonly string[]>;
}
