import { createHash } from 'node:crypto';
import type { Permissions, ResourcePermissions, RolePermissions } from '../../check/permissions/evaluate.ts';
import { madeUpValues, shapedValue, type Target } from '../../check/permissions/made-up.ts';
import { madeUpParameters } from '../../check/permissions/made-up-parameters.ts';
import { type PolicyDocuments, readPermissions } from '../../check/permissions/read-permissions.ts';
import { type KnownValues, type Reference, ResolvedTemplate } from '../../check/permissions/resolve.ts';
import { TealformError } from '../../dsl/error.ts';
import type { Data, Template } from '../../dsl/template.ts';
import { arnsOf } from './arns.ts';
import type { SystemThings, Thing } from './things.ts';

/** Where the system is imagined to be; `REGION` and `ACCOUNT` are told from real ones at a glance. */
const SOMEWHERE: Target = { partition: 'aws', region: 'REGION', account: 'ACCOUNT' };

const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** Types that say who may do what. */
const POLICY_HOLDERS = new Set([
  'AWS::ECR::Repository',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
]);

/** A system as it could be in an account: what things are called there, and what all policies say. */
export interface ImaginedAccount {
  readonly permissions: Permissions;
  readonly roles: ReadonlyMap<RolePermissions, Thing>;
  /** The policies of resources, and what they hang on or are declared by. */
  readonly resources: ReadonlyMap<ResourcePermissions, Thing>;
  readonly arns: (thing: Thing) => readonly string[];
  /** Policies that the evaluator cannot read, and why. */
  readonly unread: readonly { readonly thing: Thing; readonly why: string }[];
  /** Whether it is there with the parameters that make most of what is conditional. */
  readonly isMade: (thing: Thing) => boolean;
}

/** Imagines a system, and what stands beside it, in one account, with made-up names where templates give none. */
export function imagine(things: SystemThings): ImaginedAccount {
  const templates = templatesOf(things);
  const places = new Map<Thing, { readonly read: ReadTemplate; readonly id: string }>();
  const roles = new Map<RolePermissions, Thing>();
  const resources = new Map<ResourcePermissions, Thing>();
  const unread: { thing: Thing; why: string }[] = [];
  for (const read of templates) {
    for (const [thing, id] of read.ids) places.set(thing, { read, id });
    const found = readPolicies(read);
    for (const [role, thing] of found.roles) roles.set(role, thing);
    for (const [policy, thing] of found.resources) resources.set(policy, thing);
    unread.push(...found.unread);
  }
  const isMade = (thing: Thing) => {
    const place = places.get(thing);
    return place?.read.made.has(place.id) ?? false;
  };
  const arns = remembered((thing: Thing): readonly string[] => {
    const place = places.get(thing);
    return place && isMade(thing) ? arnsIn(place.read, place.id) : [];
  });
  const permissions = { account: SOMEWHERE.account, roles: [...roles.keys()], resources: [...resources.keys()] };
  return { permissions, roles, resources, arns, unread, isMade };
}

/** A template with a value for everything in it, and what its logical ids are. */
interface ReadTemplate {
  readonly template: Template;
  readonly values: KnownValues;
  readonly documents: PolicyDocuments;
  readonly resolved: ResolvedTemplate;
  readonly ids: ReadonlyMap<Thing, string>;
  /** The logical ids of what is made. */
  readonly made: ReadonlySet<string>;
}

// The tree in one template, since policies in one stack speak of what is in another; each of the others by itself.
function templatesOf(things: SystemThings): readonly ReadTemplate[] {
  const { units, flat, system } = things;
  const ofFlat = Object.keys(flat.template.Resources).flatMap((id) => {
    const thing = things.fromFlat('Resources', id);
    return thing ? [[thing, id] as const] : [];
  });
  const beside = units.filter(({ parent, path }) => parent === undefined && path !== '');
  return [
    readTemplate(flat.template, new Map(ofFlat), system),
    ...beside.map((unit) => {
      const own = things.all.filter((thing) => thing.unit === unit && thing.kind === 'resource');
      return readTemplate(unit.stack.template, new Map(own.map((thing) => [thing, thing.name])), system);
    }),
  ];
}

