import { parse } from 'yaml';
import type { Permissions } from '../../src/check/permissions/evaluate.ts';
import { madeUpValues, type Target } from '../../src/check/permissions/made-up.ts';
import { madeUpParameters } from '../../src/check/permissions/made-up-parameters.ts';
import { permissionsIn } from '../../src/check/permissions/read-permissions.ts';
import { ResolvedTemplate } from '../../src/check/permissions/resolve.ts';
import { isObject } from '../../src/dsl/border.ts';
import { allStacks, type BuiltStack, type Data } from '../../src/dsl/index.ts';
import type { DataObject } from '../../src/dsl/template.ts';
import { at, listOf, textsOf } from './data.ts';
import type { Finding } from './rule.ts';

/** Somewhere a system could be deployed to. Names of places play no part in what these rules compare. */
const ANYWHERE: Target = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** A system as it is emitted, and what its options say that no template does. */
export interface Emitted {
  /** The system in one template: whatever refers to something in another stack refers to it directly here. */
  readonly flat: BuiltStack;
  readonly root: BuiltStack;
  /** The files of a release that are there to be read, by name: `taskdef.json`, `appspec.yaml`. */
  readonly release: Readonly<Record<string, string>>;
  /** The most tasks of one colour for which there is room beside the other; undefined where nobody can know. */
  readonly mostTasks: number | undefined;
  /** Where users come, and where tests look. */
  readonly ports: { readonly production: number; readonly test: number | undefined };
  /** Whether a rule of another system lets the load balancer in to the instances. */
  readonly isReached: boolean;
  /** Texts of the options that name places. */
  readonly own: readonly string[];
  /** Actions of the application that the options give a reason for having on everything. */
  readonly onEverything: readonly string[];
}

/** A resource with all its references filled in. */
export interface Filled {
  readonly id: string;
  readonly properties: DataObject;
}

/**
 * A system with made-up values wherever CloudFormation would fill something in, so that what must be the same can be compared as
 * it would be compared by AWS.
 */
export class EmittedSystem {
  readonly options: Pick<Emitted, 'mostTasks' | 'ports' | 'isReached'>;
  readonly #flat: BuiltStack;
  readonly #stacks: readonly BuiltStack[];
  readonly #release: Emitted['release'];
  readonly #parameters: Readonly<Record<string, Data>>;
  readonly #resolved: ResolvedTemplate;
  readonly #whenGreen: ResolvedTemplate;
  readonly #filled = new Map<string, readonly Filled[]>();
  readonly #permissions = new Map<string, Permissions>();
  readonly #documents = new Map<string, Data>();

