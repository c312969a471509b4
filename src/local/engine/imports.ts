import type { ResourceToImport } from '@aws-sdk/client-cloudformation';
import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject, Template } from '../../dsl/template.ts';
import type { LocalResource } from '../resource.ts';
import type { Context } from './context.ts';
import { isSame } from './differences.ts';
import { findIdentified, IDENTIFIERS, type Identifier, identifierIn } from './identifiers.ts';
import type { Plan } from './plan.ts';
import { invalid } from './refusals.ts';
import type { Outcome } from './resource-step.ts';
import type { ResourceRecord, StackRecord } from './state.ts';

/** Types without handlers in the registry, which cannot be imported. */
const NOT_IMPORTABLE: readonly string[] = [
  'AWS::CloudFormation::WaitCondition',
  'AWS::CloudFormation::WaitConditionHandle',
  'AWS::CodeBuild::Project',
  'AWS::CodeCommit::Repository',
  'AWS::ElasticLoadBalancingV2::ListenerCertificate',
  'AWS::IAM::Policy',
  'AWS::Route53::RecordSet',
];

/** What a change set is to import: whatever there is of the names in the template, or these, by logical id. */
export type Imports = { readonly kind: 'existing' } | { readonly kind: 'named'; readonly named: Named };

type Named = Readonly<Record<string, { readonly type: string; readonly identifier: Identifier }>>;

/**
 * The resources that a request names to be imported, as far as CloudFormation looks at them before it begins.
 * @throws ServiceError `ValidationError`
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html
 */
export function readImports(template: Template, wanted: readonly ResourceToImport[]): Named {
  if (wanted.length === 0) throw invalid('At least one ResourceToImport must be specified for an IMPORT change set.');
  const unfit = [
    ...new Set(wanted.flatMap(({ ResourceType: type = '' }) => (NOT_IMPORTABLE.includes(type) ? [type] : []))),
  ];
  if (unfit.length > 0) throw invalid(`ResourceTypes [${unfit.join(', ')}] are not supported for Import`);
  const named = wanted.map(({ LogicalResourceId: id = '', ResourceType: type = '', ResourceIdentifier = {} }) => {
    const resource = template.Resources[id];
    if (!resource) throw invalid(`Resource [${id}] to import is not in the template`);
    if (resource.Type !== type)
      throw invalid(`Resource [${id}] is a ${resource.Type} in the template, and not a ${type}`);
    const names = IDENTIFIERS[type];
    const given = Object.keys(ResourceIdentifier);
    if (
      given.length === 0 ||
      (names && (names.length !== given.length || !names.every((name) => given.includes(name))))
    ) {
      throw invalid(`The identifier of [${id}] must be given by [${(names ?? ['one name']).join(', ')}]`);
    }
    return [id, { type, identifier: ResourceIdentifier }] as const;
  });
  return Object.fromEntries(named);
}

/**
 * An import changes nothing else.
 * @throws ServiceError `ValidationError`
 */
export function requireImportOnly(
  stack: StackRecord,
  template: Template,
  wanted: Named,
  { changes, outputs }: Plan,
): void {
  const others = changes.filter(({ LogicalResourceId: id = '', Action }) => Action !== 'Import' || !wanted[id]);
  if (others.length > 0) {
    const ids = others.map(({ LogicalResourceId }) => LogicalResourceId).join(', ');
    throw invalid(
      `You have modified resources [${ids}] in your template that are not being imported. Update, create or delete operations cannot be executed during import operations.`,
    );
  }
  const before = new Map(stack.outputs.map(({ key, value }) => [key, value]));
  const unsaid = Object.keys(wanted).filter((id) => template.Resources[id]?.DeletionPolicy === undefined);
  if (unsaid.length > 0) throw invalid(`Resources [${unsaid.join(', ')}] to import have no DeletionPolicy attribute`);
  const isOther = Object.entries(outputs).some(([key, value]) => before.get(key) !== value);
  if (isOther || Object.keys(outputs).length !== before.size) {
    throw invalid('As part of the import operation, you cannot modify or add [Outputs]');
  }
  const missing = Object.keys(wanted).filter((id) => stack.resources[id]?.physicalId !== undefined);
  if (missing.length > 0) throw invalid(`Resources [${missing.join(', ')}] are in the stack already`);
}

