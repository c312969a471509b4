import { statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { type Problem, TealformError, throwIfAny } from '../../dsl/error.ts';
import type { Section } from '../../dsl/template.ts';
import { validateTemplates } from './aws-validate.ts';
import { runCfnLint } from './cfn-lint.ts';
import { type CfnLintTool, cfnLintHint, findCfnLint, installCfnLint } from './cfn-lint-tool.ts';
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
  /**
   * The TypeScript line that declared a part of a template, `templates/network.ts:41`.
   * @param file as findings show it: relative to `cwd`, with forward slashes.
   * @param section tells an output from a resource of the same name.
   */
  readonly placeOf?: ((file: string, logicalId: string, section?: Section) => string | undefined) | undefined;
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
  readonly signal?: AbortSignal | undefined;
}

/** What the linters said, and which of them could be asked. */
export interface LintResult {
  /** How many templates were looked at. */
  readonly templates: number;
  /** Sorted; what both linters found is there once. */
  readonly findings: readonly Finding[];
  /** The linters that did their work, by name. */
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
  // cfn-lint is a process of its own and is started first: the other one keeps this thread busy.
  const asked = tool.value;
  const [lint, validate] = await Promise.all([
    asked && settle(() => runCfnLint(asked, paths, { ...run, timeoutMs: cfnLint?.timeoutMs })),
    settle(() => validateTemplates(paths, run)),
  ]);
  signal?.throwIfAborted();

  const findings = mergeFindings(lint?.value?.findings ?? [], validate.value?.findings ?? []);
  return {
    templates: paths.length,
    findings: findings.map((finding) => ({ ...finding, place: findPlace(finding, options) })),
    ran: [
      ...(lint?.value ? [{ linter: 'cfn-lint' as const, version: lint.value.version }] : []),
      ...(validate.value ? [{ linter: 'cloudformation-validate' as const, version: validate.value.version }] : []),
    ],
    leftOut: asked ? [] : [cfnLintLeftOut(run.folder, tool.problems)],
    failures: [...(lint?.problems ?? []), ...validate.problems],
  };
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

function findPlace({ file, logicalId, section }: Finding, { placeOf }: LintOptions): string | undefined {
  return logicalId === undefined ? undefined : placeOf?.(file, logicalId, section);
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
