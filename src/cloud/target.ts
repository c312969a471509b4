import type { DataObject } from '../dsl/template.ts';

/** Where a system is deployed to, as far as deploying is concerned. What `templates/environments.ts` describes is one. */
export interface DeployEnvironment {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly emulator: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly serviceRole: ((system: string, region: string) => string) | undefined;
  readonly templateBucket?: string | undefined;
  readonly systems: readonly string[] | undefined;
}

/** One template of a system, as it was reviewed. */
export interface TemplateFile {
  /** Its name in `output/<system>/`, without the ending: `load-balancer`. */
  readonly name: string;
  /** Its name where it is uploaded: `load-balancer.620685b5c80e.yaml`. */
  readonly pinned: string;
  readonly text: string;
  /** In hex. */
  readonly sha256: string;
  readonly template: DataObject;
  /** The nested stacks in it, by logical id. */
  readonly nested: Readonly<Record<string, TemplateFile>>;
}

/** A system where it is deployed: what is needed to look at it, and to stop what it does. */
export interface SystemPlace {
  readonly system: string;
  readonly environment: DeployEnvironment;
  /** What names are made from, and the name of the root stack. */
  readonly stackName: string;
}

/** A system, read from `output/`, and the environment it goes to. */
export interface Target extends SystemPlace {
  readonly root: TemplateFile;
  /** Of the root's parameters, those that the environment's file gives. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Stack policies as JSON, by the name of the template they are for. */
  readonly policies: Readonly<Record<string, string>>;
}

/** Every template of a system, the root first; each once, though several stacks may be made from it. */
export function allTemplates(root: TemplateFile): readonly TemplateFile[] {
  const found = [root, ...Object.values(root.nested).flatMap(allTemplates)];
  return [...new Map(found.map((file) => [file.pinned, file])).values()];
}

/** The template of a nested stack, by the logical ids that lead to it; the root's own for none. */
export function templateAt(root: TemplateFile, path: readonly string[]): TemplateFile | undefined {
  return path.reduce<TemplateFile | undefined>((file, logicalId) => file?.nested[logicalId], root);
}

/** The account's bucket for templates, unless the environment has one of another name. */
export function templateBucket({ account, region, templateBucket: own }: DeployEnvironment): string {
  return own ?? `templates-${account}-${region}`;
}

/** The path of a system's templates in that bucket; it is what `deployer.yaml` lets the system's deployer write to. */
export function templatePrefix(system: string): string {
  return `tealform/${system}`;
}

/** The words of a command about a system where it is deployed: `ENV=dev SYSTEM=hello-server`. Without them a command means another one. */
export function commandWords({
  environment,
  system,
}: {
  readonly environment: { readonly name: string };
  readonly system: string;
}): string {
  return `ENV=${environment.name} SYSTEM=${system}`;
}

/** What the hosts of AWS's services end in. */
export function urlSuffix({ partition }: Pick<DeployEnvironment, 'partition'>): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** Where CloudFormation fetches an uploaded template: the form in which the root names nested ones. */
export function templateAddress({ environment, system }: Target, { pinned }: TemplateFile): string {
  const host = `${templateBucket(environment)}.s3.${environment.region}.${urlSuffix(environment)}`;
  return `https://${host}/${templatePrefix(system)}/${pinned}`;
}
