import { createHash } from 'node:crypto';
import {
  type GetApplicationRevisionInput,
  type GetApplicationRevisionOutput,
  GetApplicationRevisionOutput$,
  type RevisionLocation,
} from '@aws-sdk/client-codedeploy';
import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import { allDeployments, type DeploymentRecord } from '../resources/deployments.ts';
import { objectOf, textOf } from '../resources/read.ts';
import { fromProperties } from './by-schema.ts';
import { deny } from './refusals.ts';

/** A revision that is handed over: an AppSpec with its hash, and one that only a hash is given of with what was handed over before. */
export function handedOver(account: Account, application: string, revision: RevisionLocation): RevisionLocation {
  const { content, sha256 } = revision.appSpecContent ?? {};
  if (revision.revisionType !== 'AppSpecContent') return revision;
  if (content !== undefined) {
    return { ...revision, appSpecContent: { sha256: hashOf(content), ...revision.appSpecContent } };
  }
  if (sha256 === undefined) return revision;
  const known = used(account, application).find((record) => hashIn(record.revision) === sha256);
  if (known === undefined) return deny('RevisionDoesNotExistException', NOT_THERE);
  return { ...revision, appSpecContent: { sha256, content: contentIn(known.revision) ?? '' } };
}

/** A revision as deployments tell of it: an AppSpec by its hash alone, as scripts on AWS are seen to get it. */
export function toldRevision(revision: DataObject): DataObject {
  const content = contentIn(revision);
  if (content === undefined) return revision;
  return { ...revision, AppSpecContent: { Sha256: hashIn(revision) ?? hashOf(content) } };
}

/** What GetApplicationRevision tells, of revisions that were deployed. @throws ServiceError in its codes */
export function describeRevision(
  account: Account,
  application: string,
  wanted: GetApplicationRevisionInput['revision'],
): GetApplicationRevisionOutput {
  if (wanted === undefined) return deny('RevisionRequiredException', 'The revision ID was not specified.');
  if (wanted.revisionType !== 'AppSpecContent') {
    return deny(
      'InvalidRevisionException',
      `not supported by the local cloud: a revision of type ${wanted.revisionType}`,
    );
  }
  const { content, sha256 = hashOf(content ?? '') } = wanted.appSpecContent ?? {};
  // Newest first.
  const theirs = used(account, application).filter((record) => hashIn(record.revision) === sha256);
  const [last] = theirs;
  const first = theirs.at(-1);
  if (!last || !first) return deny('RevisionDoesNotExistException', NOT_THERE);
  const told = fromProperties<GetApplicationRevisionOutput>(GetApplicationRevisionOutput$, {
    Revision: {
      RevisionType: 'AppSpecContent',
      AppSpecContent: { Content: contentIn(last.revision) ?? '', Sha256: sha256 },
    },
  });
  return {
    applicationName: application,
    ...told,
    revisionInfo: {
      deploymentGroups: [...new Set(theirs.map(({ deploymentGroupName }) => deploymentGroupName))],
      firstUsedTime: new Date(first.createTime),
      lastUsedTime: new Date(last.createTime),
      registerTime: new Date(first.createTime),
    },
  };
}

const NOT_THERE = 'The named revision does not exist with the IAM user or AWS account.';

function used(account: Account, application: string): readonly DeploymentRecord[] {
  return allDeployments(account).filter(({ applicationName }) => applicationName === application);
}

function contentIn(revision: DataObject): string | undefined {
  return textOf(objectOf(revision, 'AppSpecContent'), 'Content');
}

function hashIn(revision: DataObject): string | undefined {
  const content = contentIn(revision);
  return content === undefined ? undefined : hashOf(content);
}

function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
