import { takesList } from './parameter-type.ts';
import type { TemplateParameter } from './template.ts';

/**
 * Why CloudFormation would not take this text for the parameter, or undefined when it would. A list is checked element by
 * element, as CloudFormation does. Says nothing of AWS-specific types, whose values only an account knows.
 */
export function parameterFault(parameter: TemplateParameter, value: string | number): string | undefined {
  // A parameter of an SSM type holds a name; its constraints are for the value behind it.
  if (parameter.Type.startsWith('AWS::SSM::')) return undefined;
  const elements = takesList(parameter.Type) ? String(value).split(',') : [value];
  for (const element of elements) {
    const fault = elementFault(parameter, element);
    if (fault) return fault;
  }
  return undefined;
}

function elementFault(parameter: TemplateParameter, value: string | number): string | undefined {
  const text = String(value);
  const shown = JSON.stringify(text);
  if (parameter.AllowedValues && !parameter.AllowedValues.some((allowed) => String(allowed) === text)) {
    return `${shown} is not one of ${parameter.AllowedValues.join(', ')}`;
  }
  if (parameter.Type === 'Number' || parameter.Type === 'List<Number>') {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())) return `${shown} is not a number`;
    if (Number(text) < (parameter.MinValue ?? Number.NEGATIVE_INFINITY))
      return `${text} is less than ${parameter.MinValue}`;
    if (Number(text) > (parameter.MaxValue ?? Number.POSITIVE_INFINITY))
      return `${text} is more than ${parameter.MaxValue}`;
  }
  if (parameter.AllowedPattern !== undefined && !matches(parameter.AllowedPattern, text)) {
    return `${shown} does not match ${parameter.AllowedPattern}`;
  }
  if (text.length < (parameter.MinLength ?? 0)) return `${shown} is shorter than ${parameter.MinLength} characters`;
  if (text.length > (parameter.MaxLength ?? 4096))
    return `${shown} is longer than ${parameter.MaxLength ?? 4096} characters`;
  return undefined;
}

// A pattern is Java's. One that JavaScript cannot read is left to CloudFormation and the linters.
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(text);
  } catch {
    return true;
  }
}
