import { IAM } from '../../src/aws/index.ts';
import { type Expression, type Json, parameter, sub, urlSuffix, type Value } from '../../src/dsl/index.ts';
import type { DeployerSite } from './site.ts';

/** Who vouches for CI, and what CI must be to be let in. */
export interface CiIdentity {
  /** The issuer of CI's tokens, without `https://`. */
  readonly issuer: string;
  /**
   * What of a token's subject is a parameter: the repository and the branch, the repository and the deployment environment (both
   * as GitHub writes them), or all of it.
   */
  readonly subject: 'branch' | 'environment' | 'whole';
  /** Whether the account knows the issuer already, or the deployer makes it known; an account can have it once only. */
  readonly provider: 'existing' | 'new';
}

/** Whether the account knows the issuer already. */
type ProviderOption = Partial<Pick<CiIdentity, 'provider'>>;

/**
 * GitHub Actions: workflows that run for a branch, or for a deployment environment, whose own rules then say who may deploy.
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export function gitHubActions(options: ProviderOption & { readonly by: 'branch' | 'environment' }): CiIdentity {
  const { by, provider = 'existing' } = options;
  return { issuer: 'token.actions.githubusercontent.com', subject: by, provider };
}

/** Another issuer of tokens, such as `gitlab.com`; the subject that is let in is a parameter, as the issuer writes it. */
export function tokenIssuer(options: ProviderOption & Pick<CiIdentity, 'issuer'>): CiIdentity {
  const { issuer, provider = 'existing' } = options;
  return { issuer, subject: 'whole', provider };
}

/** The parameters that say who is let in. Patterns keep out wildcards, and what would let a subject say more than it should. */
export const identityParameters = ({ subject, provider }: CiIdentity) => ({
  IdentityProviderArn:
    provider === 'existing'
      ? parameter.string({
          description: 'ARN of the OIDC provider in IAM that vouches for CI',
          allowedPattern: 'arn:[a-z-]+:iam::\\d{12}:oidc-provider/.+',
          constraintDescription: 'the ARN of an OIDC provider of this account',
        })
      : undefined,
  Repository:
    subject === 'whole'
      ? undefined
      : parameter.string({
          description:
            'Repository that may deploy, as the subject of its tokens names it: example/hello-server, or with ids, as GitHub does for repositories made since July 2026: example@123/hello-server@456',
          allowedPattern: '[\\w-]+(@\\d+)?/[\\w.-]+(@\\d+)?',
          constraintDescription: 'owner and name, each with its id where tokens have it',
        }),
  Branch:
    subject === 'branch'
      ? parameter.string({
          description: 'Branch that may deploy; workflows for pull requests and tags may not',
          allowedPattern: '[\\w./-]+',
          constraintDescription: 'the name of a branch, without wildcards',
          default: 'main',
        })
      : undefined,
  DeploymentEnvironment:
    subject === 'environment'
      ? parameter.string({
          description: "GitHub's deployment environment that may deploy; restrict it to protected branches there",
          allowedPattern: '[\\w.-]+',
          constraintDescription: 'the name of an environment, without wildcards',
        })
      : undefined,
  Subject:
    subject === 'whole'
      ? parameter.string({
          description:
            "Subject of the tokens that may deploy, as a whole, such as GitLab's project_path:example/hello-server:ref_type:branch:ref:main",
          allowedPattern: '[^*?\\s]+',
          constraintDescription: 'a subject without wildcards',
        })
      : undefined,
});

/** What those parameters are in the stack's body. */
export interface IdentityReferences {
  readonly IdentityProviderArn: Expression<string> | undefined;
  readonly Repository: Expression<string> | undefined;
  readonly Branch: Expression<string> | undefined;
  readonly DeploymentEnvironment: Expression<string> | undefined;
  readonly Subject: Expression<string> | undefined;
}

/**
 * Who may take the deploying role on: tokens of the issuer for AWS's token service, of exactly this subject.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 */
export function trustIdentity(
  { resource, tags }: DeployerSite,
  { issuer }: CiIdentity,
  given: IdentityReferences,
): { readonly [key: string]: Json } {
  const audience = sub`sts.${urlSuffix}`;
  const provider =
    given.IdentityProviderArn ??
    resource(
      'IdentityProvider',
      new IAM.OIDCProvider({ Url: `https://${issuer}`, ClientIdList: [audience], Tags: tags('ci') }),
      {
        comment:
          "Makes the issuer of CI's tokens known to the account. An account has it once: where another system needs it too, it is given\n" +
          'this ARN, and this stack must stay.',
      },
    ).att('Arn');
  return {
    Principal: { Federated: provider },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: subjectOf(given) } },
  };
}

/** @see https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims */
function subjectOf({ Repository, Branch, DeploymentEnvironment, Subject }: IdentityReferences): Value<string> {
  if (Repository && DeploymentEnvironment) return sub`repo:${Repository}:environment:${DeploymentEnvironment}`;
  if (Repository && Branch) return sub`repo:${Repository}:ref:refs/heads/${Branch}`;
  if (Subject) return Subject;
  throw new Error('no parameter says which subject is let in');
}