function readTemplate(template: Template, ids: ReadonlyMap<Thing, string>, system: string): ReadTemplate {
  const parameters = parametersThatMakeMost(template);
  const boundary = parameters.PermissionsBoundaryArn;
  const things = new Map([...ids].map(([thing, id]) => [id, thing]));
  const known = madeUpValues(SOMEWHERE, parameters);
  const suffix = known.pseudo['AWS::URLSuffix'] ?? '';
  const values: KnownValues = {
    ...known,
    pseudo: { ...known.pseudo, 'AWS::StackName': system, 'AWS::StackId': `made-up-${system}` },
    resource: (reference) => {
      const made = madeName(reference, things.get(reference.logicalId), system);
      return shapedValue(reference, SOMEWHERE, suffix, made) ?? made.name;
    },
    functions: { 'Fn::GetAZs': () => ['REGIONa', 'REGIONb', 'REGIONc'], 'Fn::Cidr': () => 'made-up-block' },
  };
  const resolved = new ResolvedTemplate(template, values);
  return {
    template,
    values,
    documents: typeof boundary === 'string' ? { [boundary]: EVERYTHING } : {},
    resolved,
    ids,
    made: new Set(resolved.resources.map(({ logicalId }) => logicalId)),
  };
}

// Of what is called an ARN and says by no pattern whose, that of nothing known: policies take no other text.
function imaginedParameters(template: Template): Readonly<Record<string, Data>> {
  return Object.fromEntries(
    Object.entries(madeUpParameters(template, SOMEWHERE)).map(([name, value]) => {
      const isUnshaped = name.endsWith('Arn') && value === `made-up-${name}`;
      return [name, isUnshaped ? `arn:aws:made-up:REGION:ACCOUNT:${value}` : value];
    }),
  );
}

// Defaults, and where more is made if a parameter that is empty otherwise is given: that.
function parametersThatMakeMost(template: Template): Readonly<Record<string, Data>> {
  const { Parameters = {}, Resources } = template;
  const conditions = new Set(Object.values(Resources).flatMap(({ Condition }) => Condition ?? []));
  const made = (parameters: Readonly<Record<string, Data>>): ReadonlySet<string> => {
    const resolved = new ResolvedTemplate(template, madeUpValues(SOMEWHERE, parameters));
    return new Set([...conditions].filter((name) => resolved.condition(name)));
  };
  let chosen = imaginedParameters(template);
  if (conditions.size === 0) return chosen;
  let most = made(chosen);
  for (const [name, parameter] of Object.entries(Parameters)) {
    if (parameter.Default !== '') continue;
    const { Default: _, ...given } = parameter;
    const other = { ...chosen, ...imaginedParameters({ ...template, Parameters: { [name]: given } }) };
    const then = made(other);
    if (then.size > most.size && [...most].every((each) => then.has(each))) [chosen, most] = [other, then];
  }
  return chosen;
}

// As CloudFormation names what has no name: by the nested stack, the logical id, and letters that only it knows.
function madeName({ logicalId, type }: Reference, thing: Thing | undefined, system: string) {
  const digest = createHash('sha256').update(`${type} ${logicalId}`).digest('hex');
  const path = thing?.unit.path ?? '';
  const stack = thing?.unit.parent ? `${system}-${path.replaceAll('/', '-X-')}-X` : system;
  const name = `${stack}-${thing?.name ?? logicalId}-X`;
  return { name, digest };
}

interface ReadPolicies {
  readonly roles: readonly (readonly [RolePermissions, Thing])[];
  readonly resources: readonly (readonly [ResourcePermissions, Thing])[];
  readonly unread: ImaginedAccount['unread'];
}

// One by one: a policy that the evaluator does not know must not hide all others.
function readPolicies({ template, values, documents, ids, made }: ReadTemplate): ReadPolicies {
  const roles: (readonly [RolePermissions, Thing])[] = [];
  const resources: (readonly [ResourcePermissions, Thing])[] = [];
  const unread: { thing: Thing; why: string }[] = [];
  for (const [thing, id] of ids) {
    if (!made.has(id) || !POLICY_HOLDERS.has(template.Resources[id]?.Type ?? '')) continue;
    try {
      const read = readPermissions(template, values, documents, (each) => each === id);
      for (const role of read.roles) roles.push([role, thing]);
      for (const policy of read.resources) resources.push([policy, thing]);
    } catch (error) {
      if (!(error instanceof TealformError)) throw error;
      unread.push({ thing, why: error.problems[0]?.message ?? error.message });
    }
  }
  return { roles, resources, unread };
}

function arnsIn({ template, resolved }: ReadTemplate, id: string): readonly string[] {
  const properties = template.Resources[id]?.Properties ?? {};
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (error instanceof TealformError) return undefined;
      throw error;
    }
  };
  return arnsOf({
    ...SOMEWHERE,
    type: template.Resources[id]?.Type ?? '',
    value: (attribute) => attempt(() => String(resolved.reference(id, attribute))),
    property: (name) => attempt(() => resolved.resolve(properties[name] ?? null)),
  });
}

function remembered<K, V>(work: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = work(key);
    known.set(key, value);
    return value;
  };
}
