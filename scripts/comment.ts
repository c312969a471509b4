import { appendFileSync, readFileSync } from 'node:fs';
import { text as readStream } from 'node:stream/consumers';
import { systemClock } from '../src/cloud/clock.ts';
import { TealformError } from '../src/dsl/error.ts';
import { DEFAULT_MARKER, markerLine } from '../src/review/comment/marker.ts';
import { findForge } from '../src/review/comment/place.ts';
import { postComment } from '../src/review/comment/post.ts';
import { EXIT, runCommand } from './lib/command.ts';

/** What was wrong before anything was asked. */
const USAGE = new Set(['not-in-ci', 'missing-variables', 'no-pull-request', 'invalid-marker', 'no-text']);

await runCommand(
  {
    name: 'make comment',
    summary:
      'Posts a text to the pull or merge request that CI runs for, as one comment that later runs bring up to date.',
    options: { file: { type: 'string' }, marker: { type: 'string', default: DEFAULT_MARKER } },
    help: {
      file: 'the text, as Markdown; standard input unless told',
      marker: 'which comment, where there are several; plan unless told',
    },
  },
  async ({ values: { file, marker = DEFAULT_MARKER } }) => {
    try {
      const line = markerLine(marker);
      const text = await readText(file);
      const found = findForge({ fetch, clock: systemClock }, process.env, readEvent);
      const summarized = addToSummary(text);
      if ('cannotWrite' in found) return tellUnwritten(found.cannotWrite, summarized);
      const { forge } = found;
      const { kind, url, others } = await postComment(forge, line, text);
      if (kind === 'read-only') return tellUnwritten(forge.readOnlyBecause ?? '', summarized);
      process.stdout.write(`${kind}: the comment of ${forge.what}${url === undefined ? '' : `: ${url}`}\n`);
      if (others > 0)
        process.stdout.write(`there are ${others} more with that marker, left as they are: delete them\n`);
      return EXIT.done;
    } catch (error) {
      if (!(error instanceof TealformError && USAGE.has(error.code))) throw error;
      process.stderr.write(`${error.message}\n`);
      return EXIT.refused;
    }
  },
);

async function readText(file: string | undefined): Promise<string> {
  const text = file === undefined ? await readInput() : readFile(file);
  if (text.trim() !== '') return text;
  throw noText(`${file ?? 'standard input'} is empty`);
}

async function readInput(): Promise<string> {
  if (process.stdin.isTTY) throw noText('no file is named, and there is nothing to read from');
  return readStream(process.stdin);
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw noText(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function noText(message: string): TealformError {
  return new TealformError({
    code: 'no-text',
    message,
    hint: 'make -s plan FORMAT=markdown > plan.md; make comment FILE=plan.md',
  });
}

function readEvent(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TealformError({
      code: 'missing-variables',
      message: `GITHUB_EVENT_PATH, ${path}, cannot be read: ${why}`,
      hint: 'GitHub Actions writes that file; run it in a step of a job',
    });
  }
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary */
function addToSummary(text: string): boolean {
  const path = process.env.GITHUB_STEP_SUMMARY;
  if (!path) return false;
  appendFileSync(path, `${text.trimEnd()}\n`);
  return true;
}

function tellUnwritten(why: string, isSummarized: boolean): number {
  const instead = isSummarized ? "the text is in the run's summary" : 'the text is in what ran before';
  process.stdout.write(`no comment: ${why}; ${instead}\n`);
  return EXIT.done;
}
