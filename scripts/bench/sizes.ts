import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installedSize } from '../lib/installed-size.ts';
import { ROOT } from '../lib/root.ts';
import type { Peer } from './peer.ts';
import type { BenchReport, OutputSize } from './report.ts';
import { timeOf } from './run-process.ts';

/** How much is installed, by the lock files. */
export function measureInstalls(peer: Peer | undefined): BenchReport['installs'] {
  const { needed, all } = installedSize(ROOT);
  const ours = [
    { who: 'ours' as const, what: 'what the commands need', megabytes: Math.round(needed) },
    ...(all > needed ? [{ who: 'ours' as const, what: 'everything', megabytes: Math.round(all) }] : []),
  ];
  if (peer === undefined) return ours;
  return [
    ...ours,
    { who: 'peer', what: 'library, CLI, TypeScript', megabytes: Math.round(installedSize(peer.folder).all) },
  ];
}

/** How much is written for hello-server: by us as it is checked in, by the peer's CLI into an empty folder. */
export function measureOutputs(peer: Peer | undefined): readonly OutputSize[] {
  const folder = join(ROOT, 'output', 'hello-server');
  const root = readFileSync(join(folder, 'root.yaml'), 'utf8');
  const nested = [...root.matchAll(/\/([a-z-]+)\.[0-9a-f]{12}\.yaml$/gm)].map(([, name]) => `${name}.yaml`);
  return [
    { who: 'ours', what: 'templates', ...sizeOf(folder, ['root.yaml', ...nested]) },
    { who: 'ours', what: 'all of output/hello-server', ...sizeOf(folder, filesIn(folder)) },
    ...(peer === undefined ? [] : peersOutputs(peer)),
  ];
}

function peersOutputs(peer: Peer): readonly OutputSize[] {
  const folder = peer.output;
  rmSync(folder, { recursive: true, force: true });
  timeOf(peer.cli());
  const files = filesIn(folder);
  return [
    {
      who: 'peer',
      what: 'templates',
      ...sizeOf(
        folder,
        files.filter((file) => file.endsWith('.template.json')),
      ),
    },
    { who: 'peer', what: 'all of cdk.out', ...sizeOf(folder, files) },
  ];
}

function sizeOf(folder: string, files: readonly string[]): Pick<OutputSize, 'files' | 'bytes' | 'lines'> {
  const texts = files.map((file) => readFileSync(join(folder, file)));
  return {
    files: files.length,
    bytes: texts.reduce((sum, text) => sum + text.length, 0),
    lines: texts.reduce((sum, text) => sum + text.filter((byte) => byte === 0x0a).length, 0),
  };
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
