import { createHash } from 'node:crypto';
import { GetApplicationRevisionCommand, type RevisionLocation } from '@aws-sdk/client-codedeploy';
import { answered } from './call.ts';
import type { Clients } from './clients.ts';

/**
 * A revision with its AppSpec in it. GetDeployment is seen to give no more of it than its hash, of which the API's reference says nothing
 * ("Required: No" of both members); GetApplicationRevision gives the text to whoever asks by that. Where it is not there or may not be
 * looked at, what was given comes back.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_AppSpecContent.html
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetApplicationRevision.html
 * @see https://github.com/cds-snc/platform-forms-client/pull/5336 a script that releases by the hash that GetDeployment gives
 */
export async function completeRevision(
  { codeDeploy, region }: Pick<Clients, 'codeDeploy' | 'region'>,
  application: string,
  location: RevisionLocation,
): Promise<RevisionLocation> {
  if (appSpecOf(location) !== undefined || hashOf(location) === undefined) return location;
  const answer = await answered(
    codeDeploy.send(new GetApplicationRevisionCommand({ applicationName: application, revision: location })),
    { action: 'codedeploy:GetApplicationRevision', resource: application, region },
    ['RevisionDoesNotExistException', 'ApplicationDoesNotExistException', 'AccessDeniedException'],
  );
  const found = answer?.revision;
  return found && appSpecOf(found) !== undefined ? found : location;
}

/** The AppSpec of a revision, where it is in it. */
export function appSpecOf({ appSpecContent, string }: RevisionLocation): string | undefined {
  return appSpecContent?.content ?? string?.content;
}

/**
 * The task definition that a revision brings: `hello:7`, in an ARN or alone. Undefined where the AppSpec is not in it, or names a family
 * alone: that means whichever is the latest, which says nothing.
 */
export function taskDefinitionOf(location: RevisionLocation): string | undefined {
  return /\bTaskDefinition["']?\s*:\s*["']?([^\s"',}]+:\d+)(?=["'\s,}]|$)/.exec(appSpecOf(location) ?? '')?.[1];
}

/** `hello:7` of its ARN. */
export function revisionName(taskDefinition: string): string {
  return taskDefinition.replace(/^.*\//, '');
}

/** Whether two say the same, wherever they were put: the same AppSpec is handed over anew at each deployment. */
export function isSameRevision(one: RevisionLocation, other: RevisionLocation): boolean {
  return fingerprint(one) === fingerprint(other);
}

function fingerprint(location: RevisionLocation): string {
  const content = appSpecOf(location);
  const hash = content === undefined ? hashOf(location) : createHash('sha256').update(content).digest('hex');
  return hash ?? JSON.stringify(location);
}

function hashOf({ appSpecContent, string }: RevisionLocation): string | undefined {
  return appSpecContent?.sha256 ?? string?.sha256;
}
