import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TealformError } from '../dsl/error.ts';
import type { Data } from '../dsl/template.ts';
import type { ChangeTree } from './compare/changes.ts';
import type { SystemPlan } from './plan.ts';
import { planFiles } from './plan-files.ts';
import { type Files, generation } from './testing/review.fixtures.ts';
import { reversed, wildPair, wildSystem } from './testing/wild.fixtures.ts';

// TEALFORM_RUNS=20000 looks longer than a test suite has time for, and elsewhere each time.
const { TEALFORM_RUNS } = process.env;
const numbers = TEALFORM_RUNS === undefined ? { numRuns: 12, seed: 1 } : { numRuns: Number(TEALFORM_RUNS) };
const holdsForAll = <T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void) =>
  fc.assert(fc.property(arbitrary, check), { ...numbers, includeErrorInReport: true });

test('whatever templates say, there is a plan, or it is said what cannot be read', () => {
  holdsForAll(wildPair, ([before, after]) => {
    planned(before, after);
  });
});

test('templates that say the same in another order and another form give no change', () => {
  holdsForAll(wildSystem, (files) => {
    const plan = planned(files, inOrder(files, reversed));
    if (plan === undefined) return;
    assert.deepEqual(plan.trees, []);
    assert.deepEqual([plan.security, plan.renames], [[], []]);
  });
});

test('twice the same is planned the same', () => {
  holdsForAll(wildPair, ([before, after]) => {
    assert.deepEqual(planned(before, after), planned(before, after));
  });
});

test('the order of sections, resources and members changes nothing', () => {
  holdsForAll(wildPair, ([before, after]) => {
    assert.deepEqual(linesOf(planned(inOrder(before, reversed), after)), linesOf(planned(before, after)));
  });
});

test('backwards, what was added is removed, and the same resources change', () => {
  holdsForAll(wildPair, ([before, after]) => {
    const mirrored = linesOf(planned(after, before)).map((line) =>
      line.replace(/^(Add|Remove) /, (action) => (action === 'Add ' ? 'Remove ' : 'Add ')),
    );
    assert.deepEqual(mirrored.sort(), linesOf(planned(before, after)));
  });
});

// Undefined where it cannot be read.
function planned(before: Files, after: Files): SystemPlan | undefined {
  const below = (files: Files) =>
    Object.fromEntries(Object.entries(files).map(([path, file]) => [`one/${path}`, `${JSON.stringify(file)}\n`]));
  try {
    return planFiles(generation(below(before), 'before'), generation(below(after), 'after'), { reserved: ['A'] })
      .systems[0];
  } catch (error) {
    assert.ok(error instanceof TealformError, String(error instanceof Error ? error.stack : error));
    for (const { code } of error.problems) assert.equal(code, 'unreadable');
    return undefined;
  }
}

function inOrder(files: Files, order: (data: Data) => Data): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, file]) => [path, path.startsWith('parameters/') ? file : order(file)]),
  );
}

// The system's own stack may be called otherwise before than after.
function linesOf(plan: SystemPlan | undefined): readonly string[] {
  return (plan?.trees ?? []).flatMap(({ tree }) => linesIn(tree, '')).sort();
}

function linesIn({ changes }: ChangeTree, prefix: string): readonly string[] {
  return changes.flatMap(({ action, logicalId, replacement, nested }) => [
    `${action} ${prefix}${logicalId} ${replacement}`,
    ...(nested ? linesIn(nested, `${prefix}${logicalId}/`) : []),
  ]);
}
