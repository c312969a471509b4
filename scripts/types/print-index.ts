import type { Model } from './model.ts';
import { fileOf, namespaceOf } from './names.ts';
import { printHeader } from './print-types.ts';

const tagPage =
  'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html';

/** The face of `src/aws`: one namespace per service, in the order of the files, as `make format` sorts them. */
export function printIndex(model: Model, services: readonly string[]): string {
  const lines = [
    ...services.map((service) => `* as ${namespaceOf(service)} from './${fileOf(service)}'`),
    "type { Tag } from './tag.ts'",
  ];
  const file = (line: string) => line.slice(line.indexOf('./'));
  lines.sort((a, b) => (file(a) < file(b) ? -1 : 1));
  return `${printHeader(model)}\n\n${lines.map((line) => `export ${line};\n`).join('')}`;
}

/** The tag that all services share. */
export function printTag(model: Model): string {
  return `${printHeader(model)}

import type { Value } from '../dsl/expression.ts';

/** @see ${tagPage} */
export interface Tag {
  readonly Key: Value<string>;
  readonly Value: Value<string>;
}
`;
}
