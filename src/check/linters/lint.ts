import { statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { type Problem, TealformError, throwIfAny } from '../../dsl/error.ts';
import type { Section } from '../../dsl/template.ts';
import type { LintCache } from './cache/kept.ts';
import { type CfnLintTool, cfnLintHint, findCfnLint, installCfnLint } from './cfn-lint-tool.ts';
import { lintChanged, prepareCfnLint, prepareValidate } from './changed.ts';
import type { Environment } from './child.ts';
import type { Finding, Linter } from './finding.ts';
import { mergeFindings } from './merge.ts';
import { defaultRegions } from './regions.ts';

export interface LintOptions {
  /** Files are found, and shown, relative to this folder. */
  readonly cwd: string;
  /** Where PATH is read from; cfn-lint is run with it. */
  readonly env: Environment;
  /** The regions the templates are checked for. us-east-1, eu-central-1 and cn-north-1 when not given. */
  readonly regions?: readonly string[] | undefined;
  readonly cfnLint?:
    | {
        /** Installs cfn-lint below `folder` when it is nowhere to be found. */
        readonly install?: boolean | undefined;
        /** Where our own cfn-lint is, or goes. `.tools/cfn-lint` below `cwd` when not given. */
        readonly folder?: string | undefined;
        /** Milliseconds for one run. Five minutes when not given. */
        readonly timeoutMs?: number | undefined;
      }
    | undefined;
  /** Where it is kept what passed, so that it need not be linted again. Everything is linted when not given. */
  readonly cache?: LintCache | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What the linters said, and which of them could be asked. */
export interface LintResult {
  /** How many templates it is about. */
  readonly templates: number;
  /** How many of them no linter had to look at: they are as they were when they passed. */
  readonly unchanged: number;
  /** Sorted; what both linters found is there once. */
  readonly findings: readonly Finding[];
  /** The linters that did their work, now or when what is unchanged passed, by name. */
  readonly ran: readonly { readonly linter: Linter; readonly version: string }[];
  /** The linters that are not installed. Whether that is good enough is for the caller to say. */
  readonly leftOut: readonly { readonly linter: Linter; readonly reason: string; readonly hint: string }[];
  /** The linters that should have done their work and did not. The run has failed when there is one. */
  readonly failures: readonly Problem[];
}

/**
 * Has AWS's cloudformation-validate and cfn-lint look at the same templates at the same time, and merges what they find.
 * @param files the templates, absolute or relative to `cwd`; one that is named twice is looked at once.
 * @throws TealformError `no-template` when there is nothing to lint or a file is not there, `no-region` for an empty
 * list of regions; the signal's reason when aborted. A linter that breaks down is not thrown but told in `failures`, beside what the other one found.
 */
export async function lintTemplates(files: readonly string[], options: LintOptions): Promise<LintResult> {
  const { cwd, env, cfnLint, signal } = options;
  const paths = checkFiles(files, cwd);
  const show = (file: string) => relative(cwd, file).replaceAll(sep, '/');
  const regions = options.regions ?? defaultRegions;
  // Without one, cloudformation-validate would have nothing to do and find nothing wrong.
  if (regions.length === 0) throw new TealformError(noRegion);
  const run = { cwd, env, folder: cfnLint?.folder, regions, show, signal };

  const tool = await settle(() => provideCfnLint(run, cfnLint?.install ?? false));
  const asking = tool.value && prepareCfnLint(tool.value, { ...run, timeoutMs: cfnLint?.timeoutMs });
  const { cache } = options;
  const other = prepareValidate(run, cache?.all === true ? undefined : cache);
  const asked = await asking;
  // cfn-lint is a process of its own and is started first: the other one keeps this thread busy.
  const [lint, validate] = await Promise.all([
    asked && settle(() => lintChanged(paths, asked, cache)),
    settle(() => lintChanged(paths, other, cache)),
  ]);
  signal?.throwIfAborted();

  const linted = new Set([lint, validate].flatMap((done) => done?.value?.linted ?? []));
  const findings = mergeFindings(lint?.value?.findings ?? [], validate.value?.findings ?? []);
  return {
    templates: paths.length,
    unchanged: lint?.value || validate.value ? paths.length - linted.size : 0,
    findings,
    ran: [
      ...(lint?.value ? [{ linter: 'cfn-lint' as const, version: lint.value.version }] : []),
      ...(validate.value ? [{ linter: 'cloudformation-validate' as const, version: validate.value.version }] : []),
    ],
    leftOut: asked ? [] : [cfnLintLeftOut(run.folder, tool.problems)],
    failures: [...(lint?.problems ?? []), ...validate.problems],
  };
}

/**
 * The same result, with the TypeScript lines that declared what the findings are about.
 * @param placeOf gives such a line, `templates/network.ts:41`. Its `file` is as findings show it, relative to `cwd` and with
 * forward slashes; its `section` tells an output from a resource of the same name.
 */
export function placeFindings(
  result: LintResult,
  placeOf: (file: string, logicalId: string, section?: Section) => string | undefined,
): LintResult {
  const findings = result.findings.map((finding): Finding => {
    const { file, logicalId, section } = finding;
    return logicalId === undefined ? finding : { ...finding, place: placeOf(file, logicalId, section) };
  });
  return { ...result, findings };
}

/** Whether a run has failed: an error, a warning, or a linter that broke down. Informational notes do not count. */
export function lintFailed(result: LintResult): boolean {
  return result.failures.length > 0 || result.findings.some(({ severity }) => severity !== 'info');
}

const noRegion = { code: 'no-region', message: 'regions is an empty list', hint: 'name a region, or leave it out' };

// One that could not be installed (no Python, no network) is left out like one that was not asked for.
function cfnLintLeftOut(folder = '.tools/cfn-lint', problems: readonly Problem[]): LintResult['leftOut'][number] {
  const [problem] = problems;
  const reason = problem?.message ?? `it is neither on the PATH nor in ${folder}`;
  return { linter: 'cfn-lint', reason, hint: problem?.hint ?? cfnLintHint };
}

async function provideCfnLint(
  run: Parameters<typeof findCfnLint>[0] & { readonly signal?: AbortSignal | undefined },
  install: boolean,
): Promise<CfnLintTool | undefined> {
  const tool = findCfnLint(run);
  return tool === undefined && install ? installCfnLint(run, run.signal) : tool;
}

function checkFiles(files: readonly string[], cwd: string): readonly string[] {
  const none = { code: 'no-template', message: 'there are no templates to lint', hint: 'name at least one file' };
  throwIfAny(files.length === 0 ? [none] : files.filter((file) => !isFile(resolve(cwd, file))).map(missing));
  return [...new Set(files.map((file) => resolve(cwd, file)))];
}

function missing(file: string): Problem {
  return {
    code: 'no-template',
    message: `there is no file '${file}'`,
    hint: 'write the templates first: `make synth`',
  };
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

// Expected failures become values, so that one linter's does not hide what the other has found.
async function settle<T>(work: () => Promise<T>): Promise<{ value?: T; problems: readonly Problem[] }> {
  try {
    return { value: await work(), problems: [] };
  } catch (error) {
    if (error instanceof TealformError) return { problems: error.problems };
    throw error;
  }
}