  constructor(emitted: Emitted) {
    this.options = emitted;
    this.#flat = emitted.flat;
    this.#stacks = allStacks(emitted.root);
    this.#release = emitted.release;
    this.#parameters = madeUpParameters(this.#flat.template, ANYWHERE);
    const values = madeUpValues(ANYWHERE, this.#parameters);
    this.#resolved = new ResolvedTemplate(this.#flat.template, values);
    const parameters = { ...this.#parameters, LiveColour: 'green' };
    this.#whenGreen = new ResolvedTemplate(this.#flat.template, { ...values, parameters });
  }

  /** The resources of a type, filled in as they are with blue live. */
  all(type: string): readonly Filled[] {
    const known = this.#filled.get(type);
    if (known) return known;
    const found = this.#idsOf(type).map((id) => ({ id, properties: this.#resolved.properties(id) }));
    this.#filled.set(type, found);
    return found;
  }

  /** The first resource of a type; where a system may have only one, a rule of its own says so. */
  one(type: string): Filled | undefined {
    return this.all(type)[0];
  }

  /** The service that is released. */
  get service(): Filled | undefined {
    return this.one('AWS::ECS::Service');
  }

  /** What releases it. */
  get group(): Filled | undefined {
    return this.one('AWS::CodeDeploy::DeploymentGroup');
  }

  /** The resource's properties with the other colour live. */
  whenGreenIsLive(id: string): DataObject {
    return this.#whenGreen.properties(id);
  }

  /** What `Ref` or an attribute of a resource gives. */
  value(id: string, attribute?: string): string {
    return String(this.#resolved.reference(id, attribute));
  }

  /** What a parameter has here. */
  parameterValue(name: string): Data | undefined {
    return this.#parameters[name];
  }

  /** What the resource waits for by `DependsOn`. */
  dependencies(id: string): readonly string[] {
    return [this.#flat.template.Resources[id]?.DependsOn ?? []].flat();
  }

  /** The constraints of a parameter of the root. */
  parameter(name: string) {
    return this.#flat.template.Parameters?.[name];
  }

  /** A role and its policies, by its ARN. Others may say what the evaluator does not know: they are the user's. */
  permissions(role: string): Permissions {
    const known = this.#permissions.get(role);
    if (known) return known;
    const wanted = this.#idsOf('AWS::IAM::Role').filter((id) => this.value(id, 'Arn') === role);
    const boundary = this.#parameters.PermissionsBoundaryArn;
    const documents = typeof boundary === 'string' ? { [boundary]: EVERYTHING } : {};
    const read = permissionsIn(this.#resolved, documents, (id) => wanted.includes(id));
    this.#permissions.set(role, read);
    return read;
  }

  /** An ARN in the place where the system is imagined to be. */
  arn(service: string, resource: string): string {
    return `arn:${ANYWHERE.partition}:${service}:${ANYWHERE.region}:${ANYWHERE.account}:${resource}`;
  }

  /** The task definition that releases register. */
  taskDefinition(): Data {
    return this.#document('taskdef.json', () => JSON.parse(this.#releaseFile('taskdef.json')));
  }

  /** Its container definitions. */
  containers(): readonly Data[] {
    return listOf(at(this.taskDefinition(), 'containerDefinitions'));
  }

  /** The AppSpec of releases. */
  appSpec(): Data {
    return this.#document('appspec.yaml', () => parse(this.#releaseFile('appspec.yaml')));
  }

  /** The properties of the AppSpec's one target. */
  appSpecTarget(): Data | undefined {
    return at(this.appSpec(), 'Resources', 0, 'TargetService', 'Properties');
  }

  /** What the AppSpec's hooks run, by event. */
  appSpecHooks(): readonly { readonly event: string; readonly functionName: string }[] {
    return listOf(at(this.appSpec(), 'Hooks')).flatMap((hook) =>
      Object.entries(isObject(hook) ? hook : {}).map(([event, functionName]) => ({
        event,
        functionName: String(functionName),
      })),
    );
  }

  /** The files that the build hands over; undefined without a build. */
  handedOver(): readonly string[] | undefined {
    const buildSpec = this.#buildSpec();
    return buildSpec === undefined ? undefined : textsOf(at(buildSpec, 'artifacts', 'files'));
  }

  /** The deploy action of the pipeline, its configuration, and the actions before it; undefined without a pipeline. */
  deployAction() {
    const pipeline = this.one('AWS::CodePipeline::Pipeline');
    if (!pipeline) return undefined;
    const actions = listOf(pipeline.properties.Stages).flatMap((stage) => listOf(at(stage, 'Actions')));
    const index = actions.findIndex((each) => at(each, 'ActionTypeId', 'Provider') === 'CodeDeployToECS');
    const action = actions[index];
    if (action === undefined) return undefined;
    return { ...pipeline, action, configuration: at(action, 'Configuration'), before: actions.slice(0, index) };
  }

  /** A finding at a resource, in the stack that declares it. */
  finding(id: string, path: readonly (string | number)[], message: string, hint: string): Finding {
    const stack = this.#stacks.find(({ template }) => id in template.Resources) ?? this.#flat;
    return { stack, id, path: ['Properties', ...path], message, hint };
  }

  /** A finding about the files of a release, where they are written: in the build, or beside the templates. */
  releaseFinding(message: string, hint: string): Finding {
    const project = this.one('AWS::CodeBuild::Project');
    return project
      ? this.finding(project.id, ['Source', 'BuildSpec'], message, hint)
      : this.finding(this.group?.id ?? '', [], message, hint);
  }

  #buildSpec(): Data | undefined {
    const text = at(this.one('AWS::CodeBuild::Project')?.properties.Source, 'BuildSpec');
    return typeof text === 'string' ? this.#document('buildspec.yml', () => parse(text)) : undefined;
  }

  // Several rules ask for each, and reading YAML takes longer than most of them.
  #document(name: string, read: () => Data): Data {
    const known = this.#documents.get(name) ?? read();
    this.#documents.set(name, known);
    return known;
  }

  /** What runs: the file that the build writes, if it writes any; otherwise the one that is there to be copied. */
  #releaseFile(name: string): string {
    const commands = listOf(at(this.#buildSpec(), 'phases', 'build', 'commands')).map(String);
    const writes = commands.filter((command) => command.startsWith('cat > '));
    if (writes.length > 0) {
      const [, text] =
        /^cat > \S+ <<'END'\n([\s\S]*)\nEND\n?$/.exec(writes.find((each) => each.includes(name)) ?? '') ?? [];
      if (text === undefined) throw new Error(`the build writes files, and ${name} is not among them`);
      return text;
    }
    return (this.#release[name] ?? '').replace(/\$\{([\w:.]+)\}/g, (whole, reference: string) => {
      const output = this.#flat.template.Outputs?.[reference]?.Value;
      const isInput = reference.startsWith('AWS::') || reference in this.#parameters;
      const data = output ?? (isInput ? { Ref: reference } : undefined);
      const value = data === undefined ? undefined : this.#resolved.resolve(data);
      // A list is joined by commas as an output, and a list as a parameter.
      return value === undefined
        ? whole
        : textsOf(value)
            .flatMap((text) => text.split(','))
            .join('", "');
    });
  }

  #idsOf(type: string): readonly string[] {
    return this.#resolved.resources.filter((each) => each.type === type).map(({ logicalId }) => logicalId);
  }
}
