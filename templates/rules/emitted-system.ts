import { parse } from 'yaml';
import type { Permissions } from '../../src/check/permissions/evaluate.ts';
import { madeUpValues, type Target } from '../../src/check/permissions/made-up.ts';
import { madeUpParameters } from '../../src/check/permissions/made-up-parameters.ts';
import { readPermissions } from '../../src/check/permissions/read-permissions.ts';
import { ResolvedTemplate } from '../../src/check/permissions/resolve.ts';
import { allStacks, type BuiltStack, type Data } from '../../src/dsl/index.ts';
import type { DataObject } from '../../src/dsl/template.ts';
import { at, listOf, textsOf } from './data.ts';
import type { Finding } from './rule.ts';

/** Somewhere a system could be deployed to. Names of places play no part in what these rules compare. */
const ANYWHERE: Target = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** A system as it is emitted. */
export interface Emitted {
  /** The system in one template: whatever refers to something in another stack refers to it directly here. */
  readonly flat: BuiltStack;
  readonly root: BuiltStack;
  /** The files of a release that are there to be read, by name: `taskdef.json`, `appspec.yaml`. */
  readonly release: Readonly<Record<string, string>>;
  /** The most tasks of one colour for which there is room beside the other; undefined where nobody can know. */
  readonly mostTasks: number | undefined;
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
  readonly mostTasks: number | undefined;
  readonly #flat: BuiltStack;
  readonly #stacks: readonly BuiltStack[];
  readonly #release: Emitted['release'];
  readonly #parameters: Readonly<Record<string, Data>>;
  readonly #resolved: ResolvedTemplate;

  constructor({ flat, root, release, mostTasks }: Emitted) {
    this.mostTasks = mostTasks;
    this.#flat = flat;
    this.#stacks = allStacks(root);
    this.#release = release;
    this.#parameters = madeUpParameters(flat.template, ANYWHERE);
    this.#resolved = this.#resolve({});
  }

  /** The resources of a type, filled in as they are with blue live. */
  all(type: string): readonly Filled[] {
    return this.#resolved.resources
      .filter((resource) => resource.type === type)
      .map(({ logicalId }) => ({ id: logicalId, properties: this.#resolved.properties(logicalId) }));
  }

  /** The one resource of a type that a system has at most one of. */
  one(type: string): Filled | undefined {
    return this.all(type)[0];
  }

  /** The resource's properties with the other colour live. */
  whenGreenIsLive(id: string): DataObject {
    return this.#resolve({ LiveColour: 'green' }).properties(id);
  }

  /** What `Ref` or an attribute of a resource gives. */
  value(id: string, attribute?: string): string {
    return String(this.#resolved.reference(id, attribute));
  }

  /** The resource as the template has it, with its references. */
  written(id: string): DataObject {
    return this.#flat.template.Resources[id]?.Properties ?? {};
  }

  /** What the resource waits for by `DependsOn`. */
  dependencies(id: string): readonly string[] {
    return [this.#flat.template.Resources[id]?.DependsOn ?? []].flat();
  }

  /** The constraints of a parameter of the root. */
  parameter(name: string) {
    return this.#flat.template.Parameters?.[name];
  }

  /** Roles and their policies, by ARN. Others may say what the evaluator does not know: they are the user's. */
  permissions(...roles: readonly string[]): Permissions {
    const wanted = this.all('AWS::IAM::Role').filter(({ id }) => roles.includes(this.value(id, 'Arn')));
    const isWanted = (logicalId: string) => wanted.some(({ id }) => id === logicalId);
    const boundary = this.#parameters.PermissionsBoundaryArn;
    const documents = typeof boundary === 'string' ? { [boundary]: EVERYTHING } : {};
    return readPermissions(this.#flat.template, madeUpValues(ANYWHERE, this.#parameters), documents, isWanted);
  }

  /** An ARN in the place where the system is imagined to be. */
  arn(service: string, resource: string): string {
    return `arn:${ANYWHERE.partition}:${service}:${ANYWHERE.region}:${ANYWHERE.account}:${resource}`;
  }

  /** The task definition that releases register. */
  taskDefinition(): Data {
    return JSON.parse(this.#releaseFile('taskdef.json'));
  }

  /** Its container definitions. */
  containers(): readonly Data[] {
    return listOf(at(this.taskDefinition(), 'containerDefinitions'));
  }

  /** The AppSpec of releases. */
  appSpec(): Data {
    return parse(this.#releaseFile('appspec.yaml'));
  }

  /** The properties of the AppSpec's one target. */
  appSpecTarget(): Data | undefined {
    return at(this.appSpec(), 'Resources', 0, 'TargetService', 'Properties');
  }

  /** What the AppSpec's hooks run, by event. */
  appSpecHooks(): readonly { readonly event: string; readonly functionName: string }[] {
    return listOf(at(this.appSpec(), 'Hooks')).flatMap((hook) =>
      Object.entries(hook as DataObject).map(([event, functionName]) => ({
        event,
        functionName: String(functionName),
      })),
    );
  }

  /** What the deploy action of the pipeline is configured with; undefined without a pipeline. */
  deployAction(): (Filled & { readonly action: Data; readonly configuration: Data | undefined }) | undefined {
    const pipeline = this.one('AWS::CodePipeline::Pipeline');
    if (!pipeline) return undefined;
    const actions = listOf(pipeline.properties.Stages).flatMap((stage) => listOf(at(stage, 'Actions')));
    const action = actions.find((each) => at(each, 'ActionTypeId', 'Provider') === 'CodeDeployToECS');
    return action === undefined ? undefined : { ...pipeline, action, configuration: at(action, 'Configuration') };
  }

  /** A finding at a resource, in the stack that declares it. */
  finding(id: string, path: readonly (string | number)[], message: string, hint: string): Finding {
    const stack = this.#stacks.find(({ template }) => id in template.Resources) ?? this.#flat;
    return { stack, id, path: ['Properties', ...path], message, hint };
  }

  /** A finding about the files of a release, where they are written: in the build, or beside the templates. */
  releaseFinding(message: string, hint: string): Finding {
    const project = this.one('AWS::CodeBuild::Project');
    const group = this.one('AWS::CodeDeploy::DeploymentGroup');
    return project
      ? this.finding(project.id, ['Source', 'BuildSpec'], message, hint)
      : this.finding(group?.id ?? '', [], message, hint);
  }

  /** What runs: the file that the build writes, if it does; otherwise the one that is there to be copied. */
  #releaseFile(name: string): string {
    const project = this.one('AWS::CodeBuild::Project');
    const buildSpec = at(project?.properties.Source, 'BuildSpec');
    const commands = typeof buildSpec === 'string' ? listOf(at(parse(buildSpec), 'phases', 'build', 'commands')) : [];
    const writes = commands.map(String).find((command) => command.startsWith(`cat > ${name} <<`));
    if (writes !== undefined) return writes.split('\n').slice(1, -2).join('\n');
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

  #resolve(parameters: Readonly<Record<string, Data>>): ResolvedTemplate {
    return new ResolvedTemplate(this.#flat.template, madeUpValues(ANYWHERE, { ...this.#parameters, ...parameters }));
  }
}
