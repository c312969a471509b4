import { createHash } from 'node:crypto';
import { REPOSITORY } from '../../local/resources/ecr.ts';
import { imagesOf } from '../../local/resources/ecr-images.ts';
import { textOf } from '../../local/resources/read.ts';
import { readSource } from '../../source/source-folder.ts';
import type { SourceFile } from '../../source/source-zip.ts';
import { ActionFailure, type ActionResult, type ActionRun, artifactNames, mustSay } from './action.ts';
import type { WorkingRole } from './role.ts';

const SUMMARY = 'the working tree, in the place of what is committed';

/** What of CodeCommit the pipeline's role needs to hand over an archive. */
const READS = [
  'codecommit:GetBranch',
  'codecommit:GetCommit',
  'codecommit:UploadArchive',
  'codecommit:GetUploadArchiveStatus',
];

/**
 * A repository of source: the working tree stands for it, as it is. What it is called by is a digest of its content, in the form of a
 * commit's id.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html
 */
export function playCodeCommit(run: ActionRun, role: WorkingRole, folder: string): ActionResult {
  const name = mustSay(run, 'RepositoryName');
  const branch = mustSay(run, 'BranchName');
  mustBeZip(run);
  for (const action of READS) role.must(action, run.account.arn('codecommit', name));
  const all = run.account.all('AWS::CodeCommit::Repository');
  if (!all.some(({ attributes }) => textOf(attributes, 'Name') === name)) {
    throw new ActionFailure('ConfigurationError', `RepositoryDoesNotExistException: ${name} does not exist`);
  }
  return handOver(run, folder, { RepositoryName: name, BranchName: branch });
}

/**
 * The same by a connection.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
 */
export function playConnection(run: ActionRun, role: WorkingRole, folder: string): ActionResult {
  const arn = mustSay(run, 'ConnectionArn');
  const repository = mustSay(run, 'FullRepositoryId');
  const branch = mustSay(run, 'BranchName');
  mustBeZip(run);
  // Permissions go by the name in the ARN.
  const service = arn.split(':')[2] ?? '';
  role.must(`${service}:UseConnection`, arn, { [`${service}:FullRepositoryId`]: repository });
  return handOver(run, folder, { FullRepositoryName: repository, BranchName: branch, ConnectionArn: arn });
}

/**
 * An image that is in the account's repository: what it is called, and nothing of it.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECR.html
 */
export function playEcr(run: ActionRun, role: WorkingRole): ActionResult {
  const { account, configuration } = run;
  const name = mustSay(run, 'RepositoryName');
  const tag = configuration.ImageTag ?? 'latest';
  role.must('ecr:DescribeImages', account.arn('ecr', `repository/${name}`));
  const repository = account.find(REPOSITORY, name);
  const image = repository && imagesOf(repository).find(({ tags }) => tags.includes(tag));
  if (!repository || !image) {
    throw new ActionFailure('ConfigurationError', `there is no image ${name}:${tag} in the account's repositories`);
  }
  const uri = `${textOf(repository.attributes, 'RepositoryUri')}@${image.digest}`;
  const { accountId: RegistryId } = account.whereabouts;
  const ImageTags = [...image.tags];
  const called = { RegistryId, RepositoryName: name, ImageDigest: image.digest, ImageURI: uri };
  const detail = { Version: '1.0', ...called, ImageTags, ImagePushedAt: image.pushedAt };
  const body = Buffer.from(JSON.stringify(detail));
  return {
    revision: { id: image.digest, summary: `${name}:${tag}` },
    outputs: outputOf(run, [{ path: 'imageDetail.json', body, isExecutable: false }]),
    variables: { ...called, ImageTag: tag },
  };
}

function handOver(run: ActionRun, folder: string, variables: Readonly<Record<string, string>>): ActionResult {
  const files = readSource(folder, { untracked: true });
  if (files.length === 0) throw new ActionFailure('JobFailed', 'the source folder has no files');
  const id = digestOf(files);
  return {
    revision: { id, summary: SUMMARY },
    outputs: outputOf(run, files),
    variables: { ...variables, CommitId: id, CommitMessage: SUMMARY },
  };
}

function outputOf({ declared }: ActionRun, files: readonly SourceFile[]): NonNullable<ActionResult['outputs']> {
  const [name] = artifactNames(declared, 'OutputArtifacts');
  return name === undefined ? {} : { [name]: files };
}

function mustBeZip({ configuration }: ActionRun): void {
  const { OutputArtifactFormat: format = 'CODE_ZIP' } = configuration;
  if (format === 'CODE_ZIP') return;
  throw new ActionFailure('ConfigurationError', `not supported by the rehearsal: the OutputArtifactFormat ${format}`);
}

/** What a source is called by: 40 hex digits that are others for another content, path or mode. */
export function digestOf(files: readonly SourceFile[]): string {
  const hash = createHash('sha1');
  for (const { path, body, isExecutable } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${path}\0${isExecutable}\0${body.byteLength}\0`).update(body);
  }
  return hash.digest('hex');
}
