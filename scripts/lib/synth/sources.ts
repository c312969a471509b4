import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { AS_COMMON_JS, madeByBundler, OPTIONS, OWN_ADDRESS, startBundler } from '../bundler.cjs';
import { keepFile, readKeptJson } from '../keep.ts';
import { ROOT } from '../root.ts';
import { compareInputs, type Inputs, inputOf, removeOld, renew } from '../stamps.cjs';

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
  /** Where the code is and how long, by path. */
  readonly codes: Readonly<Record<string, Code>>;
}

interface Code {
  readonly folder: string;
  readonly bytes: number;
}

/** Where systems are. */
export const SYSTEMS = 'templates/systems';

const HOME = join(ROOT, '.tools', 'systems');
const INDEX = join(HOME, 'index.json');

// Each system by itself: after an edit of one, nothing else is read. All that it imports belongs to what makes systems.
const APART = [
  // A package by another name would be one of the machinery's no more.
  ...OPTIONS.filter((option) => !option.startsWith('--alias:')),
  ...AS_COMMON_JS,
  `--banner:js=${OWN_ADDRESS}`,
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
  const codes: Record<string, Code> = {};
  let isNewer = false;
  for (const [file, path] of paths) {
    const [before, code] = [kept?.inputs[path], kept?.codes[path]];
    if (!before || !code || bytesOf(codeOf(code.folder, file)) !== code.bytes) continue;
    const { isSame, inputs: now, isNewer: hasNewStamp } = compareInputs(ROOT, { [path]: before });
    if (!isSame) continue;
    inputs[path] = now[path] ?? before;
    codes[path] = code;
    isNewer ||= hasNewStamp;
  }
  const changed = [...paths].filter(([, path]) => inputs[path] === undefined);
  const making = changed.length > 0 ? make(new Map(changed)) : undefined;
  if (making) meanwhile();
  const made = await making;
  if (making && !made) return undefined;
  const all = { inputs: { ...inputs, ...made?.inputs }, codes: { ...codes, ...made?.codes } };
  // A warning is to be seen each time: what has one is made anew.
  if (made || isNewer) keep({ madeBy, ...(made?.hasWarned === true ? { inputs, codes } : all) }, kept);
  return new Map(
    [...paths].map(([file, path]) => {
      const [, digest = '', imports = []] = all.inputs[path] ?? [];
      return [file, { path, digest, imports, code: codeOf(all.codes[path]?.folder ?? '', file) }];
    }),
  );
}

function codeOf(folder: string, file: string): string {
  return join(HOME, folder, `${file}.cjs`);
}

function bytesOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

interface Made {
  readonly inputs: Inputs;
  readonly codes: Readonly<Record<string, Code>>;
  readonly hasWarned: boolean;
}

async function make(paths: ReadonlyMap<string, string>): Promise<Made | undefined> {
  const began = Date.now();
  // Of nobody's until the index names it.
  const folder = `${began}.${process.pid}`;
  const metafile = join(HOME, folder, 'meta.json');
  mkdirSync(join(HOME, folder), { recursive: true });
  const { isMade, said } = await startBundler(ROOT, [
    ...paths.values(),
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
  const { inputs: read }: Metafile = JSON.parse(readFileSync(metafile, 'utf8'));
  const inputs: Inputs = {};
  const codes: Record<string, Code> = {};
  for (const [file, path] of paths) {
    const imports = (read[path]?.imports ?? []).map((each) => each.path).filter((name) => !isBuiltin(name));
    inputs[path] = inputOf(ROOT, path, [...new Set(imports.map(fromTop))].sort(), began);
    codes[path] = { folder, bytes: bytesOf(codeOf(folder, file)) ?? 0 };
  }
  return { inputs, codes, hasWarned: said !== '' };
}

interface Metafile {
  readonly inputs: Readonly<Record<string, { readonly imports: readonly { readonly path: string }[] }>>;
}

/** What a system imports, as it would be written at the top of the repository. */
export function fromTop(name: string): string {
  return name.startsWith('.') ? `./${join(SYSTEMS, name).replaceAll('\\', '/')}` : name;
}

function readKept(madeBy: string): KeptSources | undefined {
  const kept = readKeptJson<KeptSources>(INDEX);
  return kept?.madeBy === madeBy ? kept : undefined;
}

function keep(now: KeptSources, before: KeptSources | undefined): void {
  keepFile(INDEX, JSON.stringify(now));
  const inUse = foldersOf(now);
  // Another run may just have read the index of before.
  for (const folder of foldersOf(before)) if (!inUse.has(folder)) renew(join(HOME, folder));
  removeOld(HOME, new Set(['index.json', ...inUse]));
}

function foldersOf(kept: KeptSources | undefined): ReadonlySet<string> {
  return new Set(Object.values(kept?.codes ?? {}).map(({ folder }) => folder));
}
