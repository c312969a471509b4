import { specOf } from '../aws/spec.ts';
import type { BuiltStack } from '../dsl/built.ts';
import type { Problem } from '../dsl/error.ts';
import { type NameUse, namesUsed, PSEUDO_PARAMETERS, usesOf } from '../dsl/references.ts';
import type { Data, Section } from '../dsl/template.ts';
import { type Finding, problemOf, suggest } from './report.ts';

/**
 * Every name that the template uses is declared in it, every attribute is one that the resource has, and every parameter,
 * condition and mapping is used by something.
 */
export function checkReferences(stack: BuiltStack): readonly Problem[] {
  const { Parameters = {}, Rules = {}, Mappings = {}, Conditions = {}, Resources, Outputs = {} } = stack.template;
  const problems: Problem[] = [];
  const used: Record<'Parameters' | 'Mappings' | 'Conditions', Set<string>> = {
    Parameters: new Set(),
    Mappings: new Set(),
    Conditions: new Set(),
  };

  const look = (section: Section, id: string, uses: readonly NameUse[], names: Names): void => {
    // A text may name one thing several times.
    const told = new Set<string>();
    for (const use of uses) {
      if (use.kind === 'Ref') used.Parameters.add(use.name);
      if (use.kind === 'Condition') used.Conditions.add(use.name);
      if (use.kind === 'FindInMap') used.Mappings.add(use.name);
      const finding = checkUse(use, stack, names);
      if (!finding) continue;
      const key = JSON.stringify([finding.message, use.path]);
      if (!told.has(key)) problems.push(problemOf(stack, section, id, finding));
      told.add(key);
    }
  };
  const condition = (section: Section, id: string, name: string | undefined): void => {
    if (name === undefined) return;
    used.Conditions.add(name);
    const finding = checkUse({ kind: 'Condition', name, path: ['Condition'] }, stack, ALL);
    if (finding) problems.push(problemOf(stack, section, id, finding));
  };

  for (const [name, rule] of Object.entries(Rules)) {
    look('Rules', name, namesUsed(rule), PARAMETERS_ONLY);
    for (const type of typesAskedFor(rule)) {
      for (const [parameter, { Type }] of Object.entries(Parameters)) {
        if (Type === type || Type === `List<${type}>`) used.Parameters.add(parameter);
      }
    }
  }
  for (const [name, expression] of Object.entries(Conditions))
    look('Conditions', name, namesUsed(expression, true), PARAMETERS_ONLY);
  for (const [id, resource] of Object.entries(Resources)) {
    const { Condition, DependsOn = [] } = resource;
    look('Resources', id, usesOf(resource).names, ALL);
    condition('Resources', id, Condition);
    for (const name of [DependsOn].flat()) {
      if (Object.hasOwn(Resources, name) && name !== id) continue;
      const message = name === id ? 'waits for itself' : `waits for ${name}, which is not a resource of this stack`;
      const hint = name === id ? 'take it out of dependsOn' : suggest(name, Object.keys(Resources));
      problems.push(
        problemOf(stack, 'Resources', id, { code: 'unresolved-reference', message, hint, path: ['DependsOn'] }),
      );
    }
  }
  for (const [name, output] of Object.entries(Outputs)) {
    look('Outputs', name, usesOf(output).names, ALL);
    condition('Outputs', name, output.Condition);
  }

  const unused = (section: 'Parameters' | 'Mappings' | 'Conditions', names: object, what: string): void => {
    for (const name of Object.keys(names)) {
      if (used[section].has(name)) continue;
      const finding = {
        code: `unused-${what}`,
        message: `the ${what} ${name} is used by nothing`,
        hint: 'use it or remove it',
      };
      problems.push(problemOf(stack, section, name, finding));
    }
  };
  unused('Parameters', Parameters, 'parameter');
  unused('Mappings', Mappings, 'mapping');
  unused('Conditions', Conditions, 'condition');
  return problems;
}

// A rule may ask for all parameters of a type: `Fn::RefAll: AWS::EC2::VPC::Id`.
function typesAskedFor(rule: Data): readonly string[] {
  const asked = JSON.stringify(rule).matchAll(/{"Fn::(?:RefAll|ValueOfAll)":\[?"([^"]+)"/g);
  return [...asked].map((match) => match[1] ?? '');
}

interface Names {
  readonly resources: boolean;
}
const ALL: Names = { resources: true };
// Conditions and rules are worked out before any resource exists.
const PARAMETERS_ONLY: Names = { resources: false };

function checkUse(use: NameUse, stack: BuiltStack, names: Names): Finding | undefined {
  const { Parameters = {}, Mappings = {}, Conditions = {}, Resources } = stack.template;
  const { kind, name, path } = use;
  const isIn = (section: object) => Object.hasOwn(section, name);
  const unresolved = (what: string, known: readonly string[]): Finding => ({
    code: 'unresolved-reference',
    message: `refers to ${name}, which is not ${what}`,
    hint: suggest(name, known),
    path,
  });
  const absent = (what: string, ...sections: readonly object[]) =>
    unresolved(`${what} of this stack`, sections.flatMap(Object.keys));
  if (kind === 'Condition') return isIn(Conditions) ? undefined : absent('a condition', Conditions);
  if (kind === 'FindInMap') return isIn(Mappings) ? undefined : absent('a mapping', Mappings);
  if (name.startsWith('AWS::')) return unresolved('a pseudo parameter', [...PSEUDO_PARAMETERS]);
  if (kind === 'Ref' && isIn(Parameters)) return undefined;
  if (!names.resources) return isIn(Resources) ? tooEarly(use) : absent('a parameter', Parameters);
  if (kind === 'GetAtt') return isIn(Resources) ? checkAttribute(use, stack) : absent('a resource', Resources);
  return isIn(Resources) ? undefined : absent('a parameter or resource', Parameters, Resources);
}

function tooEarly({ name, path }: NameUse): Finding {
  return {
    code: 'unresolved-reference',
    message: `refers to the resource ${name}; conditions and rules are worked out before any resource exists`,
    hint: 'compare a parameter or a pseudo parameter instead',
    path,
  };
}

function checkAttribute({ name, attribute = '', path }: NameUse, stack: BuiltStack): Finding | undefined {
  const nested = stack.nested.get(name);
  const type = stack.template.Resources[name]?.Type ?? '';
  const known = nested
    ? Object.keys(nested.stack.template.Outputs ?? {}).map((output) => `Outputs.${output}`)
    : attributesOf(type);
  // A nested stack whose template is not ours has outputs that we do not know.
  if (!nested && type === 'AWS::CloudFormation::Stack' && attribute.startsWith('Outputs.')) return undefined;
  if (!known || known.includes(attribute)) return undefined;
  return {
    code: 'unknown-attribute',
    message: `${name} (${nested ? `stack ${nested.stack.name}` : type}) has no attribute ${attribute}`,
    hint: suggest(attribute, known),
    path,
  };
}

function attributesOf(type: string): readonly string[] | undefined {
  const spec = specOf(type);
  return spec && Object.keys(spec.attributes);
}
