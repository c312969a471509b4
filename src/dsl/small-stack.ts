// For tests only: stacks of one resource of a made-up type, and what becomes of them.
import assert from 'node:assert/strict';
import { type BuiltStack, buildStack, type Problem, type Stack, type StackTools, stack } from './index.ts';
import type { OutputSet } from './output.ts';
import { type ParameterReferences, type ParameterSet, parameter } from './parameter.ts';
import { Place } from './place.ts';
import { ResourceType } from './resource-type.ts';
import type { Data, Template } from './template.ts';
import { printTemplate } from './yaml/print.ts';

/** A resource that takes anything, so that tests may also write what types would not let through. */
export class Thing extends ResourceType<{ readonly [key: string]: unknown }, ThingReturnValues> {
  constructor(properties: { readonly [key: string]: unknown } = {}) {
    super('Test::Small::Thing', properties, ['Addresses']);
  }
}

export interface ThingReturnValues {
  readonly Arn: string;
  readonly 'Endpoint.Port': number;
  readonly Addresses: readonly string[];
}

const parameters = {
  Name: parameter.string(),
  Names: parameter.list(),
  Colour: parameter.oneOf(['blue', 'green']),
  Count: parameter.number(),
  Flag: parameter.boolean(),
};

type Given = ParameterReferences<typeof parameters>;

/** A stack called Small, with parameters of each kind, whose body is this. */
export function small<O extends OutputSet>(body: (given: Given, tools: StackTools) => O): Stack<typeof parameters, O> {
  return stack('Small', { description: 'A small stack', parameters }, body);
}

/** The template of a stack in which nothing is wrong. */
export function templateOf<P extends ParameterSet, O extends OutputSet>(source: Stack<P, O>): Template {
  return soundly(source).template;
}

/** The stack, built; nothing is wrong in it. */
export function soundly<P extends ParameterSet, O extends OutputSet>(source: Stack<P, O>): BuiltStack {
  const built = buildStack(source);
  assert.deepEqual(built.problems.map(brief), []);
  return built;
}

/** What becomes of a value that stands as a property. */
export function dataOf(value: (given: Given, tools: StackTools) => unknown): Data | undefined {
  return valueIn(templateOf(holding(value)));
}

/** How a value that stands as a property is printed: what follows `Value:`. */
export function printed(value: (given: Given, tools: StackTools) => unknown): string {
  const text = printTemplate(templateOf(holding(value)), { header: [], resources: {} });
  return text.slice(text.indexOf('Value:') + 'Value:'.length).trim();
}

/** What is wrong with a value that stands as a property. */
export function problemsOf(value: (given: Given, tools: StackTools) => unknown): readonly Problem[] {
  return buildStack(holding(value)).problems;
}

/** A problem in short: `null at Small.Holder Properties.Value`. */
export function brief({ code, stack: name, logicalId, path }: Problem): string {
  return `${code} at ${[[name, logicalId].filter(Boolean).join('.'), path].filter(Boolean).join(' ')}`;
}

/** The line that calls this. */
export function here(): number {
  return Place.ofCallerOf(here).position.line;
}

function holding(value: (given: Given, tools: StackTools) => unknown) {
  return small((given, tools) => {
    tools.resource('Holder', new Thing({ Value: value(given, tools) }));
    return {};
  });
}

function valueIn({ Resources }: Template): Data | undefined {
  return Resources.Holder?.Properties?.Value;
}
