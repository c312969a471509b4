import type { Data } from '../../dsl/template.ts';

/** What a reference to a resource asks for. */
export interface Reference {
  readonly logicalId: string;
  readonly type: string;
  /** Undefined for `Ref`. */
  readonly attribute: string | undefined;
  /** A property of that resource, resolved: names follow from it. Undefined where it is not given. */
  readonly property: (name: string) => Data | undefined;
}

/** What expressions get their values from. */
export interface KnownValues {
  /** `AWS::Partition`, `AWS::Region`, `AWS::AccountId`, `AWS::URLSuffix`, ... */
  readonly pseudo: Readonly<Record<string, Data>>;
  /** Values of parameters; those left out have their defaults. */
  readonly parameters?: Readonly<Record<string, Data>>;
  /** The value of a reference to a resource; undefined for one that it does not know. */
  readonly resource: (reference: Reference) => Data | undefined;
  /** Functions whose value depends on where the stack is, such as `Fn::GetAZs`, by name: from their arguments, resolved. */
  readonly functions?: Readonly<Record<string, (args: readonly Data[]) => Data>>;
  /** The text that stands for what only a deployment will tell. What is made of it is not known before either. */
  readonly later?: string;
  /**
   * What stands for an expression that has no value, from its arguments as far as they have any. Without it such an expression is
   * refused.
   */
  readonly opaque?: (name: string, args: readonly Data[]) => Data;
  /** Whether two texts are equal once deployed; undefined where nobody can say. Without it they are when they are the same. */
  readonly equals?: (one: string, other: string) => boolean | undefined;
  /** The parts of a text; undefined where only a deployment knows them. */
  readonly split?: (text: string, delimiter: string) => readonly string[] | undefined;
  /** Whether what is one element of a list may be several once deployed, or none. */
  readonly maySpread?: (element: Data) => boolean;
}
