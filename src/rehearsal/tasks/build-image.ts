import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isObject } from '../../dsl/border.ts';
import { TealformError } from '../../dsl/error.ts';
import type { Data } from '../../dsl/template.ts';
import { runBundler } from './bundler.ts';
import { readDockerfile } from './dockerfile.ts';
import { type BuiltImage, folderOf } from './image.ts';

/** What {@link buildImage} is told. */
export interface BuildOptions {
  /** The repository, whose esbuild bundles. */
  readonly root: string;
  /** `--build-arg`: the buildspec gives `VERSION`. */
  readonly arguments?: Readonly<Record<string, string>>;
}

/**
 * Builds what an image of the application is on this machine: the bundle that its build script makes, with the environment and the
 * command that the last stage of its Dockerfile says. It stands under its digest; the same source and arguments give the same one.
 * @param app the application's folder, with `package.json` and `Dockerfile`
 * @param images where images are kept
 * @throws TealformError `bad-application`, `bad-dockerfile`, `not-built`
 */
export async function buildImage(app: string, images: string, options: BuildOptions): Promise<BuiltImage> {
  const config = readDockerfile(await textIn(app, 'Dockerfile'), options.arguments);
  const own = join(images, `new-${randomUUID()}`);
  await mkdir(own, { recursive: true });
  try {
    const { args, file } = await buildScriptOf(app);
    await runBundler(options.root, app, [...args, `--outfile=${join(own, file)}`]);
    // The bundle names packages by their way from the application's folder, which is another one at each build.
    const text = (await readFile(join(own, file), 'utf8')).replaceAll(relative(app, options.root), '.');
    const digest = `sha256:${createHash('sha256').update(text).update(JSON.stringify(config)).digest('hex')}`;
    await writeFile(join(own, 'image.json'), `${JSON.stringify(config, undefined, 2)}\n`);
    const folder = folderOf(images, digest);
    await rename(own, folder).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    return { digest, folder, config };
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

// `esbuild server.ts --bundle ... --outfile=dist/server.cjs`: what the Dockerfile has run, with a tool that is here already.
async function buildScriptOf(app: string): Promise<{ readonly args: readonly string[]; readonly file: string }> {
  const manifest: Data = JSON.parse(await textIn(app, 'package.json'));
  const scripts = isObject(manifest) && isObject(manifest.scripts) ? manifest.scripts : {};
  const [tool, ...args] = String(scripts.build ?? '').split(/\s+/);
  const file = args.map((arg) => /^--outfile=(?:.*\/)?([^/]+)$/.exec(arg)?.[1]).find(Boolean);
  if (tool !== 'esbuild' || file === undefined) {
    throw new TealformError({
      code: 'bad-application',
      message: `the build script in ${app} is ${JSON.stringify(scripts.build ?? null)}`,
      hint: 'a rehearsal bundles the application by a build script of the form esbuild <source> --bundle --outfile=<file>',
    });
  }
  return { args: args.filter((arg) => !arg.startsWith('--outfile=')), file };
}

async function textIn(folder: string, file: string): Promise<string> {
  return readFile(join(folder, file), 'utf8').catch(() => {
    const hint = 'give the folder of the application, app/ of the repository';
    throw new TealformError({ code: 'bad-application', message: `${folder} has no ${file}`, hint });
  });
}
