import type { EcrImage } from './container.ts';

/** Where new versions come from. */
export type SourceOptions = CodeCommitSource | ConnectionSource | ImageSource;

/** A repository in CodeCommit, with a Dockerfile. */
export interface CodeCommitSource {
  readonly kind: 'codecommit';
  /** Whether the system makes the repository, seeded with a first commit, or takes the name of one that exists. */
  readonly repository: 'new' | 'existing';
  readonly branch: string;
}

/** A repository at GitHub or elsewhere, with a Dockerfile, reached by a connection. There are no connections in China. */
export interface ConnectionSource {
  readonly kind: 'connection';
  /** Its full name there, such as `example/hello-server`. */
  readonly repository: string;
  readonly branch: string;
}

/** An image that somebody else builds and pushes to the system's own repository in ECR. */
export interface ImageSource {
  readonly kind: 'image';
  /** The tag that says which image is to be released. It moves, so tags can be overwritten in this repository. */
  readonly tag: string;
}

/** How images are built. */
export interface BuildOptions {
  readonly computeType: 'BUILD_GENERAL1_SMALL' | 'BUILD_GENERAL1_MEDIUM' | 'BUILD_GENERAL1_LARGE';
  readonly timeoutMinutes: number;
  /** The folder that the image is built from, and its Dockerfile, both relative to the repository. */
  readonly context: string;
  readonly dockerfile: string;
  /** Values for the Dockerfile's `ARG`s: text, or `fromEcr(...)` for an image such as the one to start from. `VERSION` is the commit. */
  readonly arguments: Readonly<Record<string, string | EcrImage>>;
}

/** A new repository in CodeCommit. */
export function codeCommit(options: { readonly branch: string }): CodeCommitSource {
  return { kind: 'codecommit', repository: 'new', ...options };
}

/** A repository in CodeCommit that exists; the root takes its name as a parameter. */
export function existingCodeCommit(options: { readonly branch: string }): CodeCommitSource {
  return { kind: 'codecommit', repository: 'existing', ...options };
}

/** A repository at GitHub, GitLab or Bitbucket; the root takes the connection's ARN as a parameter. */
export function connection(options: Omit<ConnectionSource, 'kind'>): ConnectionSource {
  return { kind: 'connection', ...options };
}

/** Images that are pushed to the system's repository with this tag. Nothing is built here. */
export function image(options: Omit<ImageSource, 'kind'>): ImageSource {
  return { kind: 'image', ...options };
}

/** Another account than the service's: its pipeline, its source and its images are there. */
export interface ToolsAccount {
  readonly kind: 'tools-account';
}

/**
 * The pipeline of a system in an account of its own, which releases to the account of the service by a role there.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html
 */
export function toolsAccount(): ToolsAccount {
  return { kind: 'tools-account' };
}

/** How new versions get from the source to CodeDeploy. */
export interface DeliveryOptions {
  readonly source: SourceOptions;
  readonly build: BuildOptions;
  /** Whether a person must say that a version may be deployed. (`approval` asks later: when it runs and before traffic moves.) */
  readonly approveDeploy: boolean;
  /** Where AppSpec and task definition come from: the template, or the files `appspec.yaml` and `taskdef.json` of the repository. */
  readonly releaseFrom: 'template' | 'repository';
  /** Where the pipeline is, with its source and its images: with the service, or in an account of its own. */
  readonly pipelineIn: 'service-account' | 'tools-account';
}

/** Whether the stacks of a system have its pipeline in them. */
export function ownsPipeline({ delivery }: { readonly delivery: DeliveryOptions | undefined }): boolean {
  return delivery?.pipelineIn === 'service-account';
}

/** Whether releases come from a pipeline in another account. */
export function isReleasedFromAfar({ delivery }: { readonly delivery: DeliveryOptions | undefined }): boolean {
  return delivery?.pipelineIn === 'tools-account';
}
