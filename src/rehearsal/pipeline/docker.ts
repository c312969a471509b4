import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Account } from '../../local/account.ts';
import { REPOSITORY } from '../../local/resources/ecr.ts';
import { imagesOf, isImmutable, pushImage } from '../../local/resources/ecr-images.ts';
import type { BuildImage } from './action.ts';
import { readArguments } from './arguments.ts';
import type { WorkingRole } from './role.ts';
import type { ProgramAnswer, ProgramCall } from './stand-ins.ts';

/** What docker does in a build. */
export interface DockerOptions {
  readonly account: Account;
  readonly role: WorkingRole;
  /** What registries let in by. */
  readonly password: string;
  readonly buildImage: BuildImage;
  /** Whether docker's daemon runs, which only a privileged build has. */
  readonly privileged: boolean;
  /** Told what is not supported: a build may keep quiet about a command that fails. */
  readonly onUnsupported: (what: string) => void;
}

/** What pushing an image takes. @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
const PUSHES = [
  'BatchCheckLayerAvailability',
  'InitiateLayerUpload',
  'UploadLayerPart',
  'CompleteLayerUpload',
  'PutImage',
];

/** Stands in for docker: `login`, `build`, `tag` and `push`, with images that somebody else makes and the account's own repositories. */
export function standInForDocker(options: DockerOptions): (call: ProgramCall) => Promise<ProgramAnswer> {
  const { account, role, password, buildImage, onUnsupported } = options;
  const { accountId, region } = account.whereabouts;
  const registry = `${accountId}.dkr.ecr.${region}.${account.urlSuffix}`;
  const images = new Map<string, string>();
  const loggedIn = new Set<string>();
  const unsupported = (what: string): ProgramAnswer => {
    onUnsupported(`docker ${what}`);
    return { code: 125, stderr: `not supported by the rehearsal: docker ${what}\n` };
  };

  const logIn = ({ args, stdin }: ProgramCall): ProgramAnswer => {
    const {
      options: given,
      words,
      unknown,
    } = readArguments(args.slice(1), { '--username': '--username', '-u': '--username' }, ['--password-stdin']);
    if (unknown.length > 0 || !given['--password-stdin'])
      return unsupported(`login ${unknown.join(' ') || 'without --password-stdin'}`);
    if (words[0] !== registry) return fails(`Error response from daemon: no such host: ${words[0] ?? ''}`);
    if (given['--username']?.[0] !== 'AWS' || stdin.trim() !== password)
      return fails(
        `Error response from daemon: login attempt to https://${registry}/v2/ failed with status: 400 Bad Request`,
      );
    loggedIn.add(registry);
    return { code: 0, stdout: 'Login Succeeded\n' };
  };

  const build = async ({ args, cwd }: ProgramCall): Promise<ProgramAnswer> => {
    const {
      options: given,
      words,
      unknown,
    } = readArguments(args.slice(1), {
      '--build-arg': '--build-arg',
      '--tag': '--tag',
      '-t': '--tag',
      '--file': '--file',
      '-f': '--file',
    });
    if (unknown.length > 0) return unsupported(`build ${unknown.join(' ')}`);
    const [context = ''] = words;
    if (words.length !== 1) return fails('ERROR: docker build requires exactly 1 argument.');
    const file = resolve(cwd, given['--file']?.[0] ?? resolve(cwd, context, 'Dockerfile'));
    if (!existsSync(file))
      return fails(
        `ERROR: failed to read dockerfile: open ${given['--file']?.[0] ?? 'Dockerfile'}: no such file or directory`,
      );
    const values = (given['--build-arg'] ?? []).map((each) => [each.replace(/=.*/s, ''), each.replace(/^[^=]*=/s, '')]);
    const buildArguments: Readonly<Record<string, string>> = Object.fromEntries(values);
    const told = { version: buildArguments.VERSION ?? 'dev', arguments: buildArguments, dockerfile: file };
    const digest = await buildImage(resolve(cwd, context), told);
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`'${digest}' is no digest of an image`);
    for (const tag of given['--tag'] ?? []) images.set(tag, digest);
    return {
      code: 0,
      stdout: `built by the rehearsal, without the base image of ${given['--file']?.[0] ?? 'Dockerfile'}: ${digest}\n`,
    };
  };

  const push = ({ args }: ProgramCall): ProgramAnswer => {
    const { words, unknown } = readArguments(args.slice(1), {});
    if (unknown.length > 0) return unsupported(`push ${unknown.join(' ')}`);
    const [name = ''] = words;
    const digest = images.get(name);
    const [, host = '', path = '', tag = 'latest'] = /^([^/]+)\/(.+?)(?::([\w.-]+))?$/.exec(name) ?? [];
    if (digest === undefined) return fails(`An image does not exist locally with the tag: ${name}`);
    if (host !== registry) return unsupported(`push to ${host}`);
    if (!loggedIn.has(host)) return fails('no basic auth credentials');
    for (const action of PUSHES) {
      const refusal = role.refusal(`ecr:${action}`, account.arn('ecr', `repository/${path}`));
      if (refusal !== undefined) return fails(`denied: ${refusal}`);
    }
    const repository = account.find(REPOSITORY, path);
    if (!repository) {
      return fails(
        `name unknown: The repository with name '${path}' does not exist in the registry with id '${accountId}'`,
      );
    }
    const there = imagesOf(repository).find(({ tags }) => tags.includes(tag));
    if (there && isImmutable(repository)) {
      const words = `The image tag '${tag}' already exists in the '${path}' repository`;
      return fails(`tag invalid: ${words} and cannot be overwritten because the repository is immutable.`);
    }
    pushImage(account, repository, digest, tag);
    return { code: 0, stdout: `${tag}: digest: ${digest}\n` };
  };

  return async (call) => {
    const [command = ''] = call.args;
    if (command === 'login') return logIn(call);
    if (!options.privileged && ['build', 'push', 'tag'].includes(command)) {
      return fails('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?');
    }
    if (command === 'build') return build(call);
    if (command === 'push') return push(call);
    if (command === 'tag' && call.args.length === 3) {
      const [, from = '', to = ''] = call.args;
      const digest = images.get(from);
      if (digest === undefined) return fails(`Error response from daemon: No such image: ${from}`);
      images.set(to, digest);
      return { code: 0 };
    }
    return unsupported(call.args.slice(0, 2).join(' '));
  };
}

function fails(words: string): ProgramAnswer {
  return { code: 1, stderr: `${words}\n` };
}
