import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TealformError } from '../../src/dsl/error.ts';
import { ENVIRONMENTS } from '../lib/bench-environments.ts';
import { ROOT } from '../lib/root.ts';

/** A copy of this repository, of which runs may change what they like. */
export interface Copy {
  readonly folder: string;
  /** Takes away what earlier runs have kept: bundles, answers, output. */
  forget(): void;
  /** Changes a number in hello-server: another one at each call. */
  edit(): void;
  /** Changes a number in a module of templates, which all systems are made of: another one at each call. */
  editModule(): void;
  remove(): void;
}

const PARTS = ['src', 'templates', 'lambda', 'app', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'];
const SYSTEM = join('templates', 'systems', 'hello-server.ts');
const EDITED = 'memory: 256';
const MODULE = join('templates', 'load-balancer', 'target-groups.ts');
const EDITED_MODULE = 'HealthCheckIntervalSeconds: 10';

/**
 * Makes a copy in a temporary folder; what is installed is that of this repository.
 * @param isAlone hello-server is its only system, so that it compares with a peer that has no more. Tests that name the others do not compile then.
 */
export function openCopy({ isAlone }: { readonly isAlone: boolean }): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-bench-'));
  for (const part of [...PARTS, 'Makefile']) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  // What is installed is shared, and make would install it anew, into this repository, where it looked older than what says so.
  for (const part of ['package.json', 'package-lock.json']) utimesSync(join(folder, part), 0, 0);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const cfnLint = join('.tools', 'cfn-lint');
  if (existsSync(join(ROOT, cfnLint))) {
    mkdirSync(join(folder, '.tools'));
    symlinkSync(join(ROOT, cfnLint), join(folder, cfnLint));
  }
  if (isAlone) {
    const systems = join(folder, 'templates', 'systems');
    for (const file of readdirSync(systems)) if (file !== 'hello-server.ts') rmSync(join(systems, file));
    writeFileSync(join(folder, 'templates', 'environments.ts'), ENVIRONMENTS);
  }
  const edit = editor(folder, SYSTEM, EDITED, (edits) => `memory: ${256 + edits}`);
  const editModule = editor(folder, MODULE, EDITED_MODULE, (edits) => `HealthCheckIntervalSeconds: ${10 + edits}`);
  return {
    folder,
    forget: () => {
      // Where it is installed there, it is nothing that a run has kept.
      for (const entry of entriesOf(join(folder, '.tools')))
        if (entry !== 'cfn-lint') rmSync(join(folder, '.tools', entry), { recursive: true, force: true });
      rmSync(join(folder, 'output'), { recursive: true, force: true });
    },
    edit,
    editModule,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function editor(folder: string, file: string, text: string, edited: (edits: number) => string): () => void {
  const model = readFileSync(join(folder, file), 'utf8');
  if (!model.includes(text))
    throw new TealformError({ code: 'not-measurable', message: `${file} has no ${text}`, hint: 'name another' });
  let edits = 0;
  return () => {
    edits += 1;
    writeFileSync(join(folder, file), model.replace(text, edited(edits)));
  };
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
