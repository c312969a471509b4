import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../../local/account.ts';
import type { LocalResource } from '../../local/resource.ts';
import { objectOf, objectsOf, textOf } from '../../local/resources/read.ts';
import type { ActionRecord } from '../../local/services/executions.ts';
import type { SourceFile } from '../../source/source-zip.ts';
import type { Pace } from '../pace.ts';

/** What stages pass on to each other. */
export interface Artifact {
  readonly name: string;
  readonly files: readonly SourceFile[];
  /** Where its archive lies. */
  readonly bucket: string;
  readonly key: string;
  /** Of the archive, in bytes. */
  readonly size: number;
  /** The version that it is of, which came with the source. */
  readonly revision?: string | undefined;
}

/** What `docker build` is told of an image. */
export interface ImageBuild {
  /** The build argument `VERSION`; `dev` where there is none, as in the application's own Dockerfile. */
  readonly version: string;
  /** All build arguments. */
  readonly arguments: Readonly<Record<string, string>>;
  /** The path of the Dockerfile. */
  readonly dockerfile: string;
}

/** Builds an image of a folder. @returns the digest that it is found by: `sha256:` and 64 hex digits. */
export type BuildImage = (folder: string, build: ImageBuild) => string | Promise<string>;

/** An action that is played: what it is told, and what it works with. */
export interface ActionRun {
  readonly account: Account;
  readonly pace: Pace;
  readonly pipeline: LocalResource;
  readonly executionId: string;
  /** As the template declares it. */
  readonly declared: DataObject;
  /** Its configuration, with variables filled in. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Its input artifacts, in their order. */
  readonly inputs: readonly Artifact[];
  /** Ended when the player closes. */
  readonly signal: AbortSignal;
  /** Says something of it while it runs. */
  readonly say: (said: Partial<ActionRecord>) => void;
  /** A line of its log. */
  readonly log: (text: string) => void;
  /** Where it may leave files: logs of builds. */
  readonly folder: string;
}

/** What comes of an action that succeeds. */
export interface ActionResult {
  readonly summary?: string;
  /** Of a source: the version. */
  readonly revision?: { readonly id: string; readonly summary: string };
  /** The files of its output artifacts, by their names. */
  readonly outputs?: Readonly<Record<string, readonly SourceFile[]>>;
  /** What its namespace has. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Whose permissions its outputs are put with: the pipeline's role, unless said. */
  readonly puts?: Puts;
}

/** Puts an output where the pipeline keeps them. */
export type Puts = (name: string, files: readonly SourceFile[]) => Promise<Artifact>;

/** Why an action fails, in the codes of CodePipeline's `ErrorDetails` (`JobFailed`, `ConfigurationError`, `PermissionError`). */
export class ActionFailure extends Error {
  override readonly name = 'ActionFailure';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What an action is: `Source/CodeCommit`. */
export function kindOf(declared: DataObject): string {
  const type = objectOf(declared, 'ActionTypeId');
  return `${textOf(type, 'Category')}/${textOf(type, 'Provider')}`;
}

/** The names in a list of artifacts: `InputArtifacts`, `OutputArtifacts`. */
export function artifactNames(declared: DataObject, list: 'InputArtifacts' | 'OutputArtifacts'): readonly string[] {
  return objectsOf(declared, list).map((each) => textOf(each, 'Name') ?? '');
}

/** A member of the configuration that has to be there. @throws ActionFailure */
export function mustSay({ configuration, declared }: ActionRun, name: string): string {
  const said = configuration[name];
  if (said !== undefined && said !== '') return said;
  throw new ActionFailure(
    'ConfigurationError',
    `Action configuration is missing '${name}' configuration. (${textOf(declared, 'Name')})`,
  );
}
