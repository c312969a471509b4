import type { ChangeEffects } from './changes.ts';
import type { ThingKind } from './things.ts';

/** A name with what it is, as lists have it. */
export interface Named {
  readonly id: string;
  readonly kind: ThingKind;
  /** Of a resource its CloudFormation type, of a parameter that of its value. */
  readonly type?: string;
}

/** One way in which one thing names another. */
export interface ExplainedUse {
  /** The property at whoever names: `LoadBalancers[0].TargetGroupArn`; `Condition`. */
  readonly path: string;
  /** Where that is in a role's own policies: the policy's name. */
  readonly policy?: string;
  /** The attribute of whoever is named; absent for `Ref`. */
  readonly attribute?: string;
  /** Ids of the parameters, outputs and conditions between the two, in the order from whoever names. */
  readonly via: readonly string[];
}

/** Somebody at the other end of references. */
export interface ExplainedReference extends Named {
  readonly uses: readonly ExplainedUse[];
  /** Of a parameter or an output at the end: its literal, its default, the values of environments. */
  readonly values?: ExplainedValues;
  /** Of a condition: what it says. */
  readonly condition?: string;
}

/** What a parameter is given. */
export interface ExplainedValues {
  /** What the parent template passes, where that refers to nothing. */
  readonly given?: string;
  readonly default?: string;
  /** By environment, or `fleets/<fleet>`, as the files of `output/<system>/` have it. */
  readonly environments: Readonly<Record<string, string>>;
  /** Of these, fleets of which some stacks are given another value. */
  readonly overriddenIn?: readonly string[];
}

/** One key of a statement's `Condition`: it holds if one of the values fits. */
export interface ExplainedCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** What some role may do to something. */
export interface Grant {
  /** `pull-image`, or the logical id of a managed policy. */
  readonly policy: string;
  readonly sid?: string;
  /** As the policy writes them: `ecr:BatchGetImage`, `s3:Get*`. */
  readonly actions: readonly string[];
  /** The pattern, where it is not just the ARN: with `REGION`, `ACCOUNT`, `<Parameter>` and made-up names; `*` for everything. */
  readonly pattern?: string;
  readonly conditions: readonly ExplainedCondition[];
}

/** A role, and what it may do to what is explained. */
export interface RoleGrants {
  readonly role: string;
  readonly grants: readonly Grant[];
}

/** A statement of a policy that hangs on what is explained, or on a role: who may or may not do what. */
export interface ResourceStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly sid?: string;
  /** Ids of roles, names of services, `*` for everybody, `arn:aws:iam::ACCOUNT:root` for whomever the account lets. */
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly conditions: readonly ExplainedCondition[];
}

/** What a role may do, by statement. */
export interface OwnGrant extends Omit<Grant, 'pattern'> {
  readonly effect: 'Allow' | 'Deny';
  /** Ids of the resources of the system that it is about. */
  readonly on: readonly string[];
  /** Patterns that fit nothing of the system. */
  readonly elsewhere: readonly string[];
}

/** Who touches a resource, by the policies in the templates. */
export interface Access {
  /** What it would be called, with made-up names; none for what has no ARN. */
  readonly arns: readonly string[];
  /** Roles that are allowed something on just this, or on a pattern that it fits. */
  readonly roles: readonly RoleGrants[];
  /** Roles that are allowed something of its service on everything. */
  readonly onEverything: readonly RoleGrants[];
  /** Of its own policy; of a role, who may take it on. */
  readonly statements: readonly ResourceStatement[];
  /** Of a role: what it may do. */
  readonly may?: readonly OwnGrant[];
  /** Policies that were not looked at, and why. */
  readonly unread: readonly { readonly id: string; readonly why: string }[];
  /** Why nothing was looked for. */
  readonly note?: string;
}

/** A place in a file: `output/hello-server/service.yaml`, or TypeScript. */
export interface FilePlace {
  readonly file: string;
  /** From 1; absent where it is not in the file as it lies there. */
  readonly line?: number;
}

/** Everything that is said of one thing. `FORMAT=json` prints it as it is; `docs/explaining.md` has its fields. */
export interface Explanation extends Named {
  /** Raised when a member changes its meaning. */
  readonly formatVersion: 1;
  readonly system: string;
  /** The logical id, or the name in its own template. */
  readonly name: string;
  /** The comment above it in the template; of what has none its description. */
  readonly comment?: string;
  /** Where it is in `output/`. */
  readonly template: FilePlace;
  readonly flat?: FilePlace & { readonly id: string };
  /** The line of TypeScript that declares it. */
  readonly declared?: FilePlace;
  /** Who called the function that declares it, the nearest first: roles are declared by one function for all. */
  readonly calledAt: readonly FilePlace[];
  /** Conditions that must hold for it to be there: its own, and those of the stacks around it. */
  readonly conditions: readonly { readonly id: string; readonly condition: string }[];
  /** Of a condition: what it says. */
  readonly condition?: string;
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
  /** What keeps it where it is: the code that reviews and deployments refuse or warn of its end by, why, and what to do instead. */
  readonly kept?: { readonly code: string; readonly reason: string; readonly wayRound: string };
  readonly values?: ExplainedValues;
  readonly refersTo: readonly ExplainedReference[];
  readonly referredBy: readonly ExplainedReference[];
  /** By `DependsOn`. */
  readonly waitsFor: readonly Named[];
  readonly waitedForBy: readonly Named[];
  /** Release files that have its value filled in, and the name that stands for it there. */
  readonly releaseFiles: readonly { readonly file: string; readonly as: string }[];
  /** Of a stack: what is declared in it. */
  readonly contains?: readonly Named[];
  /** Of the root: the templates that are deployed by themselves. */
  readonly beside?: readonly Named[];
  readonly access?: Access;
  readonly documentation?: string;
  readonly changes?: ChangeEffects;
  /** Others of the same name in this system. */
  readonly also: readonly Named[];
}
