import { type Problem, throwIfAny } from '../../dsl/error.ts';

/** What an image says about the containers that are made of it. */
export interface ImageConfig {
  readonly environment: Readonly<Record<string, string>>;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
}

/** Instructions that change nothing about a process on this machine. */
const WITHOUT_EFFECT = ['COPY', 'ADD', 'RUN', 'WORKDIR', 'USER', 'EXPOSE', 'LABEL', 'HEALTHCHECK', 'STOPSIGNAL'];

/**
 * Reads what the last stage of a Dockerfile says about its containers.
 * @param given build arguments, as `--build-arg` gives them
 * @throws TealformError `bad-dockerfile` with every instruction that is not understood
 * @see https://docs.docker.com/reference/dockerfile/
 */
export function readDockerfile(text: string, given: Readonly<Record<string, string>> = {}): ImageConfig {
  const problems: Problem[] = [];
  let stage = { args: {} as Record<string, string>, config: EMPTY };
  for (const { name, rest } of instructionsOf(text)) {
    const filled = fill(rest, { ...stage.args, ...stage.config.environment });
    if (name === 'FROM') stage = { args: {}, config: EMPTY };
    else if (name === 'ARG') {
      const [argument = '', ...fallback] = filled.split('=');
      stage.args[argument] = given[argument] ?? unquote(fallback.join('='));
    } else if (name === 'ENV')
      stage.config = { ...stage.config, environment: { ...stage.config.environment, ...pairsOf(filled) } };
    else if (name === 'CMD' || name === 'ENTRYPOINT') {
      const words = wordsOf(rest);
      if (words) stage.config = { ...stage.config, [name === 'CMD' ? 'command' : 'entryPoint']: words };
      else
        problems.push(
          problem(`${name} ${rest}`, `write ${name} as a JSON list: a shell would keep SIGTERM for itself`),
        );
    } else if (!WITHOUT_EFFECT.includes(name))
      problems.push(problem(name, 'a rehearsal does not know this instruction'));
  }
  throwIfAny(problems);
  return stage.config;
}

const EMPTY: ImageConfig = { environment: {}, entryPoint: [], command: [] };

function problem(what: string, hint: string): Problem {
  return { code: 'bad-dockerfile', message: `the Dockerfile says ${JSON.stringify(what)}`, hint };
}

function instructionsOf(text: string): readonly { readonly name: string; readonly rest: string }[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  const joined = lines.join('\n').replaceAll(/\\[ \t]*\n/g, ' ');
  return joined.split('\n').flatMap((line) => {
    const [, name, rest = ''] = /^\s*([A-Za-z]+)\s*(.*?)\s*$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name: name.toUpperCase(), rest }];
  });
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+)\}|\$(\w+)/g, (_, braced, bare) => values[braced ?? bare] ?? '');
}

function pairsOf(text: string): Record<string, string> {
  const pairs = text.matchAll(/(\w+)=("(?:[^"\\]|\\.)*"|\S*)/g);
  return Object.fromEntries([...pairs].map(([, name = '', value = '']) => [name, unquote(value)]));
}

function unquote(text: string): string {
  return /^"(.*)"$/.exec(text)?.[1] ?? text;
}

function wordsOf(text: string): readonly string[] | undefined {
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}
