import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Account } from '../../local/account.ts';
import { ecr } from '../../local/services/ecr.ts';
import { ecs } from '../../local/services/ecs.ts';
import { ServiceError } from '../../local/wire/service.ts';
import { readArguments } from './arguments.ts';
import { callLocal, checkInput } from './local-call.ts';
import type { WorkingRole } from './role.ts';
import type { ProgramAnswer, ProgramCall } from './stand-ins.ts';

/** What the AWS CLI does in a build. */
export interface AwsOptions {
  readonly account: Account;
  readonly role: WorkingRole;
  /** What registries let in by. */
  readonly password: string;
  /** Told what is not supported: a build may keep quiet about a command that fails. */
  readonly onUnsupported: (what: string) => void;
}

/** Exit codes of the AWS CLI. @see https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-returncodes.html */
const EXIT = { parameters: 252, service: 254 } as const;

/**
 * Stands in for the AWS CLI, with what the account of the local cloud has: what buildspecs of this kind ask. Whoever asks is the build's
 * role, and may what its policies say.
 */
export function standInForAws(options: AwsOptions): (call: ProgramCall) => Promise<ProgramAnswer> {
  const { account, role, password, onUnsupported } = options;
  const unsupported = (what: string): ProgramAnswer => {
    onUnsupported(`aws ${what}`);
    return { code: EXIT.parameters, stderr: `not supported by the rehearsal: aws ${what}\n` };
  };
  const denied = (operation: string, words: string): ProgramAnswer => fails('AccessDeniedException', operation, words);

  const describeImages = async (args: readonly string[]): Promise<ProgramAnswer> => {
    const known = ['--repository-name', '--image-ids', '--query', '--output', '--region'];
    const {
      options: given,
      words,
      unknown,
    } = readArguments(args, Object.fromEntries(known.map((each) => [each, each])));
    if (unknown.length + words.length > 0)
      return unsupported(`ecr describe-images ${[...unknown, ...words].join(' ')}`);
    const [repositoryName = ''] = given['--repository-name'] ?? [];
    const imageIds = (given['--image-ids'] ?? []).map((id) =>
      Object.fromEntries(id.split(',').map((pair) => [pair.replace(/=.*/s, ''), pair.replace(/^[^=]*=/s, '')])),
    );
    const [region = account.whereabouts.region] = given['--region'] ?? [];
    if (region !== account.whereabouts.region) return unsupported(`ecr describe-images in ${region}`);
    const refusal = role.refusal('ecr:DescribeImages', account.arn('ecr', `repository/${repositoryName}`));
    if (refusal !== undefined) return denied('DescribeImages', refusal);
    const input = { repositoryName, ...(imageIds.length > 0 && { imageIds }) };
    const answer: unknown = JSON.parse(
      JSON.stringify(await callLocal(account, ecr, 'DescribeImages', input, role.caller)),
    );
    const [query] = given['--query'] ?? [];
    const found = query === undefined ? answer : look(answer, query);
    if (found === NOT_UNDERSTOOD) return unsupported(`--query ${query}`);
    const [output = 'json'] = given['--output'] ?? [];
    if (output === 'json') return { code: 0, stdout: `${JSON.stringify(found, null, 4)}\n` };
    // Of a structure the CLI makes a table of its own.
    if (output !== 'text' || (typeof found === 'object' && found !== null))
      return unsupported(`--output ${output} of a structure`);
    return { code: 0, stdout: `${found === null ? 'None' : String(found)}\n` };
  };

  // Asked for the outline of an answer, the CLI checks what it is given and sends nothing.
  const checkTaskDefinition = (args: readonly string[], cwd: string): ProgramAnswer => {
    const known = ['--cli-input-json', '--generate-cli-skeleton'];
    const {
      options: given,
      words,
      unknown,
    } = readArguments(args, Object.fromEntries(known.map((each) => [each, each])));
    const [input = ''] = given['--cli-input-json'] ?? [];
    const [skeleton] = given['--generate-cli-skeleton'] ?? [];
    if (unknown.length + words.length > 0 || skeleton !== 'output') {
      return unsupported(`ecs register-task-definition but to check a file (${[...unknown, ...words].join(' ')})`);
    }
    const text = input.startsWith('file://')
      ? readFileSync(resolve(cwd, input.slice('file://'.length)), 'utf8')
      : input;
    try {
      checkInput(ecs, 'RegisterTaskDefinition', JSON.parse(text));
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      return { code: EXIT.parameters, stderr: `\nParameter validation failed:\n${words}\n` };
    }
    return { code: 0, stdout: '{}\n' };
  };

  return async ({ args, cwd }) => {
    const [service = '', command = '', ...rest] = args;
    try {
      if (service === 'ecr' && command === 'get-login-password') {
        const { options: given, words, unknown } = readArguments(rest, { '--region': '--region' });
        if (unknown.length + words.length > 0)
          return unsupported(`ecr get-login-password ${[...unknown, ...words].join(' ')}`);
        const [region = account.whereabouts.region] = given['--region'] ?? [];
        if (region !== account.whereabouts.region) return unsupported(`ecr get-login-password in ${region}`);
        const refusal = role.refusal('ecr:GetAuthorizationToken', '*');
        return refusal === undefined ? { code: 0, stdout: `${password}\n` } : denied('GetAuthorizationToken', refusal);
      }
      if (service === 'ecr' && command === 'describe-images') return await describeImages(rest);
      if (service === 'ecs' && command === 'register-task-definition') return checkTaskDefinition(rest, cwd);
    } catch (error) {
      if (error instanceof ServiceError) return fails(error.code, operationOf(command), error.message);
      throw error;
    }
    return unsupported(`${service} ${command}`.trim());
  };
}

const NOT_UNDERSTOOD = Symbol('not understood');

/** What a query of names and numbers finds, such as `imageDetails[0].imageDigest`; null where there is nothing. */
function look(value: unknown, query: string): unknown {
  if (!/^[A-Za-z]\w*(\[\d+\])*(\.[A-Za-z]\w*(\[\d+\])*)*$/.test(query)) return NOT_UNDERSTOOD;
  return query
    .split(/[.[\]]/)
    .filter((part) => part !== '')
    .reduce<unknown>((found, part) => {
      if (typeof found !== 'object' || found === null) return null;
      return new Map<string, unknown>(Object.entries(found)).get(part) ?? null;
    }, value);
}

function operationOf(command: string): string {
  return command.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
}

function fails(code: string, operation: string, words: string): ProgramAnswer {
  const stderr = `\nAn error occurred (${code}) when calling the ${operation} operation: ${words}\n`;
  return { code: EXIT.service, stderr };
}
