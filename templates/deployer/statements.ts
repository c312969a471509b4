// For tests only: what deployers of several systems may do, statement by statement.
// oxlint-disable no-template-curly-in-string -- CloudFormation's placeholders
import assert from 'node:assert/strict';
import { allStacks, type BuiltStack } from '../../src/dsl/index.ts';
import type { TemplateResource } from '../../src/dsl/template.ts';
import { type CiIdentity, renderDeployer } from '../deployer.ts';
import { blueGreenSystem } from '../system.ts';
import helloServer from '../systems/hello-server.ts';
import { at, VARIANTS } from '../variants.ts';

/** The systems, by name or by what is particular about them. */
export const roots = new Map<string, BuiltStack>([
  ['hello-server', helloServer.build()],
  ...Object.entries(VARIANTS).map(([name, options]) => [name, blueGreenSystem(options).build()] as const),
]);

/** A system's name as long as it may be. */
export const NAME = 'x'.repeat(20);

const KNOWN: Readonly<Record<string, string>> = {
  '${AWS::Partition}': 'aws-us-gov',
  '${AWS::Region}': 'ap-southeast-1',
  '${AWS::AccountId}': '111122223333',
  '${AWS::URLSuffix}': 'amazonaws.com.cn',
  '${SystemName}': NAME,
  '${TemplateBucket}': 'templates',
  '${TemplatePrefix}': 'prefix',
};

/** A statement, and where it stands: `ServiceRole/NetworkPolicy`. */
export interface Found {
  readonly where: string;
  readonly statement: object;
}

/** What differs between deployers. */
export interface Varied {
  readonly permissionsBoundary?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  readonly identity?: CiIdentity;
}

/** The template of the deployer of one of the systems. */
export function render(name: string, { permissionsBoundary = false, tags = {}, ...identity }: Varied = {}) {
  const root = roots.get(name);
  assert.ok(root, name);
  return renderDeployer({ name: 'hello-server', root, permissionsBoundary, tags, ...identity });
}

/** Every statement about what a role may do: `ServiceRole/network`. */
export function statementsOf(name: string, varied: Varied = {}): readonly Found[] {
  return Object.entries(render(name, varied).stack.template.Resources).flatMap(([id, { Type, Properties }]) => {
    const documents =
      Type === 'AWS::IAM::ManagedPolicy'
        ? [{ label: `ServiceRole/${id}`, document: at(Properties, 'PolicyDocument') }]
        : [at(Properties, 'Policies') ?? []].flat().map((policy) => ({
            label: `${id}/${at(policy, 'PolicyName')}`,
            document: at(policy, 'PolicyDocument'),
          }));
    return documents.flatMap(({ label, document }) =>
      [at(document, 'Statement')].flat().map((statement) => ({ where: label, statement: Object(statement) })),
    );
  });
}

/** The member as a list of texts, everything known filled in. */
export function listOf(statement: object, key: string): readonly string[] {
  const written = resolve(at(statement, key));
  return [written].flat().filter((each) => typeof each === 'string');
}

/** Data with everything known filled in. */
export function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  const text = at(value, 'Fn::Sub');
  if (typeof text === 'string') return text.replace(/\$\{[\w:]+\}/g, (found) => KNOWN[found] ?? found);
  if (at(value, 'Ref') === 'SystemName') return NAME;
  const attribute = at(value, 'Fn::GetAtt');
  if (Array.isArray(attribute)) return `arn:aws-us-gov:iam::111122223333:role/${attribute[0]}`;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
}

/** What an ARN with wildcards matches. */
export function wildcard(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+^$()|{}[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's');
}

/** Every resource of a system. */
export function resourcesOf(root: BuiltStack): readonly { readonly id: string; readonly resource: TemplateResource }[] {
  return allStacks(root).flatMap(({ template }) =>
    Object.entries(template.Resources).map(([id, resource]) => ({ id, resource })),
  );
}
