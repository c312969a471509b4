// For tests only: the buildspecs of emitted templates, with values for what they refer to.
import { madeUpValues } from '../../src/check/permissions/made-up.ts';
import { type KnownValues, ResolvedTemplate } from '../../src/check/permissions/resolve.ts';
import { isObject } from '../../src/dsl/border.ts';
import { yieldsList } from '../../src/dsl/parameter-type.ts';
import type { Data, Template, TemplateParameter } from '../../src/dsl/template.ts';

const TARGET = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

/** The buildspec as the template's build project gets it, or undefined where the template has no build project. */
export function buildSpecOf(template: Template): string | undefined {
  if (!template.Resources.BuildProject) return undefined;
  const { Source } = new ResolvedTemplate(template, valuesFor(template)).properties('BuildProject');
  return isObject(Source) && typeof Source.BuildSpec === 'string' ? Source.BuildSpec : undefined;
}

/** A file of `release/` with values where it says what is to be filled in. */
export function fillIn(text: string): string {
  const { pseudo } = madeUpValues(TARGET);
  return text.replace(/\$\{([\w:]+)\}/g, (_, name: string) => pseudo[name] ?? `made-up-${name}`);
}

function valuesFor({ Parameters = {} }: Template): KnownValues {
  const given = Object.entries(Parameters)
    .filter(([, { Default }]) => Default === undefined)
    .map(([name, parameter]) => [name, madeUpParameter(name, parameter)] as const);
  const values = madeUpValues(TARGET, Object.fromEntries(given));
  return { ...values, resource: (reference) => values.resource(reference) ?? `made-up-${reference.logicalId}` };
}

function madeUpParameter(name: string, { Type, AllowedValues }: TemplateParameter): Data {
  if (name === 'SystemName') return 'variant';
  return AllowedValues?.[0] ?? (yieldsList(Type) ? [`first-of-${name}`, `second-of-${name}`] : `made-up-${name}`);
}
