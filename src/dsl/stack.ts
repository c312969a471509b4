import type { ConditionExpression, NamedCondition } from './condition.ts';
import type { Json } from './expression.ts';
import type { Mapping, MappingEntries } from './mapping.ts';
import type { NestArguments } from './nest.ts';
import type { OutputReferences, OutputSet } from './output.ts';
import type { ParameterReferences, ParameterSet } from './parameter.ts';
import { Place } from './place.ts';
import type { HasDeclaration } from './reference.ts';
import type { AnyResource, AttributesOf, ResourceAttributes, ResourceHandle } from './resource.ts';
import type { Rule } from './rule.ts';

/** What a stack is, beside its resources. */
export interface StackDefinition<P extends ParameterSet> {
  /** What it is for: the template's `Description` and the first line of its header. At most 1,024 bytes, plain ASCII. */
  readonly description: string;
  readonly parameters?: P;
  /** How consoles group and name the parameters: `AWS::CloudFormation::Interface`. */
  readonly groups?: readonly ParameterGroup<NamesOf<P>>[];
  /** Further entries of the template's `Metadata`. */
  readonly metadata?: { readonly [key: string]: Json };
  /** Macros over the whole template. A template with one cannot be in a service-managed stack set. */
  readonly transform?: string | readonly string[];
}

/** The names of all parameters that the set may have: where it is one set or another, those of either. */
export type NamesOf<P> = P extends unknown ? keyof P & string : never;

/** Parameters that belong together, by name, or by name with a label for each: `{ VpcId: 'Network to live in' }`. */
export interface ParameterGroup<Name extends string> {
  readonly label: string;
  readonly parameters: readonly Name[] | { readonly [N in Name]?: string };
}

/** What a stack's body declares with. Each remembers the line that called it. */
export interface StackTools {
  /** Declares a resource under that logical id and gives the handle that others refer to it by. */
  resource<R extends AnyResource>(
    logicalId: string,
    resource: R,
    attributes?: ResourceAttributes,
  ): ResourceHandle<AttributesOf<R>>;
  /** Declares a condition under that name, to be used by `fnIf` and as an attribute of resources and outputs. */
  condition(name: string, expression: ConditionExpression): NamedCondition;
  /** Declares a table of literals under that name, to be read by `findInMap`. */
  mapping<const E extends MappingEntries>(name: string, entries: E): Mapping<E>;
  /** Declares a check of the parameters. */
  rule(name: string, rule: Rule): void;
  /**
   * Declares another stack inside this one, under that logical id, and gives its outputs. Its parameters are filled here;
   * those with a default may be left out.
   */
  nest<P extends ParameterSet, O extends OutputSet>(
    logicalId: string,
    stack: Stack<P, O>,
    parameters: NestArguments<P>,
    attributes?: NestAttributes,
  ): Nested<O>;
}

/** What may be said about a nested stack beside its parameters. */
export type NestAttributes = Pick<
  ResourceAttributes,
  'comment' | 'dependsOn' | 'condition' | 'deletionPolicy' | 'updateReplacePolicy'
>;

/** A nested stack as its parent sees it: its outputs by name, and its declaration, to be waited for by others. */
export type Nested<O> = OutputReferences<O> & HasDeclaration;

/** A stack as a value: what it is called, what it takes, and the body that declares its resources and returns its outputs. */
export interface Stack<P extends ParameterSet = ParameterSet, O extends OutputSet = OutputSet> {
  readonly name: string;
  readonly definition: StackDefinition<P>;
  readonly place: Place;
  // A method, not a function property: any stack must fit where a stack of unknown parameters goes.
  body(parameters: ParameterReferences<P>, tools: StackTools): O;
}

/**
 * A stack: one CloudFormation template. Nothing is declared until it is built, and it can be built any number of times.
 *
 * ```ts
 * const bucket = stack('Artifacts', { description: 'Where the pipeline keeps its artifacts' }, (_, { resource }) => {
 *   const bucket = resource('Bucket', new S3.Bucket());
 *   return { BucketName: bucket.ref };
 * });
 * ```
 * @param name in PascalCase; its template is `<name in kebab case>.yaml`.
 */
export function stack<O extends OutputSet, P extends ParameterSet = Record<never, never>>(
  name: string,
  definition: StackDefinition<P>,
  body: (parameters: ParameterReferences<P>, tools: StackTools) => O,
): Stack<P, O> {
  return { name, definition, body, place: Place.ofCallerOf(stack) };
}
