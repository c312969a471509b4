// For tests only.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFolder } from '../../src/review/generation/file-tree.ts';
import { planFiles } from '../../src/review/plan-files.ts';
import { planJson } from '../../src/review/print/plan-json.ts';
import { RESERVED_PARAMETERS } from '../../templates/environments/reserved.ts';
import { knownTypes } from '../lib/known-types.ts';
import { edit as editFile, ended, type Sandbox } from '../lib/sandbox.ts';
import type { EditRow, FileEdit } from './edit-row.ts';

/** Of what `docs/plan.schema.json` describes, what is looked at here. */
interface JsonFinding {
  readonly code: string;
  readonly resource?: string;
  readonly environments?: readonly string[];
}

interface JsonChange {
  readonly path: string;
  readonly action: 'add' | 'remove' | 'modify';
  readonly replacement: 'no' | 'maybe' | 'yes';
  readonly causes: readonly { readonly property?: string; readonly recreation: string; readonly from?: string }[];
}

interface JsonSystem {
  readonly system: string;
  readonly changes: readonly JsonChange[];
  readonly refused: readonly JsonFinding[];
  readonly warned: readonly JsonFinding[];
  readonly noted: readonly JsonFinding[];
}

/** What a plan says, in the words of a row; each list sorted, without what says nothing. */
export interface Said {
  readonly says: Readonly<Record<string, readonly string[]>>;
  readonly replaced: Readonly<Record<string, readonly string[]>>;
  readonly because: Readonly<Record<string, readonly string[]>>;
  readonly touches: Readonly<Record<string, readonly string[]>>;
}

/** Makes the edits of a row in a sandbox, runs `make synth` there, plans, and leaves the sandbox as it was. */
export async function runEdit(sandbox: Sandbox, row: EditRow): Promise<Said> {
  const { files, deployed = [], deployedByHand = [], byHand = [] } = row;
  const output = join(sandbox.folder, 'output');
  const untouched = join(sandbox.folder, 'untouched');
  const before = join(sandbox.folder, 'before');
  cpSync(output, untouched, { recursive: true });
  const saved = new Map([...deployed, ...files].map(([file]) => [file, readFileSync(join(sandbox.folder, file))]));
  try {
    if (deployed.length > 0) await synthesize(sandbox, deployed);
    editAll(sandbox, deployedByHand);
    cpSync(output, before, { recursive: true });
    if (files.length > 0) {
      await synthesize(sandbox, files);
      editAll(sandbox, deployedByHand);
    }
    editAll(sandbox, byHand);
    const text = row.asCommand ? await planAsCommand(sandbox, before) : planHere(before, output);
    const { systems } = JSON.parse(text) as { readonly systems: readonly JsonSystem[] };
    return {
      says: bySystem(systems, findings),
      replaced: bySystem(systems, ({ changes }) => changes.flatMap(replaced)),
      because: bySystem(systems, ({ changes }) => changes.flatMap(reasons)),
      touches: bySystem(systems, ({ changes }) => changes.map(touched)),
    };
  } finally {
    for (const [file, content] of saved) writeFileSync(join(sandbox.folder, file), content);
    rmSync(output, { recursive: true });
    rmSync(before, { recursive: true, force: true });
    cpSync(untouched, output, { recursive: true });
    rmSync(untouched, { recursive: true });
  }
}

function planHere(before: string, after: string): string {
  const reserved = RESERVED_PARAMETERS.map(({ name }) => name);
  return planJson(
    planFiles(readFolder(before, 'before'), readFolder(after, 'after'), { reserved, lookUp: knownTypes() }),
  );
}

async function planAsCommand(sandbox: Sandbox, before: string): Promise<string> {
  const { status, stdout, stderr } = await ended(sandbox.start(['plan', '--from', before, '--format', 'json']));
  const { verdict } = JSON.parse(stdout) as { readonly verdict: string };
  assert.deepEqual({ status, stderr }, { status: verdict === 'refused' ? 2 : 0, stderr: '' });
  return stdout;
}

async function synthesize(sandbox: Sandbox, edits: readonly FileEdit[]): Promise<void> {
  editAll(sandbox, edits);
  const { status, stderr } = await ended(sandbox.start(['synth']));
  assert.equal(status, 0, `make synth does not take the edit:\n${stderr}`);
}

function editAll(sandbox: Sandbox, edits: readonly FileEdit[]): void {
  for (const [file, from, to] of edits) editFile(sandbox, file, from, to);
}

function bySystem(systems: readonly JsonSystem[], of: (system: JsonSystem) => readonly string[]) {
  return Object.fromEntries(
    systems.flatMap((system) => {
      const lines = [...new Set(of(system))].sort();
      return lines.length === 0 ? [] : [[system.system, lines] as const];
    }),
  );
}

function findings({ refused, warned, noted }: JsonSystem): readonly string[] {
  return Object.entries({ refused, warned, noted }).flatMap(([level, all]) =>
    all.map(({ code, resource, environments }) =>
      [level, code, resource, environments && `[${environments.join(', ')}]`].filter(Boolean).join(' '),
    ),
  );
}

function replaced({ path, replacement }: JsonChange): readonly string[] {
  return replacement === 'no' ? [] : [replacement === 'yes' ? path : `${path}?`];
}

function reasons({ path, causes }: JsonChange): readonly string[] {
  return causes.flatMap(({ property, recreation, from }) =>
    recreation === 'never' ? [] : [`${path}: ${property}${from === undefined ? '' : ` <- ${from}`}`],
  );
}

function touched({ path, action }: JsonChange): string {
  return `${{ add: '+', remove: '-', modify: '' }[action]}${path}`;
}
