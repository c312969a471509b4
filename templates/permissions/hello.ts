// For tests only: hello-server with something to do for each of its roles, as it would be in each partition.
import assert from 'node:assert/strict';
import type { Permissions, RolePermissions } from '../../src/check/permissions/evaluate.ts';
import { madeUpValues, type Target } from '../../src/check/permissions/made-up.ts';
import { readPolicy } from '../../src/check/permissions/policy.ts';
import { type PolicyDocuments, readPermissions } from '../../src/check/permissions/read-permissions.ts';
import { ResolvedTemplate } from '../../src/check/permissions/resolve.ts';
import { partition, sub, type Template } from '../../src/dsl/index.ts';
import { synthesize } from '../../src/synth/synthesize.ts';
import { typesOf } from '../deployer/grants/grant.ts';
import { type CiIdentity, renderDeployer } from '../deployer.ts';
import { canary, codeCommit, parameterStore, type SystemOptions, secretsManager } from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import { base } from '../variants.ts';

/** The account that everything is in. */
export const ACCOUNT = '111111111111';
/** One that has nothing to do with it. */
export const OTHER = '999999999999';
/** A boundary that systems can be given. */
export const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
/** A policy that allows everything. */
export const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
/** A region in each of the three partitions. */
export const TARGETS = [
  { partition: 'aws', region: 'eu-central-1', account: ACCOUNT },
  { partition: 'aws-cn', region: 'cn-north-1', account: ACCOUNT },
  { partition: 'aws-us-gov', region: 'us-gov-west-1', account: ACCOUNT },
] as const satisfies readonly Target[];

/** The hooks of the system. */
export const HOOKS = ['AfterAllowTestTraffic', 'AfterAllowTraffic'] as const;
const check = base.hooks.AfterAllowTestTraffic;
const bucketArn = sub`arn:${partition}:s3:::hello-data`;
/** hello-server with all that gives its roles something to do: secrets, permissions, a shell, two hooks, a pipeline that asks. */
export const hello = {
  ...base,
  name: 'hello-server',
  container: {
    ...base.container,
    secrets: { TOKEN: parameterStore('/hello/token'), DATABASE: secretsManager('hello/db', { key: 'url' }) },
  },
  permissions: [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: sub`${bucketArn}/*` },
    { Effect: 'Deny', Action: 's3:*', Resource: sub`${bucketArn}/private/*` },
  ],
  service: { secretsKey: true, exec: true },
  hooks: { AfterAllowTestTraffic: check, AfterAllowTraffic: check },
  traffic: canary({ percent: 20, minutes: 7 }),
  source: codeCommit({ branch: 'main' }),
  approveDeploy: true,
} satisfies SystemOptions;

/** A system as it would be somewhere, with its deployer: who may do what, and what its things are called there. */
export interface System extends Target {
  readonly permissions: Permissions;
  /** What `Ref` or an attribute of a resource gives. */
  readonly get: (logicalId: string, attribute?: string) => string;
  readonly arn: (service: string, rest: string) => string;
  readonly keyArn: string;
  readonly suffix: string;
  /** The provider that vouches for CI. */
  readonly provider: string;
}

/** The template with everything in it of a system, and that of its deployer. */
function templatesOf(options: SystemOptions, identity?: CiIdentity): readonly Template[] {
  const system = blueGreenSystem(options);
  const flat = synthesize(system).templates.find(({ file }) => file === 'flat.yaml')?.stack.template;
  assert.ok(flat);
  const { name, permissionsBoundary = false, tags = {} } = options;
  const of = { name, root: system.build(), permissionsBoundary, tags };
  return [flat, renderDeployer(identity ? { ...of, identity } : of).stack.template];
}

const root = blueGreenSystem(hello).build();

/** The types of all its resources. */
export const TYPES = typesOf(root);

/** Its nested stacks, and the roles in each, by logical id. */
export const NESTED = [...root.nested].map(
  ([
    stack,
    {
      stack: { template },
    },
  ]) => ({
    stack,
    roles: Object.entries(template.Resources).flatMap(([id, { Type }]) => (Type === 'AWS::IAM::Role' ? [id] : [])),
  }),
);

const ofHello = templatesOf(hello);

/**
 * A system as it would be there.
 * @param documents what policies say that templates only name, by ARN.
 * @param identity who deploys; GitHub's workflows for a deployment environment unless said.
 * @param given parameters, instead of those that are made up.
 */
export function open(
  target: Target,
  options: SystemOptions = hello,
  documents: PolicyDocuments = {},
  identity?: CiIdentity,
  given: Readonly<Record<string, string>> = {},
): System {
  const arn = (service: string, rest: string) =>
    `arn:${target.partition}:${service}:${target.region}:${ACCOUNT}:${rest}`;
  const keyArn = arn('kms', 'key/given');
  const provider = `arn:${target.partition}:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
  const values = madeUpValues(target, {
    EncryptionKeyArn: keyArn,
    PermissionsBoundaryArn: BOUNDARY,
    ConnectionArn: arn('codeconnections', 'connection/one'),
    TemplateBucket: 'templates',
    IdentityProviderArn: provider,
    Repository: 'example/hello-server',
    DeploymentEnvironment: 'production',
    ...given,
  });
  const templates = options === hello && !identity ? ofHello : templatesOf(options, identity);
  const read = templates.map((template) => readPermissions(template, values, documents));
  // Somebody who may do everything that the account leaves to its own policies.
  const administrator: RolePermissions = {
    logicalId: 'Administrator',
    arn: `arn:${target.partition}:iam::${ACCOUNT}:role/Administrator`,
    policies: [readPolicy(EVERYTHING, 'Administrator policy everything', 'identity')],
  };
  return {
    ...target,
    permissions: {
      account: ACCOUNT,
      roles: [...read.flatMap(({ roles }) => roles), administrator],
      resources: read.flatMap(({ resources }) => resources),
    },
    get: (logicalId, attribute) => {
      const template = templates.find(({ Resources }) => logicalId in Resources);
      assert.ok(template, `there is a ${logicalId}`);
      return String(new ResolvedTemplate(template, values).reference(logicalId, attribute));
    },
    arn,
    keyArn,
    suffix: values.pseudo['AWS::URLSuffix'] ?? '',
    provider,
  };
}
