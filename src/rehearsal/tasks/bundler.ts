import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TealformError } from '../../dsl/error.ts';

/**
 * Runs esbuild, the program itself, in a folder.
 * @param root the repository, in whose `node_modules` esbuild is, and whatever the bundle needs that is not beside its source.
 * @throws TealformError `no-bundler`, `not-built` with what esbuild says
 */
export async function runBundler(root: string, folder: string, args: readonly string[]): Promise<void> {
  const child = spawn(programIn(root), [...args, '--log-level=warning', '--color=false'], {
    cwd: folder,
    env: { NODE_PATH: join(root, 'node_modules') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const [code] = await once(child, 'close');
  if (code !== 0)
    throw new TealformError({ code: 'not-built', message: errors.trim() || `esbuild ended with ${code}` });
}

function programIn(root: string): string {
  const program = process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild';
  try {
    return createRequire(join(root, 'package.json')).resolve(`@esbuild/${process.platform}-${process.arch}/${program}`);
  } catch {
    throw new TealformError({ code: 'no-bundler', message: 'esbuild is not installed', hint: 'run npm ci' });
  }
}
