import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestEntries } from '../../../src/synth/manifest.ts';
import type { Produced } from '../../../src/synth/output-folder.ts';
import { keepFile, readKeptJson } from '../keep.ts';
import { ROOT } from '../root.ts';
import { digestOf, type Inputs } from '../stamps.cjs';
import type { Hook } from './hook.ts';
import type { Machinery } from './machinery.ts';
import type { SystemSource } from './sources.ts';

/**
 * What an earlier run gave, so that a run makes only what can have changed. Nothing of the files is kept but their digests: that a system's
 * files are in `output/`, byte for byte, is looked at each time.
 */
export interface KeptOutput {
  /** Whether the systems were checked against each other, made of what there is now. */
  readonly isChecked: boolean;
  /**
   * What a system gives, by the name of its file in `templates/systems/`: when nothing that it is made of has changed since, and its files
   * are in `output/` as they were made.
   */
  find(file: string): (Produced & KeptManifest) | undefined;
  /** Remembers what the systems give, each by the name of its file. All of them were checked against each other where `isChecked`. */
  keep(produced: ReadonlyMap<string, KeptManifest>, isChecked: boolean): void;
}

/** What is remembered of what a system gives: the digest of its manifest, which has those of the other files. */
export interface KeptManifest {
  readonly system: string;
  readonly manifest: string;
}

/** What to remember of a system that was made; nothing where its manifest does not name all of its files. */
export function toKeep({ system, files }: Produced): KeptManifest | undefined {
  const text = files.find(({ path }) => path === 'manifest.json')?.text ?? '';
  return manifestEntries(text).length === files.length - 1 ? { system, manifest: digestOf(text) } : undefined;
}

interface Kept {
  /** The bundle that checked the systems against each other. */
  checkedBy?: string;
  readonly systems: Record<string, KeptSystem>;
}

interface KeptSystem extends KeptManifest {
  /** Of all that it is made of. */
  readonly key: string;
}

const MAKER = 'scripts/lib/synth/maker.ts';

const FILE = join(ROOT, '.tools', 'synth.json');

/**
 * @param output the folder that the systems are in.
 * @param machinery what makes systems.
 * @param sources all systems' files, by name.
 * @param hook of which the machinery's bundle does not know: it is bundled by itself.
 */
export function openKeptOutput(
  output: string,
  machinery: Machinery,
  sources: ReadonlyMap<string, SystemSource>,
  hook: Pick<Hook, 'digest'>,
): KeptOutput {
  const digests = [...sources].map(([file, { digest }]) => `${file} ${digest}`);
  const checkedBy = digestOf([machinery.digest, hook.digest, ...digests].join('\n'));
  const kept: Kept = { systems: {}, ...readKeptJson<Partial<Kept>>(FILE) };
  const keyOf = keysOf(machinery, sources, hook.digest);
  return {
    isChecked: kept.checkedBy === checkedBy,
    find: (file) => {
      const before = kept.systems[file];
      return before?.key === keyOf(file) ? readProduced(output, before) : undefined;
    },
    keep: (produced, isChecked) => {
      const systems = { ...kept.systems };
      let isNew = isChecked && kept.checkedBy !== checkedBy;
      for (const [file, { system, manifest }] of produced) {
        const entry = { key: keyOf(file), system, manifest };
        isNew ||= JSON.stringify(systems[file]) !== JSON.stringify(entry);
        systems[file] = entry;
      }
      if (!isNew) return;
      const by = isChecked ? checkedBy : kept.checkedBy;
      keepFile(FILE, JSON.stringify({ ...(by !== undefined && { checkedBy: by }), systems } satisfies Kept));
    },
  };
}

/** The digest of all that a system is made of: its file, what that imports, and what makes files of it. */
function keysOf(
  { inputs, madeBy, importsOf }: Machinery,
  sources: ReadonlyMap<string, SystemSource>,
  hook: string,
): (file: string) => string {
  const common = new Set<string>();
  reach(inputs, [MAKER, ...Object.keys(inputs).filter((path) => !path.endsWith('.ts'))], common);
  const shared = [madeBy, hook, ...lines(inputs, common)].join('\n');
  // Most systems import the same.
  const known = new Map<string, string>();
  const digestOfImports = (imports: readonly string[]): string => {
    const name = imports.join('\n');
    const before = known.get(name);
    if (before !== undefined) return before;
    const own = new Set<string>();
    reach(inputs, imports, own, common);
    const digest = digestOf([shared, ...lines(inputs, own)].join('\n'));
    known.set(name, digest);
    return digest;
  };
  return (file) => {
    const source = sources.get(file);
    return source ? digestOf(`${source.digest} ${digestOfImports(importsOf(source))}`) : '';
  };
}

function lines(inputs: Inputs, paths: ReadonlySet<string>): readonly string[] {
  return [...paths].sort().map((path) => `${path} ${inputs[path]?.[1]}`);
}

function reach(inputs: Inputs, from: readonly string[], found: Set<string>, but?: ReadonlySet<string>): void {
  for (const path of from) {
    if (found.has(path) || but?.has(path)) continue;
    found.add(path);
    reach(inputs, inputs[path]?.[2] ?? [], found, but);
  }
}

function readProduced(output: string, { system, manifest }: KeptSystem): (Produced & KeptManifest) | undefined {
  const folder = join(output, system);
  try {
    const text = readFileSync(join(folder, 'manifest.json'), 'utf8');
    if (digestOf(text) !== manifest) return undefined;
    const entries = manifestEntries(text);
    if (entries.some(({ path, sha256 }) => digestOf(readFileSync(join(folder, path))) !== sha256)) return undefined;
    return { system, manifest, files: [...entries.map(({ path }) => ({ path })), { path: 'manifest.json' }] };
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
