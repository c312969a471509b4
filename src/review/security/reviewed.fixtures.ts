// For tests only: the flat form of a system as resources to be reviewed, and changes of it.
import { ResolvedTemplate } from '../../check/permissions/resolve.ts';
import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject, Template } from '../../dsl/template.ts';
import type { ReviewedResource } from '../resolve/resource.ts';
import { tokenText } from '../resolve/token.ts';
import { compareSecurity } from './security.ts';

/** A template's resources, with tokens for what only a deployment knows. */
export function reviewed(template: Template, parameters: Readonly<Record<string, Data>>): readonly ReviewedResource[] {
  const pseudo = [
    'AWS::Partition',
    'AWS::Region',
    'AWS::AccountId',
    'AWS::URLSuffix',
    'AWS::StackName',
    'AWS::StackId',
  ];
  const given = Object.entries(template.Parameters ?? {}).map(([name, { Default }]) => [
    name,
    parameters[name] ?? Default ?? tokenText({ of: name }),
  ]);
  const resolved = new ResolvedTemplate(template, {
    pseudo: Object.fromEntries(pseudo.map((name) => [name, tokenText({ of: name })])),
    parameters: Object.fromEntries(given),
    resource: ({ logicalId, attribute }) =>
      tokenText(attribute === undefined ? { of: logicalId } : { of: logicalId, attribute }),
    functions: {
      'Fn::GetAZs': () => ['a', 'b', 'c'].map((zone) => tokenText({ of: `zone-${zone}` })),
      'Fn::Cidr': () => Array.from({ length: 16 }, (_, index) => `10.0.${index}.0/24`),
    },
    later: '\uE000',
  });
  return resolved.resources.map(({ logicalId, type }) => ({
    path: logicalId,
    type,
    properties: resolved.properties(logicalId),
    attributes: {},
  }));
}

/** A resource that a test makes up. */
export function resource(path: string, type: string, properties: DataObject): ReviewedResource {
  return { path, type, properties, attributes: {} };
}

/** The resources with what stands at that place changed: `TaskRole`, `Policies.0.PolicyName`. */
export function edited(
  resources: readonly ReviewedResource[],
  path: string,
  at: string,
  edit: (value: Data) => Data | undefined,
): readonly ReviewedResource[] {
  return resources.map((each) =>
    each.path === path ? { ...each, properties: object(replace(each.properties, at.split('.'), edit)) } : each,
  );
}

function replace(
  data: Data,
  [name, ...rest]: readonly string[],
  edit: (value: Data) => Data | undefined,
): Data | undefined {
  if (name === undefined) return edit(data);
  if (Array.isArray(data)) {
    return data.flatMap((each, index) => {
      const value = index === Number(name) ? replace(each, rest, edit) : each;
      return value === undefined ? [] : [value];
    });
  }
  const { [name]: old = null, ...others } = object(data);
  const value = replace(old, rest, edit);
  return value === undefined ? others : { ...object(data), [name]: value };
}

function object(data: Data | undefined): DataObject {
  return isObject(data) ? data : {};
}

/** What is said of a change, a line each: `opens wildcard-grown TaskRole Policies[x] Statement[0]: may ...`. */
export function lines(before: readonly ReviewedResource[], after: readonly ReviewedResource[]): readonly string[] {
  return compareSecurity(before, after).map(
    ({ effect, code, path, at, message }) => `${effect} ${code} ${path}${at === '' ? '' : ` ${at}`}: ${message}`,
  );
}
