import type { List, Value } from './expression.ts';
import type { Parameter, ParameterSet } from './parameter.ts';

/** What may fill a parameter: a list where it is given a list, else a value. */
type Argument<G> = [G] extends [readonly (infer E)[]] ? List<E> : Value<G>;

type RequiredNames<P> = {
  [K in keyof P]-?: P[K] extends Parameter<unknown, 'required'> ? K : never;
}[keyof P];

/** What a parent gives a nested stack: a value for each parameter without a default; the others may be left out. */
export type NestArguments<P extends ParameterSet> = {
  readonly [K in RequiredNames<P>]: P[K] extends Parameter<unknown, 'required' | 'optional', infer G>
    ? Argument<G>
    : never;
} & {
  readonly [K in Exclude<keyof P, RequiredNames<P>>]?:
    | (NonNullable<P[K]> extends Parameter<unknown, 'required' | 'optional', infer G> ? Argument<G> : never)
    | undefined;
};
