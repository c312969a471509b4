import type { BuiltStack } from '../built.ts';
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

  take({ template, nested }: BuiltStack, prefix: string | undefined): Names {
    const own = (section: keyof Template, space: Set<string>, isLeftOut: (name: string) => boolean = () => false) =>
      new Map(
        Object.keys(template[section] ?? {})
          .filter((name) => !isLeftOut(name))
          .map((name) => [name, takeName(name, prefix, space)]),
      );
    return {
      parameters: own('Parameters', this.#ids, (name) => prefix !== undefined && !this.#staysParameter(template, name)),
      resources: own('Resources', this.#ids, (name) => nested.has(name)),
      conditions: own('Conditions', this.#space('Conditions')),
      mappings: own('Mappings', this.#space('Mappings')),
      rules: own('Rules', this.#space('Rules')),
      outputs: own('Outputs', this.#space('Outputs'), (name) => prefix !== undefined && !template.Outputs?.[name]?.Export),
    };
  }

  #staysParameter(template: Template, name: string): boolean {
    return template.Parameters?.[name]?.Type.startsWith('AWS::SSM::Parameter::Value<') ?? false;
  }

  #space(section: string): Set<string> {
    const space = this.#spaces.get(section) ?? new Set();
    this.#spaces.set(section, space);
    return space;
  }
}

function takeName(name: string, prefix: string | undefined, taken: Set<string>): string {
  let free = name;
  if (taken.has(free)) free = `${prefix ?? ''}${name}`;
  for (let count = 2; taken.has(free); count += 1) free = `${prefix ?? ''}${name}${count}`;
  taken.add(free);
  return free;
}
