import { NotMeasured } from './metrics.ts';

/** A value at one time; undefined where there is no data. */
export type Value = number | undefined;

/** An expression of metric math, read. @param of the value of an id */
export type Formula = (of: (id: string) => Value) => Value;

type Binary = (left: number, right: number) => Value;

const yes = (is: boolean): number => (is ? 1 : 0);

/** By how tightly they bind, the loosest first. */
const OPERATORS: readonly Readonly<Record<string, Binary>>[] = [
  { '||': (a, b) => yes(a !== 0 || b !== 0), OR: (a, b) => yes(a !== 0 || b !== 0) },
  { '&&': (a, b) => yes(a !== 0 && b !== 0), AND: (a, b) => yes(a !== 0 && b !== 0) },
  {
    '==': (a, b) => yes(a === b),
    '!=': (a, b) => yes(a !== b),
    '<=': (a, b) => yes(a <= b),
    '>=': (a, b) => yes(a >= b),
    '<': (a, b) => yes(a < b),
    '>': (a, b) => yes(a > b),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  // Nothing comes of a division by nothing.
  { '*': (a, b) => a * b, '/': (a, b) => (b === 0 ? undefined : a / b) },
  { '^': (a, b) => a ** b },
];

const FUNCTIONS: Readonly<
  Record<string, { readonly takes: readonly number[]; readonly of: (...values: Value[]) => Value }>
> = {
  IF: {
    takes: [2, 3],
    of: (condition, then, otherwise) => (condition === undefined ? undefined : condition !== 0 ? then : otherwise),
  },
  FILL: { takes: [2], of: (value, filler) => value ?? filler },
  ABS: { takes: [1], of: (value) => value && Math.abs(value) },
  CEIL: { takes: [1], of: (value) => value && Math.ceil(value) },
  FLOOR: { takes: [1], of: (value) => value && Math.floor(value) },
};

/**
 * Reads an expression of metric math: arithmetic, comparisons, AND, OR, and the functions IF, FILL (with a number), ABS, CEIL, FLOOR. What
 * has no data makes everything that it is part of have none, except in FILL.
 * @throws NotMeasured with what it does not know
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function readFormula(text: string): Formula {
  const tokens = text.match(/\d+(?:\.\d+)?|[A-Za-z]\w*|\|\||&&|[=!<>]=|\S/g) ?? [];
  let at = 0;
  const next = () => tokens[at++];
  const fail = (what: string): never => {
    throw new NotMeasured(`a rehearsal does not know ${what} in the expression ${text}`);
  };
  const expect = (token: string) => {
    const found = next();
    if (found !== token) fail(`'${found ?? 'the end'}' in the place of '${token}'`);
  };

  const binary = (level: number): Formula => {
    const operators = OPERATORS[level];
    if (!operators) return unary();
    let left = binary(level + 1);
    for (;;) {
      const token = tokens[at] ?? '';
      const operator = Object.hasOwn(operators, token) ? operators[token] : undefined;
      if (!operator) return left;
      at += 1;
      left = both(left, binary(level + 1), operator);
    }
  };
  const unary = (): Formula => {
    if (tokens[at] !== '-') return primary();
    at += 1;
    return both(
      () => 0,
      unary(),
      (a, b) => a - b,
    );
  };
  const primary = (): Formula => {
    const token = next();
    if (token === undefined) return fail('how it ends');
    if (/^\d/.test(token)) return () => Number(token);
    if (token === '(') {
      const inner = binary(0);
      expect(')');
      return inner;
    }
    if (/^[a-z]/.test(token)) return (of) => of(token);
    const known = Object.hasOwn(FUNCTIONS, token) ? FUNCTIONS[token] : undefined;
    if (!known) return fail(`'${token}'`);
    expect('(');
    const given = [binary(0)];
    while (tokens[at] === ',') {
      at += 1;
      given.push(binary(0));
    }
    expect(')');
    if (!known.takes.includes(given.length)) fail(`${token} of ${given.length} values`);
    return (of) => known.of(...given.map((each) => each(of)));
  };
  const formula = binary(0);
  if (at < tokens.length) fail(`'${tokens[at]}'`);
  return formula;
}

function both(left: Formula, right: Formula, operator: Binary): Formula {
  return (of) => {
    const [a, b] = [left(of), right(of)];
    return a === undefined || b === undefined ? undefined : operator(a, b);
  };
}
