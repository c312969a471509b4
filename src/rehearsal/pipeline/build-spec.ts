import { parse } from 'yaml';
import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import { objectOf, textOf } from '../../local/resources/read.ts';
import { ActionFailure } from './action.ts';

/** The phases in which commands run, in their order. */
export const PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;

/** One of them. */
export type PhaseName = (typeof PHASES)[number];

/** What a phase does: its commands, and those that follow whatever came of them. */
export interface Phase {
  readonly commands: readonly string[];
  readonly finally: readonly string[];
}

/** A buildspec, as far as the rehearsal understands it: nothing else is in it. */
export interface BuildSpec {
  readonly variables: Readonly<Record<string, string>>;
  readonly phases: Readonly<Partial<Record<PhaseName, Phase>>>;
  readonly artifacts: {
    readonly files: readonly string[];
    readonly baseDirectory: string;
    /** Whether files are handed over without the folders that they are in. */
    readonly discardPaths: boolean;
  };
}

/**
 * Reads a buildspec.
 * @throws ActionFailure with everything in it that the rehearsal does not understand, each by its path.
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
 */
export function readBuildSpec(text: string): BuildSpec {
  let document: Data;
  try {
    document = parse(text);
  } catch (error) {
    throw new ActionFailure('JobFailed', `YAML_FILE_ERROR: ${error instanceof Error ? error.message : String(error)}`);
  }
  const unknown: string[] = [];
  const spec = isObject(document) ? document : {};
  const only = (data: DataObject, path: string, known: readonly string[]) => {
    unknown.push(...Object.keys(data).flatMap((name) => (known.includes(name) ? [] : [`${path}${name}`])));
  };
  const lists = (data: DataObject, path: string, name: string): readonly string[] => {
    const value = data[name] ?? [];
    const list = Array.isArray(value) ? value : [value];
    if (list.some((each) => typeof each !== 'string')) unknown.push(`${path}${name}, which is no list of texts`);
    return list.map(String);
  };
  only(spec, '', ['version', 'env', 'phases', 'artifacts']);
  if (textOf(spec, 'version') !== '0.2') unknown.push(`version ${textOf(spec, 'version')}, for only 0.2 is known`);
  const env = objectOf(spec, 'env');
  only(env, 'env.', ['variables', 'shell']);
  const shell = textOf(env, 'shell') ?? 'bash';
  if (!['bash', 'sh', '/bin/sh'].includes(shell)) unknown.push(`env.shell ${shell}`);
  const phases = objectOf(spec, 'phases');
  only(phases, 'phases.', PHASES);
  const artifacts = objectOf(spec, 'artifacts');
  only(artifacts, 'artifacts.', ['files', 'base-directory', 'discard-paths', 'name']);
  const read = {
    variables: Object.fromEntries(
      Object.entries(objectOf(env, 'variables')).map(([name, value]) => [name, String(value)]),
    ),
    phases: Object.fromEntries(
      Object.keys(phases).map((name) => {
        const phase = objectOf(phases, name);
        only(phase, `phases.${name}.`, ['commands', 'finally']);
        const path = `phases.${name}.`;
        return [name, { commands: lists(phase, path, 'commands'), finally: lists(phase, path, 'finally') }];
      }),
    ),
    artifacts: {
      files: lists(artifacts, 'artifacts.', 'files'),
      baseDirectory: textOf(artifacts, 'base-directory') ?? '.',
      discardPaths: /^(yes|true)$/.test(textOf(artifacts, 'discard-paths') ?? ''),
    },
  };
  if (unknown.length === 0) return read;
  throw new ActionFailure(
    'JobFailed',
    unknown.map((each) => `not supported by the rehearsal: ${each} of a buildspec`).join('\n'),
  );
}
