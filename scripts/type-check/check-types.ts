import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { TealformError } from '../../src/dsl/error.ts';
import { own } from '../../src/local/owner.ts';
import { inputsOf, surroundingsOf } from './inputs.ts';
import { digestOfStamps, isSettled, readRecord, writeRecord } from './stamps.ts';

/** In this order: the second is checked against what the first declares. See docs/adr/0020-types-in-two-parts.md. */
const PARTS = ['systems', 'rest'] as const;

type Part = (typeof PARTS)[number];

/**
 * Type-checks a repository, in two parts: what systems are made of, and the rest. A part of which nothing has changed since it passed is
 * not looked at again. What the compiler says goes to stdout.
 * @returns whether there is no error.
 * @throws TealformError `not-installed` without TypeScript, `already-running` where another one does not end
 */
export async function checkTypes(root: string): Promise<boolean> {
  if (PARTS.every((part) => isPassed(root, part))) return true;
  const release = await ownPatiently(homeOf(root));
  try {
    // A part that fails does not hide what is wrong in the other.
    return PARTS.map((part) => isPassed(root, part) || check(root, part)).every(Boolean);
  } finally {
    await release();
  }
}

function check(root: string, part: Part): boolean {
  const { passed, made, output, config } = placesOf(root, part);
  const began = Date.now();
  const around = surroundingsOf(root);
  const stateOf = () => digestOfStamps([...filesBelow(output), ...around.files, compiler(root)]);
  // The compiler would not notice a run that was cut off, nor another hand in what it made, nor each change of its settings.
  if (readRecord(made)?.digest !== stateOf()) rmSync(output, { recursive: true, force: true });
  for (const record of [passed, made]) rmSync(record, { force: true });
  const pretty = String(process.stdout.isTTY ?? false);
  const { status, signal, error, stdout } = spawnSync(compiler(root), ['--project', config, '--pretty', pretty], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1e9,
  });
  if (error) throw error;
  // At once: `make` does other things meanwhile, which say something too.
  process.stdout.write(stdout);
  if (status === null) {
    process.stderr.write(`the type checker was ended by ${signal}; types are not checked\n`);
    return false;
  }
  const state = stateOf();
  if (isSettled(around.files, began)) writeRecord(made, { digest: state, files: [] });
  if (status !== 0) return false;
  const { read, absent } = inputsOf(output);
  const files = [...read, ...absent];
  const digest = digestOf(root, part, files, around);
  // Only now: what was written since the compiler began, up to here, may not be what it read. Nobody else writes what the parts declare.
  const foreign = read.filter((file) => !file.startsWith(homeOf(root)));
  const isKnown = isSettled(foreign, began, 'there') && isSettled([...absent, ...around.files], began);
  if (isKnown) writeRecord(passed, { digest, files });
  return true;
}

function isPassed(root: string, part: Part): boolean {
  const record = readRecord(placesOf(root, part).passed);
  return record !== undefined && record.digest === digestOf(root, part, record.files);
}

// What it made is part of it: the other part is checked against it.
function digestOf(root: string, part: Part, files: readonly string[], around = surroundingsOf(root)): string {
  const { output } = placesOf(root, part);
  return digestOfStamps([...files, ...filesBelow(output), ...around.files, compiler(root)], [part, ...around.names]);
}

function placesOf(root: string, part: Part) {
  const home = homeOf(root);
  return {
    passed: join(home, `${part}.passed.json`),
    made: join(home, `${part}.made.json`),
    output: join(home, part),
    config: join('scripts', 'type-check', `${part}.json`),
  };
}

const homeOf = (root: string) => join(root, '.tools', 'types');

function filesBelow(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

// The program itself: the package's JavaScript around it takes as long as looking whether anything has changed.
function compiler(root: string): string {
  const { resolve } = createRequire(join(root, 'package.json'));
  const platform = `@typescript/typescript-${process.platform}-${process.arch}`;
  try {
    return join(dirname(resolve(`${platform}/package.json`)), 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc');
  } catch {
    throw new TealformError({ code: 'not-installed', message: `there is no ${platform}`, hint: 'run `npm ci`' });
  }
}

// Two at once would write into each other's files: the second waits, and may find everything done.
async function ownPatiently(folder: string): Promise<() => Promise<void>> {
  mkdirSync(folder, { recursive: true });
  const began = Date.now();
  for (let isTold = false; ; ) {
    try {
      return await own(folder);
    } catch (error) {
      if (!(error instanceof TealformError) || error.code !== 'already-running') throw error;
      const waited = Date.now() - began;
      // A claim may outlive its process where another one has got its number since.
      if (waited > GIVE_UP_MS) throw stillChecking(folder);
      if (waited > TELL_MS && !isTold) process.stderr.write('waiting for another type check of this repository\n');
      isTold = waited > TELL_MS;
      await setTimeout(50);
    }
  }
}

const TELL_MS = 3_000;
const GIVE_UP_MS = 300_000;

function stillChecking(folder: string): TealformError {
  const message = `another type check of this repository has not come to its end in ${GIVE_UP_MS / 60_000} minutes`;
  return new TealformError({ code: 'already-running', message, hint: `end it; if there is none, delete ${folder}` });
}
