import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { madeByBundler, OPTIONS, startBundler } from '../bundler.cjs';
import { ROOT } from '../root.ts';
import { compareInputs, type Inputs, inputOf } from '../stamps.cjs';

/** A system's file in `templates/systems/`, as it is now. */
export interface SystemSource {
  /** `templates/systems/hello-server.ts` */
  readonly path: string;
  /** Of its text. */
  readonly digest: string;
  /** What it imports, as if it were written at the top of the repository: `./templates/options.ts`, or a package. Node's own modules are left out. */
  readonly imports: readonly string[];
  /** The path of the CommonJS module that it was made to; it asks for what it imports in its own words. */
  readonly code: string;
}

interface KeptSources {
  readonly madeBy: string;
  readonly inputs: Inputs;
  /** The folder that the code is in, by path. */
  readonly folders: Readonly<Record<string, string>>;
}

/** Where systems are. */
export const SYSTEMS = 'templates/systems';

const HOME = join(ROOT, '.tools', 'systems');
const INDEX = join(HOME, 'index.json');

// Each system by itself: after an edit of one, nothing else is read. All that it imports belongs to what makes systems.
const APART = [
  ...OPTIONS,
  '--format=cjs',
  '--packages=external',
  '--external:./*',
  '--external:../*',
  '--out-extension:.js=.cjs',
];

/**
 * Systems' files made to JavaScript, those alone that have changed since the last time. What the bundler complains of goes to stderr.
 * @param files their names, without ending.
 * @param meanwhile is called while the bundler works, if it has to.
 * @returns by these names; nothing where one cannot be read as TypeScript.
 */
export async function readSources(
  files: readonly string[],
  meanwhile: () => void,
): Promise<ReadonlyMap<string, SystemSource> | undefined> {
  const madeBy = madeByBundler(ROOT, APART);
  const kept = readKept(madeBy);
  const paths = new Map(files.map((file) => [file, `${SYSTEMS}/${file}.ts`]));
  const inputs: Inputs = {};
  const folders: Record<string, string> = {};
  let isNewer = false;
  for (const [file, path] of paths) {
    const [before, folder] = [kept?.inputs[path], kept?.folders[path]];
    if (!before || folder === undefined || !existsSync(codeOf(folder, file))) continue;
    const { isSame, inputs: now, isNewer: hasNewStamp } = compareInputs(ROOT, { [path]: before });
    if (!isSame) continue;
    inputs[path] = now[path] ?? before;
    folders[path] = folder;
    isNewer ||= hasNewStamp;
  }
  const changed = [...paths.values()].filter((path) => inputs[path] === undefined);
  if (changed.length > 0) {
    const making = make(changed);
    meanwhile();
    const made = await making;
    if (!made) return undefined;
    Object.assign(inputs, made.inputs);
    for (const path of changed) folders[path] = made.folder;
  }
  if (changed.length > 0 || isNewer) keep({ madeBy, inputs, folders });
  return new Map(
    [...paths].map(([file, path]) => {
      const [, digest = '', imports = []] = inputs[path] ?? [];
      return [file, { path, digest, imports, code: codeOf(folders[path] ?? '', file) }];
    }),
  );
}

function codeOf(folder: string, file: string): string {
  return join(HOME, folder, `${file}.cjs`);
}

async function make(
  paths: readonly string[],
): Promise<{ readonly inputs: Inputs; readonly folder: string } | undefined> {
  const began = Date.now();
  // Of nobody's until the index names it.
  const folder = `${began}.${process.pid}`;
  const metafile = join(HOME, folder, 'meta.json');
  mkdirSync(join(HOME, folder), { recursive: true });
  const { isMade, said } = await startBundler(ROOT, [
    ...paths,
    `--outdir=${join(HOME, folder)}`,
    `--outbase=${SYSTEMS}`,
    `--metafile=${metafile}`,
    ...APART,
  ]);
  process.stderr.write(said);
  if (!isMade) {
    rmSync(join(HOME, folder), { recursive: true, force: true });
    return undefined;
  }
  const { inputs }: Metafile = JSON.parse(readFileSync(metafile, 'utf8'));
  return {
    folder,
    inputs: Object.fromEntries(
      paths.map((path) => {
        const imports = (inputs[path]?.imports ?? []).map((each) => each.path).filter((name) => !isBuiltin(name));
        const read = inputOf(ROOT, path, [...new Set(imports.map(fromTop))].sort(), began);
        // A warning is to be seen each time.
        return [path, said === '' ? read : ['', read[1], read[2]]];
      }),
    ),
  };
}

interface Metafile {
  readonly inputs: Readonly<Record<string, { readonly imports: readonly { readonly path: string }[] }>>;
}

/** What a system imports, as it would be written at the top of the repository. */
export function fromTop(name: string): string {
  return name.startsWith('.') ? `./${join(SYSTEMS, name).replaceAll('\\', '/')}` : name;
}

function readKept(madeBy: string): KeptSources | undefined {
  try {
    const kept: KeptSources = JSON.parse(readFileSync(INDEX, 'utf8'));
    return kept.madeBy === madeBy ? kept : undefined;
  } catch {
    return undefined;
  }
}

function keep(kept: KeptSources): void {
  const temporary = `${INDEX}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify(kept));
  renameSync(temporary, INDEX);
  removeOld(new Set(['index.json', ...Object.values(kept.folders)]));
}

// Not young ones, which another run may just be reading.
function removeOld(inUse: ReadonlySet<string>): void {
  for (const name of readdirSync(HOME)) {
    const written = inUse.has(name) ? undefined : statSync(join(HOME, name), { throwIfNoEntry: false })?.mtimeMs;
    if (written !== undefined && written < Date.now() - 600_000)
      rmSync(join(HOME, name), { recursive: true, force: true });
  }
}
