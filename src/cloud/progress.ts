import type { Problem } from '../dsl/error.ts';
import type { ChangeTree } from '../review/compare/changes.ts';
import type { AdoptedDrift } from './adopt/adopted-drift.ts';
import type { Adoption } from './adopt/adoption.ts';
import type { Colour } from './colour.ts';
import type { Outcome } from './outcome.ts';
import type { TagChange } from './tag-changes.ts';

/** Something that was looked at before a deployment. */
export interface Finding extends Problem {
  /** `error` keeps from deploying; `warning` may; `note` tells what was not checked; `mended` is done by the deployment itself. */
  readonly level: 'error' | 'warning' | 'note' | 'mended';
  /** What has the name that is taken, where that is what was found. */
  readonly resource?: { readonly type: string; readonly name: string };
}

/** Something that needs a yes. */
export interface Question {
  readonly about: 'execute' | 'delete-and-retry' | 'continue-rollback';
  /** A sentence that ends in a question mark. */
  readonly text: string;
}

/** What a deployment tells of itself, in order. Printers make lines of it; nothing in it is secret. */
export type Progress =
  | {
      readonly kind: 'target';
      readonly system: string;
      readonly environment: string;
      readonly account: string;
      readonly region: string;
      readonly stackName: string;
      readonly caller: string;
    }
  | { readonly kind: 'preflight'; readonly findings: readonly Finding[] }
  | { readonly kind: 'colour'; readonly colour: Colour; readonly isFirst: boolean }
  | {
      readonly kind: 'uploaded';
      readonly bucket: string;
      readonly isNewBucket: boolean;
      /** Settings that the bucket lacked since an earlier run was killed, and has now. */
      readonly mended: readonly string[];
      readonly written: readonly string[];
      readonly unchanged: number;
    }
  | { readonly kind: 'cleaned'; readonly what: readonly string[] }
  | {
      readonly kind: 'changes';
      readonly isNew: boolean;
      readonly tree: ChangeTree;
      /** Of an update: tags of the stack that change, which it hands on to all that takes tags. */
      readonly tags: readonly TagChange[];
    }
  | { readonly kind: 'warned'; readonly problems: readonly Problem[] }
  | {
      readonly kind: 'refused';
      readonly problems: readonly Problem[];
      /** What has been done to the stack before all the same. */
      readonly before: readonly string[];
    }
  | { readonly kind: 'question'; readonly question: Question; readonly answer: boolean }
  | {
      readonly kind: 'transition';
      readonly pipeline: string;
      readonly stage: string;
      readonly state: 'closed' | 'opened';
    }
  | {
      /** The stack's own LiveColour is brought to the colour that serves, before anything else is changed. */
      readonly kind: 'aligning';
      readonly colour: Colour;
      readonly isPlanned: boolean;
    }
  | { readonly kind: 'attached'; readonly stackId: string; readonly status: string }
  | { readonly kind: 'executing'; readonly stackId: string; readonly isNew: boolean }
  | { readonly kind: 'protected'; readonly stacks: readonly string[] }
  | { readonly kind: 'nothing-to-adopt'; readonly stackName: string }
  | { readonly kind: 'adopting'; readonly adoptions: readonly Adoption[] }
  | {
      /** The first of two steps is done: the resources are in the stack, the reviewed templates come next. */
      readonly kind: 'adopted';
      readonly stackId: string;
      readonly adoptions: readonly Adoption[];
    }
  | ({ readonly kind: 'adopted-drift' } & AdoptedDrift)
  | {
      readonly kind: 'nothing-to-change';
      readonly stackName: string;
      /** What has been done to the stack before. */
      readonly before: readonly string[];
    }
  | { readonly kind: 'planned'; readonly stackName: string }
  | { readonly kind: 'failed'; readonly stackId: string; readonly outcome: Outcome }
  | { readonly kind: 'colour-lost'; readonly problems: readonly Problem[] }
  | { readonly kind: 'left-running'; readonly stackId: string; readonly outcome: Outcome }
  | { readonly kind: 'done'; readonly stackId: string; readonly outputs: Readonly<Record<string, string>> };

/** Who is told. */
export type Tell = (progress: Progress) => void;
