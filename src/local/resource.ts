import type { Data, DataObject } from '../dsl/template.ts';

/** A resource of the local account, whoever made it: a stack, or a call. All of it can be written as JSON. */
export interface LocalResource {
  /** `AWS::ECS::Service` */
  readonly type: string;
  /** What CloudFormation calls its physical id: what `Ref` gives. */
  readonly id: string;
  /** As they were said last, with every reference filled in. */
  readonly properties: DataObject;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: DataObject;
  /** The stack that made it, and what it is called there; undefined for what a call has made. */
  readonly owner?: { readonly stackId: string; readonly logicalId: string };
  /** What has happened to it since, outside of templates: weights that a release moved, a transition that was closed. */
  readonly live: Readonly<Record<string, Data>>;
  /** When it was made, as an ISO time. */
  readonly createdAt: string;
}
