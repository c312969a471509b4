import { IntrinsicFunction } from 'cloudform-types/types/dataTypes.js';

declare const yields: unique symbol;

/**
 * Something that CloudFormation works out while it deploys: a reference, an attribute, a joined string. `T` is what it
 * yields. It is one of cloudform's intrinsic functions, so it also fits wherever cloudform takes one.
 *
 * A list expression is an `Expression<readonly string[]>` and does not fit where an `Expression<string>` goes.
 */
export class Expression<out T> extends IntrinsicFunction implements Yields<T> {
  // Only a type: what makes Expression<string> and Expression<number> differ.
  declare readonly [yields]: T;
}

/**
 * An expression, seen only as what it yields. `Value` has this and not the class, or a misspelt `name` or `payload` (members of
 * cloudform's class) would pass in any object that is a `Value`.
 */
export interface Yields<out T> {
  readonly [yields]: T;
}

/** Tells an expression from a literal. `instanceof` would do at run time, but does not tell TypeScript of the other case. */
export function isExpression(value: unknown): value is Yields<unknown> {
  return value instanceof Expression;
}

/** A literal, or an expression that yields the same. */
export type Value<T> = T | Yields<T>;

/** A list as CloudFormation takes one: an expression of a whole list, or a list of values. */
export type List<T> = Yields<readonly T[]> | readonly Value<T>[];

/** Free-form JSON (a policy document, a dashboard) that may hold expressions anywhere. `undefined` members are left out. */
export type Json =
  | string
  | number
  | boolean
  | Yields<unknown>
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** What a `Value`, `List` or expression yields in the end. */
export type Yielded<V> = V extends Yields<infer T> ? T : V extends readonly (infer E)[] ? readonly Yielded<E>[] : V;

/**
 * Says that an expression yields `T` where its type does not: a string parameter that is known to hold one of an enum's
 * values, an attribute of a resource class that came from cloudform. The one place where the language believes the author;
 * search for it when a deployed value turns out wrong.
 */
export function assume<T>(expression: Expression<unknown>): Expression<T> {
  return expression as Expression<T>;
}

/**
 * Takes one of cloudform's own intrinsic functions (`Fn.Join(...)`, `Refs.Region`) into the language. What it yields is the
 * author's word: names inside it are checked at synth, its type is not.
 */
export function fromCloudform<T>(intrinsic: IntrinsicFunction): Expression<T> {
  if (intrinsic instanceof Expression) return intrinsic;
  const [[name, payload] = ['', undefined]] = Object.entries<unknown>(intrinsic.toJSON());
  return new Expression<T>(name, payload);
}
