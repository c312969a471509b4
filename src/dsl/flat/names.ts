import type { BuiltStack } from '../built.ts';
import { TEMPLATE_LOCATION } from '../nested-template.ts';
import { isLookedUp } from '../parameter-type.ts';
import type { Template } from '../template.ts';

/** What the names of one stack became in the flat template. Absent: the name of something that is not there any more. */
export interface Names {
  readonly parameters: ReadonlyMap<string, string>;
  readonly resources: ReadonlyMap<string, string>;
  readonly conditions: ReadonlyMap<string, string>;
  readonly mappings: ReadonlyMap<string, string>;
  readonly rules: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
}

/**
 * The names of the flat template. Who comes first keeps a name; a later one gets its stack's logical id in front. So a stack
 * added at the end never renames (and thereby replaces) what is deployed.
 */
export class Taken {
  // Parameters and resources share one space of names.
  readonly #ids = new Set<string>();
  readonly #spaces = new Map<string, Set<string>>();

  take(stack: BuiltStack, prefix: string | undefined): Names {
    const { template, nested } = stack;
    const own = (section: keyof Template, space: Set<string>, isLeftOut: (name: string) => boolean = () => false) =>
      new Map(
        Object.keys(template[section] ?? {})
          .filter((name) => !isLeftOut(name))
          .map((name) => [name, takeName(name, prefix, space)]),
      );
    return {
      parameters: own('Parameters', this.#ids, (name) => !staysParameter(stack, name, prefix !== undefined)),
      resources: own('Resources', this.#ids, (name) => nested.has(name)),
      conditions: own('Conditions', this.#space('Conditions')),
      mappings: own('Mappings', this.#space('Mappings')),
      rules: own('Rules', this.#space('Rules')),
      outputs: own(
        'Outputs',
        this.#space('Outputs'),
        (name) => prefix !== undefined && !template.Outputs?.[name]?.Export,
      ),
    };
  }

  /** Takes the name of a condition that no stack declares, or one made from it that is free. */
  takeCondition(name: string): string {
    return takeName(name, undefined, this.#space('Conditions'));
  }

  #space(section: string): Set<string> {
    const space = this.#spaces.get(section) ?? new Set();
    this.#spaces.set(section, space);
    return space;
  }
}

/** Whether a stack's parameter says where its nested templates are, which no one asks of a flat one. */
export function isTemplateLocation({ nested }: BuiltStack, name: string): boolean {
  return nested.size > 0 && Object.hasOwn(TEMPLATE_LOCATION, name);
}

function staysParameter(stack: BuiltStack, name: string, isNested: boolean): boolean {
  const parameter = stack.template.Parameters?.[name];
  if (!parameter || isTemplateLocation(stack, name)) return false;
  // CloudFormation looks values up only for a template's own parameters.
  return !isNested || isLookedUp(parameter.Type);
}

function takeName(name: string, prefix: string | undefined, taken: Set<string>): string {
  let free = name;
  if (taken.has(free)) free = `${prefix ?? ''}${name}`;
  for (let count = 2; taken.has(free); count += 1) free = `${prefix ?? ''}${name}${count}`;
  taken.add(free);
  return free;
}
