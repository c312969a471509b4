/** Everything that is generated, as data: read from the package, corrected, then printed. */
export interface Model {
  /** `@aws-cdk/aws-service-spec 0.1.216`: where the data came from. */
  readonly source: string;
  /** Sorted by name. */
  readonly resources: readonly Resource[];
}

/** One CloudFormation resource type. */
export interface Resource {
  /** `AWS::ElasticLoadBalancingV2::Listener` */
  readonly type: string;
  /** Required ones first, then by name. */
  readonly properties: readonly Property[];
  /** The nested types that its properties reach, by name. */
  readonly definitions: readonly Definition[];
  /** What `Fn::GetAtt` knows, by name. */
  readonly attributes: readonly Attribute[];
  /** What the package says that `Ref` gives: names of properties or attributes. More than one means that it does not know. */
  readonly identifiers: readonly string[];
  /** What `Ref` gives; absent until it is worked out. */
  readonly ref?: RefFact;
  /** Whether it holds data that goes with it. */
  readonly stateful: boolean;
  /** The property that takes tags. */
  readonly tags?: string;
}

/** A nested type, such as `Action` of a listener. */
export interface Definition {
  readonly name: string;
  /** What its TypeScript interface is called if its usual name is taken. */
  readonly interfaceName?: string;
  readonly properties: readonly Property[];
}

/** A property of a resource or of a nested type. */
export interface Property {
  readonly name: string;
  readonly required: boolean;
  readonly type: Type;
  /** Whether changing it replaces the resource. */
  readonly replacement: 'no' | 'maybe' | 'yes';
  readonly deprecated: boolean;
}

/** A value of a resource that only CloudFormation knows. */
export interface Attribute {
  readonly name: string;
  readonly type: Type;
}

/** The type of a value. */
export type Type =
  | PrimitiveType
  | { readonly kind: 'list' | 'map'; readonly element: Type }
  | { readonly kind: 'definition'; readonly name: string }
  | { readonly kind: 'union'; readonly members: readonly Type[] };

/** A type without parts. `values` are the only ones it takes; a tag is `{Key, Value}`. */
export interface PrimitiveType {
  readonly kind: 'string' | 'integer' | 'number' | 'boolean' | 'json' | 'tag';
  readonly values?: readonly AllowedValue[];
}

export type AllowedValue = string | number;

/** What `Ref` gives, and which property or attribute has the same value, if one has. */
export interface RefFact {
  readonly kind: 'arn' | 'name' | 'id' | 'url' | 'address';
  readonly path?: string;
}
