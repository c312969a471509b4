import type { DataObject } from '../template.ts';
import type { Wait } from './waits.ts';

/** Where something of the flat template comes from. */
export interface FlatOrigin {
  /** The logical ids of the nested stacks, from the root down; empty for the root's own. */
  readonly stackPath: readonly string[];
  /** What it is called in its own stack. */
  readonly name: string;
}

/** The resources of one stack in the flat template: its own by their id there, those of a nested stack as a tree of their own. */
export interface Members {
  /** By the id in the stack itself, in order of declaration. */
  readonly byId: ReadonlyMap<string, string | Members>;
  /** What must exist before it, where the flat template does not say so by itself: for each resource or nested stack of `byId`. */
  readonly waitsFor: ReadonlyMap<string, readonly Wait[]>;
}

/** How a nested stack is embedded: what its parent passes, and what the parent says of it. */
export interface Embedding {
  /** Its logical id, and those of the stacks around it. */
  readonly path: readonly string[];
  /** Its logical id below those of the stacks around it. */
  readonly id: string;
  readonly passed: DataObject;
  readonly condition: string | undefined;
  /** Set where its resources stay when it is deleted. */
  readonly retention: string | undefined;
}

export interface Added {
  readonly members: Members;
  /** What its outputs stand for. */
  readonly outputs: DataObject;
}
