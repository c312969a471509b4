import { type Expression, parameter, type StackTools, sub, type Value } from '../../src/dsl/index.ts';
import { PERMISSIONS_BOUNDARY_ARN, SYSTEM_NAME } from './parameters.ts';

/** What every stack is made from. */
export interface SiteOptions {
  readonly permissionsBoundary: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** The parameters that every stack takes. */
export const siteParameters = () => ({ SystemName: parameter.string(SYSTEM_NAME) });

/** The parameters of a stack that has roles. */
export const siteWithRolesParameters = ({ permissionsBoundary }: SiteOptions) => ({
  ...siteParameters(),
  PermissionsBoundaryArn: permissionsBoundary ? parameter.string(PERMISSIONS_BOUNDARY_ARN) : undefined,
});

/** A tag as CloudFormation writes it. */
export interface NameTag {
  readonly Key: string;
  readonly Value: Value<string>;
}

/** What the parts of a stack declare with: the language's tools, and what all of the system's resources have in common. */
export interface Site extends StackTools {
  readonly systemName: Expression<string>;
  /** The boundary of every role, where there is one. */
  readonly permissionsBoundary: Expression<string> | undefined;
  /** The tags of one resource: what it is called after the system's name, and the system's own tags. */
  readonly tags: (name?: string) => readonly NameTag[];
}

/** The site of one stack. */
export function openSite(
  tools: StackTools,
  given: {
    readonly SystemName: Expression<string>;
    readonly PermissionsBoundaryArn?: Expression<string> | undefined;
  },
  { tags }: Pick<SiteOptions, 'tags'>,
): Site {
  const { SystemName } = given;
  return {
    ...tools,
    systemName: SystemName,
    permissionsBoundary: given.PermissionsBoundaryArn,
    tags: (name) => [
      { Key: 'Name', Value: name === undefined ? SystemName : sub`${SystemName}-${name}` },
      ...Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    ],
  };
}
