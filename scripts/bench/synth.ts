import { ROOT } from '../lib/root.ts';
import type { Copy } from './copy.ts';
import { type Contender, measureInTurn } from './pairs.ts';
import type { Peer } from './peer.ts';
import type { Measured } from './report.ts';

/** Measures a cold synth of hello-server against `node -e 0`, and so the peer's, all in turn. */
export function measureSynths(alone: Copy, peer: Peer | undefined, pairs: number): readonly Measured[] {
  return measureInTurn([...ours(alone), ...(peer ? theirs(peer) : [])], pairs, ROOT);
}

function ours({ folder, forget, edit, editModule }: Copy): readonly Contender[] {
  const run = { who: 'ours', command: ['node', 'scripts/run.cjs', 'synth'], cwd: folder } as const;
  return [
    { ...run, id: 'first', what: 'with nothing kept of earlier runs', prepare: forget },
    { ...run, id: 'module', what: 'after an edit of a module that all systems share', prepare: editModule },
    { ...run, id: 'edited', what: 'after an edit of the system', prepare: edit },
    { ...run, id: 'again', what: 'with nothing changed since' },
    { ...run, id: 'make', what: 'by make, with nothing changed', command: ['make', 'synth'] },
  ];
}

function theirs(peer: Peer): readonly Contender[] {
  return [
    { ...peer.app({ validates: true }), id: 'peer-app', who: 'peer', what: 'compiled app as shipped' },
    { ...peer.app({ validates: false }), id: 'peer-bare', who: 'peer', what: 'compiled app, validation off' },
    { ...peer.cli(), id: 'peer-cli', who: 'peer', what: 'by its CLI, compiled app' },
    { ...peer.cliFromSource(), id: 'peer-source', who: 'peer', what: "by its CLI, from TypeScript as cdk init's" },
  ];
}
