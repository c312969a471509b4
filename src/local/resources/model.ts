import type { Data, DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';

/** What a stack wants a resource to be. */
export interface ResourceRequest {
  readonly account: Account;
  /** `AWS::ECS::Service` */
  readonly type: string;
  readonly logicalId: string;
  readonly stackName: string;
  readonly stackId: string;
  /** Who CloudFormation works as, where a stack has a role for that. */
  readonly roleArn?: string | undefined;
  /** With every reference filled in. */
  readonly properties: DataObject;
}

/** What came of it. */
export interface Made {
  /** The physical id: what `Ref` gives. */
  readonly id: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: DataObject;
  /**
   * What is true of it from now on beside its properties, over what `live` said before: the revision that a service runs. `null` takes
   * away what was said, so that the properties count again.
   */
  readonly live?: Readonly<Record<string, Data>>;
}

/**
 * How resources of a type come, change and go, as the service behind them would have it. What the schema says (unknown properties,
 * which change replaces) is the engine's to know; this is about names, ids, attributes, and what a service refuses.
 */
export interface ResourceModel {
  /** @throws ResourceFailure where the service would refuse: a name that is taken, a port that is in use. */
  readonly create: (request: ResourceRequest) => Made;
  /** A change that replaces nothing. @throws ResourceFailure */
  readonly update: (before: LocalResource, request: ResourceRequest) => Made;
  /** What must be looked at before it goes. @throws ResourceFailure: a bucket that is not empty. */
  readonly remove: (resource: LocalResource, account: Account) => void;
}

/** Why a service would refuse, in its words: the reason of a `CREATE_FAILED` event. */
export class ResourceFailure extends Error {
  override readonly name = 'ResourceFailure';
  /** As handlers of CloudFormation name it: `AlreadyExists`, `InvalidRequest`, `NotStabilized`, `GeneralServiceException`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What is live of a resource once a change of it is made. */
export function mergeLive(before: LocalResource['live'], said: Made['live'] = {}): LocalResource['live'] {
  return Object.fromEntries(Object.entries({ ...before, ...said }).filter(([, value]) => value !== null));
}

/** Attributes, the empty ones left out. */
export function attributesOf(all: Readonly<Record<string, Data | undefined>>): DataObject {
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, Data] => entry[1] !== undefined));
}
