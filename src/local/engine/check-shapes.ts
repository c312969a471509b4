import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';

type Shape = 'a string' | 'a list' | 'a string or a list of strings' | 'a map';

const FITS: Readonly<Record<Shape, (data: Data) => boolean>> = {
  'a string': isText,
  'a list': Array.isArray,
  'a string or a list of strings': (data) => isText(data) || (Array.isArray(data) && data.every(isText)),
  'a map': isObject,
};

/** What the parts of a template have to be for anything to be read of them; values, which may be functions, are not among it. */
const SHAPES: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
  Parameters: { Type: 'a string', Description: 'a string', AllowedPattern: 'a string', AllowedValues: 'a list' },
  Resources: {
    Type: 'a string',
    Condition: 'a string',
    DependsOn: 'a string or a list of strings',
    Properties: 'a map',
    Metadata: 'a map',
  },
  Outputs: { Description: 'a string', Condition: 'a string', Export: 'a map' },
};

/** The first part of a template that cannot be what it stands for, in CloudFormation's way; undefined where there is none. */
export function shapeFault(template: DataObject): string | undefined {
  const { Description } = template;
  if (Description !== undefined && !isText(Description))
    return "Template format error: [/Description] 'Description' must be a string";
  for (const [section, shapes] of Object.entries(SHAPES)) {
    const named = template[section];
    for (const [name, item] of Object.entries(isObject(named) ? named : {}))
      for (const [key, shape] of Object.entries(shapes)) {
        const data = isObject(item) ? item[key] : undefined;
        if (data === undefined || FITS[shape](data)) continue;
        return `Template format error: [/${section}/${name}/${key}] '${key}' must be ${shape}`;
      }
  }
  return undefined;
}

function isText(data: Data): data is string {
  return typeof data === 'string';
}
