import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../lib/root.ts';
import { type Command, timeOf } from './run-process.ts';

/** The same system written with the AWS CDK, in bench/cdk. */
export interface Peer {
  /** `aws-cdk-lib 2.276.0, aws-cdk 2.1148.1`. */
  readonly version: string;
  readonly folder: string;
  /** Where its runs write. */
  readonly output: string;
  /** The compiled app by itself, as its CLI would start it. */
  app(options: { readonly validates: boolean; readonly systems?: number }): Command;
  /** `cdk synth`, of the compiled app. */
  cli(): Command;
  /** `cdk synth` as `cdk init` sets it up: type-checked and run from TypeScript. */
  cliFromSource(): Command;
  remove(): void;
}

const FOLDER = join(ROOT, 'bench', 'cdk');

/** Why the peer is not measured, in words. */
export const NO_PEER = 'the peer is not installed, so only ours is measured: cd bench/cdk && npm ci';

/**
 * Compiles the peer. Undefined where `npm ci` has not been run in its folder.
 * @throws TealformError where it does not compile.
 */
export function openPeer(): Peer | undefined {
  if (!existsSync(join(FOLDER, 'node_modules', '.bin', 'cdk'))) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'tealform-peer-'));
  const [compiled, output] = [join(FOLDER, 'dist'), join(folder, 'cdk.out')];
  timeOf({ command: ['node_modules/.bin/tsc', '--outDir', compiled], cwd: FOLDER });
  const { context } = readJson<{ readonly context: object }>(join(FOLDER, 'cdk.json'));
  const app = join(compiled, 'bin', 'hello-server.js');
  // Neither is part of its work: it asks the network.
  const env = { CDK_DISABLE_CLI_TELEMETRY: 'true' };
  const synth = ['synth', '--quiet', '--no-notices', '--output', output] as const;
  return {
    version: ['aws-cdk-lib', 'aws-cdk'].map((name) => `${name} ${versionOf(name)}`).join(', '),
    folder: FOLDER,
    output,
    app: ({ validates, systems = 1 }) => ({
      command: ['node', app],
      cwd: FOLDER,
      env: {
        CDK_CONTEXT_JSON: JSON.stringify({ ...context, systems }),
        CDK_OUTDIR: output,
        ...(validates ? {} : { CDK_VALIDATION: 'false' }),
      },
    }),
    cli: () => ({ command: ['node_modules/.bin/cdk', ...synth, '--app', `node ${app}`], cwd: FOLDER, env }),
    cliFromSource: () => ({ command: ['node_modules/.bin/cdk', ...synth], cwd: FOLDER, env }),
    remove: () => {
      for (const each of [folder, compiled]) rmSync(each, { recursive: true, force: true });
    },
  };
}

function versionOf(name: string): string {
  return readJson<{ readonly version: string }>(join(FOLDER, 'node_modules', name, 'package.json')).version;
}

// Files of the peer's own, of a form that is known.
function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
