import type { NamedCondition } from './condition.ts';
import type { Expression, List, Value, Yielded } from './expression.ts';
import type { Text } from './intrinsics.ts';
import { Place } from './place.ts';

/** What a stack may give out: a value, or a list (which crosses to other stacks joined by commas). */
export type OutputValue = Value<Text> | List<Text>;

export interface OutputOptions {
  readonly description?: string | undefined;
  /** The name that other stacks of the account and region import it by. */
  readonly exportName?: Value<string> | undefined;
  /** The output exists only if this holds. */
  readonly condition?: NamedCondition | undefined;
}

/** An output with a description, an export or a condition. A bare value will do where none of them is wanted. */
export class Output<out V extends OutputValue = OutputValue> {
  readonly value: V;
  readonly options: OutputOptions;
  readonly place: Place;

  constructor(value: V, options: OutputOptions, place: Place) {
    this.value = value;
    this.options = options;
    this.place = place;
  }
}

/**
 * An output with a description, an export or a condition.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
 */
export function output<V extends OutputValue>(value: V, options: OutputOptions): Output<V> {
  return new Output(value, options, Place.ofCallerOf(output));
}

/** What a stack's body returns: its outputs by name. One that is undefined is left out. */
export type OutputSet = Readonly<Record<string, OutputValue | Output | undefined>>;

type Widened<T> = T extends string
  ? string extends T
    ? string
    : T
  : T extends readonly (infer E)[]
    ? readonly Widened<E>[]
    : T;

/** The expression that a parent gets for one output of a nested stack. */
export type OutputReference<O> = O extends undefined
  ? undefined
  : O extends Output<infer V>
    ? Expression<Widened<Yielded<V>>>
    : Expression<Widened<Yielded<O>>>;

/** All outputs of a nested stack as its parent sees them. */
export type OutputReferences<O> = { readonly [K in keyof O]: OutputReference<O[K]> };
