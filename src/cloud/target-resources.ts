import { isObject } from '../dsl/border.ts';
import type { Data, DataObject } from '../dsl/template.ts';
import { allTemplates, type Target, type TemplateFile } from './target.ts';

/** A resource in one of a system's templates, as it is written there. */
export interface TargetResource {
  /** The template: `service`. */
  readonly file: string;
  readonly logicalId: string;
  readonly type: string;
  /** Whether it may not come to be, which parameters say. */
  readonly isConditional: boolean;
  readonly properties: DataObject;
}

/** Every resource of a system, nested stacks' too. */
export function targetResources({ root }: Pick<Target, 'root'>): readonly TargetResource[] {
  return allTemplates(root).flatMap(resourcesOf);
}

/** The resources of one template. */
export function resourcesOf({ name, template: { Resources } }: TemplateFile): readonly TargetResource[] {
  if (!isObject(Resources)) return [];
  return Object.entries(Resources).flatMap(([logicalId, resource]): TargetResource[] => {
    if (!isObject(resource) || typeof resource.Type !== 'string') return [];
    const properties = isObject(resource.Properties) ? resource.Properties : {};
    const isConditional = resource.Condition !== undefined;
    return [{ file: name, logicalId, type: resource.Type, isConditional, properties }];
  });
}

/**
 * A name that is made from the system's, as these templates make all names that others know: a text, `!Ref SystemName`, or a
 * substitution of it. Undefined for any other.
 */
export function nameFrom(value: Data | undefined, systemName: string): string | undefined {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return undefined;
  if (value.Ref === 'SystemName') return systemName;
  const pattern = value['Fn::Sub'];
  if (typeof pattern !== 'string') return undefined;
  const name = pattern.replaceAll(`\${SystemName}`, systemName);
  return name.includes('${') ? undefined : name;
}
