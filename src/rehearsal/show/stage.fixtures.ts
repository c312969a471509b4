// Used by tests only.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { TimelineEntry } from '../timeline.ts';
import type { About } from './about.ts';
import { openStage, type Stage, type StageOptions } from './open-stage.ts';

/** Of the made-up rehearsals. */
export const ABOUT: About = {
  system: 'hello-server',
  title: 'linear, 10 % every minute',
  pace: 30,
  startedAt: new Date('2026-11-27T09:30:00Z'),
};

/** A folder that goes with the test. */
export function makeFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'stage-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A stage to which so much has been told, closed with the test. */
export async function openForTest(
  context: TestContext,
  entries: readonly TimelineEntry[] = [],
  options: Partial<StageOptions> = {},
): Promise<Stage> {
  const folder = options.folder ?? makeFolder(context);
  const stage = await openStage({ about: ABOUT, onStop: () => {}, gather: 5, ...options, folder });
  context.after(() => stage.close());
  for (const entry of entries) stage.tell(entry);
  return stage;
}
