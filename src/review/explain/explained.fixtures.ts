// For tests only: systems opened to be explained.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltStack } from '../../dsl/built.ts';
import type { BesideTemplate, System } from '../../synth/system.ts';
import { readAccess } from './access.ts';
import { edgesOf } from './edges.ts';
import { type ExplainedSystem, explain } from './explain.ts';
import type { ExplainedReference, Explanation } from './explanation.ts';
import { find } from './find.ts';
import { thingsOf } from './things.ts';
import type { WrittenFile } from './written.ts';

const OUTPUT = join(import.meta.dirname, '../../../output');

/** The files of `output/<name>/`. */
export function filesOf(name: string): readonly WrittenFile[] {
  return readdirSync(join(OUTPUT, name), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ya?ml|json)$/.test(path))
    .map((path) => ({ path, text: readFileSync(join(OUTPUT, name, path), 'utf8') }));
}

/** A system, and what is said of an id in it. */
export interface Opened {
  readonly system: ExplainedSystem;
  readonly of: (id: string) => Explanation;
}

/** A tree of stacks, and what stands beside it. */
export function openRoot(
  root: BuiltStack,
  beside: readonly BesideTemplate[] = [],
  files: readonly WrittenFile[] = [],
  name = 'small',
): Opened {
  const things = thingsOf(name, root, beside);
  const edges = edgesOf(things);
  const system = { things, edges, files, access: readAccess(things, edges) };
  return {
    system,
    of: (id) => {
      const found = find(id, things);
      assert.equal(found.kind, 'one', `${id} is one`);
      assert.ok(found.kind === 'one');
      return explain(found.thing, system, found.also);
    },
  };
}

/** A system of this repository. */
export function openSystem({ name, build, beside }: System, files: readonly WrittenFile[] = []): Opened {
  const root = build();
  return openRoot(root, beside?.(root), files, name);
}

/** References in short: `Inner/Thing Value <- Inner/Name, Other/Name` for what goes through two, `Inner/Thing Value .Arn` for an attribute. */
export function brief(references: readonly ExplainedReference[]): readonly string[] {
  return references.flatMap(({ id, uses }) =>
    uses.map(({ path, attribute, via }) =>
      [id, path, attribute && `.${attribute}`, via.length > 0 && `<- ${via.join(', ')}`].filter(Boolean).join(' '),
    ),
  );
}
