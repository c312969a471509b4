import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { packagesOfMakefile, reachedPackages } from './lib/imported-packages.ts';
import { ROOT } from './lib/root.ts';

/** Commands for whoever works on this repository itself; all others run without development packages. */
const OF_DEVELOPMENT = ['format.ts', 'picture.ts'];
/** Named by no import: run.cjs and rehearsals run esbuild's program. */
const RUN_AS_PROGRAMS = ['esbuild'];

const manifest: { readonly dependencies: object; readonly devDependencies: object } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);
const needed = Object.keys(manifest.dependencies);
const ofDevelopment = Object.keys(manifest.devDependencies);

describe('what package.json lists', () => {
  const everywhere = reachedPackages(sources());
  const byCommands = reachedPackages(
    sources().filter((file) => {
      const [, script] = /\/scripts\/([a-z-]+\.(?:ts|[cm]js))$/.exec(file) ?? [];
      const isCommand = script !== undefined && !/\.test\.ts$/.test(script) && !OF_DEVELOPMENT.includes(script);
      return (
        !/\.(test|fixtures)\.ts$/.test(file) &&
        (isCommand || /\/(app\/[a-z-]+|lambda\/[a-z-]+|templates\/systems\/[a-z-]+)\.ts$/.test(file))
      );
    }),
  );

  test('is all used', () => {
    const isUsed = (name: string) =>
      everywhere.has(name) ||
      RUN_AS_PROGRAMS.includes(name) ||
      packagesOfMakefile(ROOT).includes(name) ||
      isTypesOfUsed(name);
    const isTypesOfUsed = (name: string) =>
      name.startsWith('@types/') && (name === '@types/node' || everywhere.has(name.slice('@types/'.length)));
    assert.deepEqual(
      [...needed, ...ofDevelopment].filter((name) => !isUsed(name)),
      [],
      'npm uninstall these',
    );
  });

  test('is all that is imported', () => {
    const listed = [...needed, ...ofDevelopment];
    const unlisted = [...everywhere].filter(([name]) => !listed.includes(name) && !builtinModules.includes(name));
    assert.deepEqual(unlisted, [], 'npm install --save-exact these');
    assert.ok(everywhere.size > 20, 'imports are found');
  });

  test('has under dependencies what the commands need, and nothing else', () => {
    const reached = [...byCommands].filter(([name]) => !builtinModules.includes(name));
    const missing = reached.filter(([name]) => !needed.includes(name));
    assert.deepEqual(missing, [], 'npm ci --omit=dev leaves these out');
    const unneeded = needed.filter((name) => !byCommands.has(name) && !RUN_AS_PROGRAMS.includes(name));
    assert.deepEqual(unneeded, [], 'these are for development');
  });
});

function sources(): readonly string[] {
  return ['src', 'templates', 'lambda', 'scripts', 'app'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|[cm]js)$/.test(file) && !/(^|\/)(node_modules|dist)\//.test(file))
      .map((file) => join(ROOT, folder, file)),
  );
}
