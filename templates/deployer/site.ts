import { type Expression, partition, region, sub, type Value } from '../../src/dsl/index.ts';
import type { Site } from '../common/site.ts';
import type { Names } from './grants/grant.ts';

/** Where the system's templates are. */
export interface TemplatePlace {
  readonly bucket: Value<string>;
  /** ARN pattern of everything below the prefix. */
  readonly files: Value<string>;
  /** What is asked for when the files are listed. */
  readonly listed: Value<string>;
}

/** What the parts of the deployer declare with. */
export interface DeployerSite extends Site {
  readonly names: Names;
  readonly templates: TemplatePlace;
}

/** Where templates are, from the two parameters that every nesting root has as well. */
export function templatePlace(bucket: Expression<string>, prefix: Expression<string>): TemplatePlace {
  return {
    bucket: sub`arn:${partition}:s3:::${bucket}`,
    files: sub`arn:${partition}:s3:::${bucket}/${prefix}/*`,
    listed: sub`${prefix}/*`,
  };
}

/** The name of one of the deployer's roles. Roles are the account's, and the deployer is a region's. */
export function deployerRoleName(systemName: Value<string>, kind: 'cloudformation' | 'deployer'): Value<string> {
  return nameRole(systemName, kind, region);
}

/** The name of the role that CloudFormation works with on a system in a region: that of the system's `deployer.yaml`. */
export function serviceRoleName(system: string, inRegion: string): string {
  return String(nameRole(system, 'cloudformation', inRegion));
}

function nameRole(systemName: Value<string>, kind: 'cloudformation' | 'deployer', inRegion: Value<string>) {
  return sub`${systemName}-${kind}-${inRegion}`;
}
