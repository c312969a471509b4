import type { PlannedChange } from '../compare/changes.ts';
import type { StackTemplate, SystemFiles } from '../generation/system-files.ts';
import type { ResolvedTree } from '../resolve/resolve.ts';
import type { JudgedChange } from './verdict.ts';

/** A tree of stacks in one environment, before and after: what rules look at that no single change tells. */
export interface TreeReview {
  readonly before: ResolvedTree;
  readonly after: ResolvedTree;
  readonly judged: readonly JudgedChange[];
  readonly changes: ReadonlyMap<string, PlannedChange>;
  /** The template that the values of the environment are for. */
  readonly root: StackTemplate;
  /** Values from the environment's file; undefined where a tree has none. */
  readonly values: Readonly<Record<string, string>> | undefined;
  /** Parameters that whoever deploys fills in. */
  readonly reserved: readonly string[];
  /** Names that any template imports, with who does: `hello-admin`. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
}

/** A system's files, before and after. */
export interface FilesReview {
  readonly before: SystemFiles;
  readonly after: SystemFiles;
}

/** Stack and logical id of a path, as problems name them. */
export function splitPath(path: string): { readonly stack: string | undefined; readonly logicalId: string } {
  const slash = path.lastIndexOf('/');
  return { stack: slash < 0 ? undefined : path.slice(0, slash), logicalId: path.slice(slash + 1) };
}