/** A resource to be made for which there is one already. */
export interface Candidate {
  readonly id: string;
  readonly type: string;
  readonly properties: DataObject;
  /** As the template writes them: with functions. */
  readonly written: DataObject;
}

/**
 * The resource that one is imported from automatically: its name must be written out in the template, and no stack may have it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
 */
export function existingFor({ account }: Context, { type, properties, written }: Candidate): LocalResource | undefined {
  const identifier = identifierIn(type, properties);
  if (!identifier || NOT_IMPORTABLE.includes(type)) return undefined;
  if (!Object.keys(identifier).every((name) => typeof written[name] === 'string')) return undefined;
  const found = findIdentified(account, type, identifier);
  return found?.owner === undefined ? found : undefined;
}

/**
 * What is imported automatically must stay when its stack goes.
 * @throws ServiceError `ValidationError` that names all that would not.
 */
export function refuseUnkept(
  { account }: Context,
  template: Template,
  imports: Readonly<Record<string, string>>,
): void {
  const affected = Object.entries(imports).flatMap(([id, physicalId]) => {
    const { Type: type = '', DeletionPolicy = 'Delete', Properties = {} } = template.Resources[id] ?? {};
    if (['Retain', 'RetainExceptOnCreate'].includes(String(DeletionPolicy))) return [];
    return [
      `${id} (${identifierShown(identifierIn(type, Properties) ?? { Id: account.find(type, physicalId)?.id ?? '' })})`,
    ];
  });
  if (affected.length === 0) return;
  throw invalid(
    `CloudFormation is attempting to import some resources because they already exist in your account. The resources must have the DeletionPolicy attribute set to 'Retain' or 'RetainExceptOnCreate' in the template for successful import. The affected resources are ${affected.join(', ')}`,
  );
}

/** The resource that one is imported from by name. @throws ServiceError `ValidationError` where that cannot be. */
export function namedFor(
  { account }: Context,
  { id, type, properties }: Candidate,
  identifier: Identifier,
): LocalResource {
  const shown = identifierShown(identifier);
  for (const [name, value] of Object.entries(identifier)) {
    const said = properties[name];
    if (said !== undefined && !isSame(said, value)) {
      throw invalid(`The identifier of [${id}] is ${shown}, and the template says ${name}: ${JSON.stringify(said)}`);
    }
  }
  const found = findIdentified(account, type, identifier);
  if (!found) throw invalid(`Resource of type '${type}' with identifier '${shown}' was not found.`);
  if (found.owner) throw invalid(`Resource ${shown} of [${id}] belongs to the stack ${found.owner.stackId} already`);
  return found;
}

/** `{RepositoryName=hello}` */
export function identifierShown(identifier: Identifier): string {
  return `{${Object.entries(identifier)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}}`;
}

/** What is live of an imported resource under this name: those properties that are not as its stack says; null where it has none. */
export const AS_IMPORTED = 'asImported';

/** The same once some of its properties were changed by an update, which a service applies. */
export function stillAsImported(live: LocalResource['live'], changed: readonly string[]): LocalResource['live'] {
  const { [AS_IMPORTED]: drift, ...rest } = live;
  if (!isObject(drift)) return live;
  const left = Object.entries(drift).filter(([name]) => !changed.includes(name));
  return left.length === 0 ? rest : { ...rest, [AS_IMPORTED]: Object.fromEntries(left) };
}

/** Gives a resource that is there to a stack. It stays as it is: where it is not as the template says, it has drifted. */
export function claimResource({ account }: Context, stack: StackRecord, record: ResourceRecord, id: string): Outcome {
  const { type, logicalId, properties } = record;
  const found = account.find(type, id);
  if (!found) return `Resource of type '${type}' with identifier '${id}' was not found.`;
  if (found.owner) return `Resource ${id} belongs to the stack ${found.owner.stackId} already`;
  const own = IDENTIFIERS[type] ?? [];
  const differing = Object.keys(properties).filter(
    (name) => !own.includes(name) && !isSame(found.properties[name], properties[name]),
  );
  const drift = differing.map((name): [string, Data] => [name, found.properties[name] ?? null]);
  record.physicalId = id;
  account.put({
    ...found,
    properties,
    live: { ...found.live, [AS_IMPORTED]: Object.fromEntries(drift) },
    owner: { stackId: stack.id, logicalId },
  });
  return undefined;
}
