import type { ResourceBase } from 'cloudform-types/types/resource.js';
import type { NamedCondition } from './condition.ts';
import type { Expression, Json, List, Value } from './expression.ts';
import { type Declared, declaration, type HasDeclaration, Reference } from './reference.ts';
import type { ResourceType } from './resource-type.ts';

/** Any resource class: one of ours, or one of cloudform's. */
export type AnyResource = ResourceBase<object>;

/** The attributes that `Fn::GetAtt` knows of a resource; of a cloudform class, any name, yielding text. */
export type AttributesOf<R> = R extends ResourceType<infer _, infer A> ? A : Readonly<Record<string, string>>;

/** What a resource's declaration gives back: how others refer to it. */
export class ResourceHandle<out A extends object = object> implements HasDeclaration {
  readonly [declaration]: Declared;

  readonly #listAttributes: readonly string[];

  /** @param listAttributes the attributes that yield lists; all others yield texts. */
  constructor(declared: Declared, listAttributes: readonly string[] = []) {
    this[declaration] = declared;
    this.#listAttributes = listAttributes;
  }

  /** `Ref`: the name, id or ARN, whichever the resource's documentation page says. */
  get ref(): Expression<string> {
    return new Reference<string>(this[declaration], false);
  }

  /** `Fn::GetAtt`: the value of one of its attributes. */
  att<K extends keyof A & string>(attribute: K): Expression<A[K]> {
    return new Reference<A[K]>(this[declaration], this.#listAttributes.includes(attribute), attribute);
  }
}

/**
 * What may be said about a resource beside its properties.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-product-attribute-reference.html
 */
export interface ResourceAttributes {
  /** Why this resource is there: printed on the line above it. Plain ASCII. */
  readonly comment?: string | undefined;
  /** What must exist before it, where no reference already says so. */
  readonly dependsOn?: HasDeclaration | readonly HasDeclaration[] | undefined;
  /** It exists only if this holds. */
  readonly condition?: NamedCondition | undefined;
  /** What becomes of it when it leaves the template or the stack is deleted. */
  readonly deletionPolicy?: 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot' | undefined;
  /** What becomes of the old one when an update replaces it. */
  readonly updateReplacePolicy?: 'Delete' | 'Retain' | 'Snapshot' | undefined;
  readonly creationPolicy?: CreationPolicy | undefined;
  readonly updatePolicy?: UpdatePolicy | undefined;
  readonly metadata?: { readonly [key: string]: Json } | undefined;
}

/**
 * When a resource counts as created.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-creationpolicy.html
 */
export interface CreationPolicy {
  readonly AutoScalingCreationPolicy?: { readonly MinSuccessfulInstancesPercent?: Value<number> };
  /** `Timeout` is an ISO 8601 duration such as `PT15M`. */
  readonly ResourceSignal?: { readonly Count?: Value<number>; readonly Timeout?: Value<string> };
  readonly StartFleet?: Value<boolean>;
}

/**
 * How an update of the resource is carried out.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
 */
export interface UpdatePolicy {
  readonly AutoScalingReplacingUpdate?: { readonly WillReplace: Value<boolean> };
  readonly AutoScalingRollingUpdate?: {
    readonly MaxBatchSize?: Value<number>;
    readonly MinActiveInstancesPercent?: Value<number>;
    readonly MinInstancesInService?: Value<number>;
    readonly MinSuccessfulInstancesPercent?: Value<number>;
    readonly PauseTime?: Value<string>;
    readonly SuspendProcesses?: List<string>;
    readonly WaitOnResourceSignals?: Value<boolean>;
  };
  readonly AutoScalingScheduledAction?: { readonly IgnoreUnmodifiedGroupSizeProperties: Value<boolean> };
  readonly CodeDeployLambdaAliasUpdate?: {
    readonly ApplicationName: Value<string>;
    readonly DeploymentGroupName: Value<string>;
    readonly BeforeAllowTrafficHook?: Value<string>;
    readonly AfterAllowTrafficHook?: Value<string>;
  };
  readonly EnableVersionUpgrade?: Value<boolean>;
  readonly UseOnlineResharding?: Value<boolean>;
}
