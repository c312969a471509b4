import { yieldsList } from '../../dsl/parameter-type.ts';
import type { Data, Template, TemplateParameter } from '../../dsl/template.ts';
import type { Target } from './made-up.ts';

/** As many elements as any list of ours is asked for. */
const LIST_LENGTH = 16;

/**
 * Values for a template's parameters as somebody could give them: those without a default are made up, the same each time, and
 * have the form that their pattern asks for where that is the pattern of an ARN.
 */
export function madeUpParameters(template: Template, target: Target): Readonly<Record<string, Data>> {
  const entries = Object.entries(template.Parameters ?? {});
  return Object.fromEntries(entries.map(([name, parameter]) => [name, madeUpParameter(name, parameter, target)]));
}

function madeUpParameter(name: string, parameter: TemplateParameter, target: Target): Data {
  const { Type, Default, AllowedValues, AllowedPattern = '', MinValue } = parameter;
  if (Default !== undefined) return yieldsList(Type) ? String(Default).split(',') : Default;
  if (AllowedValues?.[0] !== undefined) return AllowedValues[0];
  if (Type === 'Number') return MinValue ?? 1;
  if (yieldsList(Type)) return Array.from({ length: LIST_LENGTH }, (_, index) => `made-up-${name}-${index + 1}`);
  return AllowedPattern.startsWith('arn:') ? madeUpArn(name, AllowedPattern, target) : `made-up-${name}`;
}

// The patterns of ours: `arn:[a-z-]+:(acm|iam):.+`, `arn:[a-z-]+:kms:.+:key/.+`.
function madeUpArn(name: string, pattern: string, { partition, region, account }: Target): string {
  const [, , service = '', ...rest] = pattern.split(':');
  const first = /^\(([\w-]+)/.exec(service)?.[1] ?? service;
  const resource = rest.at(-1) ?? '';
  const what = resource.replace(/\.[+*]/g, `made-up-${name}`);
  return `arn:${partition}:${first}:${first === 'iam' ? '' : region}:${account}:${what}`;
}
