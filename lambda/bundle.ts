import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TealformError } from '../src/dsl/error.ts';

const HEADER = `"use strict";
// CodeDeploy runs this at one lifecycle event of a deployment. It sends probes to the load balancer's
// listeners and reports Succeeded or Failed. Made by the synth from lambda/: edit it there.
`;

let made: string | undefined;

/**
 * The function's code as Lambda takes it inline: one CommonJS file that exports `handler`, in ASCII, with the comments that the
 * source writes as `//!`. Bundled from lambda/hook.ts once in a process. Throws when there is no bundler or what it gives cannot
 * be written as CommonJS.
 */
export function bundleHook(): string {
  made ??= layOut(toCommonJs(bundle(findRoot(dirname(fileURLToPath(import.meta.url))))));
  return made;
}

/** Takes code that {@link bundleHook} gave in an earlier process, of the same source, for what it gives in this one. */
export function useBundledHook(code: string): void {
  made = code;
}

// This code may itself be running from a bundle elsewhere in the repository.
function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));
}

function bundle(root: string): string {
  return execFileSync(
    findBundler(root),
    [
      'lambda/hook.ts',
      '--bundle',
      '--platform=node',
      '--target=node20',
      '--format=esm',
      '--packages=external',
      '--legal-comments=inline',
      '--charset=ascii',
      '--tsconfig-raw={}',
      '--log-level=warning',
    ],
    { cwd: root, encoding: 'utf8' },
  );
}

// The program itself: the package's JavaScript around it would take longer to load than the bundling takes.
function findBundler(root: string): string {
  const { resolve } = createRequire(join(root, 'package.json'));
  const program = process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild';
  try {
    return resolve(`@esbuild/${process.platform}-${process.arch}/${program}`);
  } catch {
    throw new TealformError({ code: 'no-bundler', message: 'esbuild is not installed', hint: 'run npm ci' });
  }
}

// The bundler's own CommonJS has helpers around the exports that nobody wants to review, and Node's modules need none.
function toCommonJs(text: string): string {
  const required: string[] = [];
  const body = text
    .replace(/^import (.+) from ("[\w:@/-]+");\n/gm, (_, names: string, from: string) => {
      required.push(`const ${names.replace('* as ', '').replaceAll(' as ', ': ')} = require(${from});\n`);
      return '';
    })
    .replace(/^export \{\n {2}handler\n\};\n/m, 'exports.handler = handler;\n');
  const left = /^\s*(import|export)\b.*$|\bimport\b\s*[.(].*/m.exec(body)?.[0];
  if (left !== undefined || required.length === 0 || !body.includes('exports.handler')) {
    throw new Error(
      `the hook cannot be written as CommonJS: ${left ?? 'it has other imports or exports than expected'}`,
    );
  }
  return required.sort().join('') + body;
}

// The bundler leaves no empty lines, and writes top-level constants as var, undefined as void 0, 2000 as 2e3.
function layOut(text: string): string {
  const lines = text
    .replace(/^\/\/ lambda\/.*\n/gm, '')
    .replace(/^var /gm, 'const ')
    .replace(/\bvoid 0\b/g, 'undefined')
    .replace(/\b\d+e\d+\b/g, (short) => String(Number(short)))
    .replace(/^(\s*)\/\/!/gm, '$1//')
    .split('\n')
    .filter((line) => line !== '');
  const spaced = lines.flatMap((line, index) => (startsBlock(line, lines[index - 1]) ? ['', line] : [line]));
  return `${HEADER}${spaced.join('\n')}\n`;
}

// A comment belongs to what follows it; constants of one line stand together, and so do the lines inside anything.
function startsBlock(line: string, before = ''): boolean {
  if (!/^(\/\/|const |(async )?function )/.test(line) || before.startsWith('//')) return false;
  return !/^const .*;$/.test(line) || !/^const .*;$/.test(before);
}
