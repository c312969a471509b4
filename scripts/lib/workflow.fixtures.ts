// For tests only: CI's files, as they are checked in.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { read } from '../../src/review/comment/request.ts';
import { ROOT } from './root.ts';

/** One step of a job in GitHub Actions. */
export interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** A job in GitHub Actions: what tests look at. */
export interface Job {
  readonly if?: string;
  readonly needs?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': unknown };
  readonly steps: readonly Step[];
}

/** `.github/workflows/review.yml` */
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<'check' | 'plan' | 'deploy', Job>>;
}

export const WORKFLOW_TEXT = readFileSync(join(ROOT, '.github/workflows/review.yml'), 'utf8');

/** What the tests of the workflow hold. */
export const WORKFLOW: Workflow = parse(WORKFLOW_TEXT);

export const GUIDE = readFileSync(join(ROOT, 'docs/continuous-integration.md'), 'utf8');

/** The one block of the guide in that language. */
export function blockOf(language: string): string {
  const blocks = [...GUIDE.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'))];
  assert.equal(blocks.length, 1, `one block of ${language}`);
  return blocks[0]?.[1] ?? '';
}

/** A step of the workflow by its name. */
export function stepOf(job: Job, name: string): Step {
  const step = job.steps.find((each) => each.name === name);
  assert.ok(step, `there is a step ${name}`);
  return step;
}

/** A job of the guide's GitLab file, with what it takes from nowhere else. */
export interface GitLabJob {
  readonly script: readonly string[];
  readonly rules?: readonly { readonly if: string }[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly id_tokens?: Readonly<Record<string, { readonly aud: string }>>;
  readonly resource_group?: string;
  readonly environment?: string;
  readonly interruptible?: boolean;
}

/** The guide's `.gitlab-ci.yml`: its jobs, and what all of them do before. */
export function gitLab(): { readonly jobs: Readonly<Record<string, GitLabJob>>; readonly before: readonly string[] } {
  const file: Record<string, GitLabJob> = parse(blockOf('yaml'));
  const jobs = Object.entries(file).filter(([, job]) => read(job, 'script') !== undefined);
  const before = read(file, 'default', 'before_script');
  return { jobs: Object.fromEntries(jobs), before: Array.isArray(before) ? before.map(String) : [] };
}
