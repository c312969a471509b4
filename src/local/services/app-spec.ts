import { createHash } from 'node:crypto';
import type { RevisionLocation } from '@aws-sdk/client-codedeploy';
import { parse } from 'yaml';
import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import { Objects } from '../objects.ts';
import { listOf, numberOf, objectOf, objectsOf, textOf } from '../resources/read.ts';
import { deny } from './refusals.ts';

/** What an AppSpec says of a service, and the functions that it names for lifecycle events. */
export interface AppSpec {
  readonly taskDefinition: string;
  /** The container that traffic goes to; undefined where it does not say. */
  readonly containerName: string | undefined;
  readonly containerPort: number | undefined;
  readonly capacityProviderStrategy: readonly Data[];
  readonly hooks: Readonly<Record<string, string>>;
}

/** The AppSpec of a revision: its own text, or an object in a bucket. @throws ServiceError in the codes of CreateDeployment; most words are ours */
export function readAppSpec(account: Account, revision: RevisionLocation | undefined): AppSpec {
  if (revision === undefined) return deny('RevisionRequiredException', 'The revision ID was not specified.');
  const text = textOfRevision(account, revision);
  let document: Data;
  try {
    // YAML 1.2, of which JSON is a part.
    document = parse(text);
  } catch {
    return deny('InvalidRevisionException', 'The AppSpec is neither YAML nor JSON');
  }
  const { properties, type } = targetOf(document);
  if (type !== 'AWS::ECS::Service') {
    deny('InvalidRevisionException', `The AppSpec's target is of type ${type}, not AWS::ECS::Service`);
  }
  const taskDefinition = textOf(properties, 'TaskDefinition');
  if (taskDefinition === undefined) return deny('InvalidRevisionException', 'The AppSpec names no TaskDefinition');
  const hooks = objectsOf(isObject(document) ? document : {}, 'Hooks').flatMap((hook) => Object.entries(hook));
  const target = objectOf(properties, 'LoadBalancerInfo');
  return {
    taskDefinition,
    containerName: textOf(target, 'ContainerName'),
    containerPort: numberOf(target, 'ContainerPort'),
    capacityProviderStrategy: listOf(properties, 'CapacityProviderStrategy'),
    hooks: Object.fromEntries(hooks.map(([event, name]) => [event, String(name)])),
  };
}

function textOfRevision(account: Account, revision: RevisionLocation): string {
  const { revisionType, appSpecContent, s3Location, ...others } = revision;
  // AWS's words for more than one place are not documented.
  const [unused] = Object.keys({
    ...others,
    ...(revisionType !== 'S3' && s3Location && { s3Location }),
    ...(revisionType !== 'AppSpecContent' && appSpecContent && { appSpecContent }),
  });
  const isKnown = revisionType === 'S3' || revisionType === 'AppSpecContent';
  if (isKnown && unused !== undefined) {
    deny(
      'InvalidRevisionException',
      `the local cloud does not look at '${unused}' of a revision of type ${revisionType}`,
    );
  }
  if (revisionType === 'AppSpecContent') {
    const { content = '', sha256 } = appSpecContent ?? {};
    if (sha256 !== undefined && sha256 !== createHash('sha256').update(content).digest('hex')) {
      deny('InvalidRevisionException', "The AppSpec's sha256 is not that of its content");
    }
    return content;
  }
  if (revisionType === 'S3') {
    const { bucket = '', key = '', version, eTag } = s3Location ?? {};
    const object = new Objects(account).get(bucket, key, version);
    const isThat = eTag === undefined || object?.etag === eTag.replaceAll('"', '');
    if (!object || !isThat)
      return deny('RevisionDoesNotExistException', `There is no object ${key} in the bucket ${bucket}`);
    return Buffer.from(object.body).toString('utf8');
  }
  return deny('InvalidRevisionException', `not supported by the local cloud: a revision of type ${revisionType}`);
}

function targetOf(document: Data): { readonly properties: DataObject; readonly type: string | undefined } {
  const [first = {}] = objectsOf(isObject(document) ? document : {}, 'Resources');
  const [target = null] = Object.values(first);
  const said = isObject(target) ? target : {};
  return { properties: objectOf(said, 'Properties'), type: textOf(said, 'Type') };
}
