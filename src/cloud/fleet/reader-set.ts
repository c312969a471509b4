import { parseTemplate } from '../../dsl/yaml/parse.ts';
import { sha256Of } from '../verified-files.ts';
import type { FleetTarget } from './fleet-target.ts';

/**
 * The stack set that brings the reader's role into the accounts of a service-managed fleet; undefined where there is no such role. A role
 * is an account's in all regions, so the set is in one.
 */
export function readerSetOf(target: FleetTarget): FleetTarget | undefined {
  const { file, roles } = target;
  const { reader, administrator, stackSet, regions } = file;
  if (reader === undefined || stackSet.PermissionModel !== 'SERVICE_MANAGED') return undefined;
  const text = roles[reader.file] ?? '';
  const sha256 = sha256Of(text);
  const name = reader.file.replace(/^.*\//, '').replace(/\.yaml$/, '');
  const { reader: _, ...rest } = file;
  const region = regions.includes(administrator.region) ? administrator.region : (regions[0] ?? administrator.region);
  return {
    ...target,
    root: {
      name,
      pinned: `${name}.${sha256.slice(0, 12)}.yaml`,
      text,
      sha256,
      template: parseTemplate(text),
      nested: {},
    },
    file: {
      ...rest,
      stackSet: {
        ...stackSet,
        StackSetName: reader.stackName,
        Description: String(parseTemplate(text).Description ?? ''),
        Parameters: reader.parameters,
      },
      regions: [region],
      preferences: { ...file.preferences, RegionOrder: [region] },
      overrides: [],
    },
  };
}
