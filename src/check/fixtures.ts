// For tests only: stacks as data, with whatever is wrong in them.
import type { BuiltStack } from '../dsl/built.ts';
import type { Problem } from '../dsl/error.ts';
import { Place } from '../dsl/place.ts';
import type { Data, DataObject, Template } from '../dsl/template.ts';

/** A built stack of this template. Everything in it was declared on the line that calls this. */
export function stackOf(template: Partial<Template>, more: Partial<BuiltStack> = {}): BuiltStack {
  return {
    name: 'It',
    template: { AWSTemplateFormatVersion: '2010-09-09', Resources: {}, ...template },
    comments: {},
    places: new Map(),
    place: Place.ofCallerOf(stackOf),
    listOutputs: new Set(),
    nested: new Map(),
    problems: [],
    ...more,
  };
}

/** A stack with one resource, `It`. */
export function resourceOf(Type: string, Properties: DataObject, more: Partial<Template> = {}): BuiltStack {
  return stackOf({ ...more, Resources: { ...more.Resources, It: { Type, Properties } } });
}

/** A reference in data. */
export const ref = (name: string): Data => ({ Ref: name });

/** An attribute in data. */
export const att = (name: string, attribute: string): Data => ({ 'Fn::GetAtt': [name, attribute] });

/** Problems as lines: `code logicalId path: message -> hint`. */
export function linesOf(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ code, logicalId, path, message, hint }) => {
    const where = [code, logicalId, path].filter(Boolean).join(' ');
    return `${where}: ${message}${hint === undefined ? '' : ` -> ${hint}`}`;
  });
}
