import { type BuiltStack, output, parameter, stack } from '../src/dsl/index.ts';
import { TEMPLATE_LOCATION } from '../src/dsl/nested-template.ts';
import type { RenderedTemplate } from '../src/dsl/render.ts';
import { PERMISSIONS_BOUNDARY_ARN, SYSTEM_NAME } from './common/parameters.ts';
import { openSite, type SiteOptions } from './common/site.ts';
import { deployPermissions } from './deployer/deploy-permissions.ts';
import { madeNames } from './deployer/grants/grant.ts';
import { type CiIdentity, gitHubActions, identityParameters, trustIdentity } from './deployer/identity.ts';
import { declareNamedRole } from './deployer/named-role.ts';
import { checkGrants, declareServiceRole } from './deployer/service-role.ts';
import { type DeployerSite, templatePlace } from './deployer/site.ts';
import { renderAlone } from './render-alone.ts';

export { type CiIdentity, gitHubActions, tokenIssuer } from './deployer/identity.ts';

/** What a deployer is made from. */
export interface DeployerOptions extends SiteOptions {
  /** The system's name. */
  readonly name: string;
  /** The system as it was built: what it is made of says what its deployer may do. */
  readonly root: BuiltStack;
  /** Who deploys; GitHub's workflows for a deployment environment unless said. */
  readonly identity?: CiIdentity;
}

/**
 * Who deploys a system, as a stack of its own that an administrator creates once: an identity for CI without keys to keep, and the
 * role that CloudFormation works with. Neither changes this stack, or what bears another system's name. What the roles may do that
 * templates make is for a permissions boundary to bound: without one, whoever may deploy can make a role that may do more.
 */
export const deployer = (options: DeployerOptions) => {
  const { name, root, permissionsBoundary, identity = gitHubActions({ by: 'environment' }) } = options;
  const { TemplateBucket, TemplatePrefix } = TEMPLATE_LOCATION;
  return stack(
    'Deployer',
    {
      description: `Who deploys ${name}: an identity for CI, and the role that CloudFormation works with`,
      parameters: {
        SystemName: parameter.string({ ...SYSTEM_NAME, default: name }),
        PermissionsBoundaryArn: permissionsBoundary ? parameter.string(PERMISSIONS_BOUNDARY_ARN) : undefined,
        TemplateBucket: parameter.string({
          description: "Bucket in this region that the deploy command uploads this system's templates to",
          allowedPattern: TemplateBucket.AllowedPattern ?? '',
          constraintDescription: TemplateBucket.ConstraintDescription ?? '',
        }),
        TemplatePrefix: parameter.string({
          description: 'Path in that bucket that belongs to this system alone, without a slash at either end',
          allowedPattern: TemplatePrefix.AllowedPattern ?? '',
          constraintDescription: TemplatePrefix.ConstraintDescription ?? '',
          default: `tealform/${name}`,
        }),
        ...identityParameters(identity),
      },
    },
    (given, tools) => {
      const { SystemName, PermissionsBoundaryArn } = given;
      const site: DeployerSite = {
        ...openSite(tools, { SystemName, PermissionsBoundaryArn }, options),
        names: { systemName: SystemName, made: (types) => madeNames(root, types), boundary: PermissionsBoundaryArn },
        templates: templatePlace(given.TemplateBucket, given.TemplatePrefix),
      };
      const serviceRole = declareServiceRole(site, root);
      const deployRole = declareNamedRole(site, 'DeployRole', {
        kind: 'deployer',
        trust: trustIdentity(site, identity, given),
        policies: deployPermissions(site, root, serviceRole.att('Arn')),
        comment:
          "What CI takes on, without keys to keep: its tokens say which repository they are for. It uploads this system's templates,\n" +
          "makes and executes change sets of this system's stack, looks at what runs, starts its pipeline, and releases once more or stops\n" +
          'what that has released. It cannot delete the stack.',
      });
      return {
        DeployRoleArn: output(deployRole.att('Arn'), { description: 'What workflows take on' }),
        ServiceRoleArn: output(serviceRole.att('Arn'), {
          description: 'What change sets name as the role of CloudFormation',
        }),
      };
    },
  );
};

/**
 * The deployer's template, checked as those of the system are.
 * @throws TealformError with everything that is wrong with it, `unknown-permissions` for a resource type that has no grant.
 */
export function renderDeployer(options: DeployerOptions): RenderedTemplate {
  return renderAlone(deployer(options), {
    tags: options.tags,
    what: `of ${options.name}: created once, by an administrator, before anything else.`,
    problems: checkGrants(options.root),
  });
}
