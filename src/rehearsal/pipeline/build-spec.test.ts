import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readBuildSpec } from './build-spec.ts';

describe('a buildspec', () => {
  test('is read: its variables, its phases, and what it hands over', () => {
    const spec = readBuildSpec(`version: 0.2
env: { variables: { LEVEL: 3 } }
phases:
  install: { commands: [one] }
  build: { commands: [two, three], finally: [four] }
artifacts: { files: [a.json], base-directory: out, discard-paths: yes }
`);
    assert.deepEqual(spec, {
      variables: { LEVEL: '3' },
      phases: { install: { commands: ['one'], finally: [] }, build: { commands: ['two', 'three'], finally: ['four'] } },
      artifacts: { files: ['a.json'], baseDirectory: 'out', discardPaths: true },
    });
  });

  test('is refused with everything in it that is not understood, each by its path', () => {
    const refused = (text: string) => {
      try {
        readBuildSpec(text);
      } catch (error) {
        return error instanceof Error ? error.message.split('\n') : [];
      }
      return [];
    };
    const not = (what: string) => `not supported by the rehearsal: ${what} of a buildspec`;
    assert.deepEqual(
      refused(`version: 0.1
run-as: root
env: { parameter-store: { A: /a }, shell: powershell }
phases:
  install: { runtime-versions: { nodejs: 22 }, commands: [1] }
  cleanup: { commands: [] }
  build: { on-failure: CONTINUE, commands: [a] }
artifacts: { files: [a], secondary-artifacts: {} }
cache: { paths: [a] }
`),
      [
        not('run-as'),
        not('cache'),
        not('version 0.1, for only 0.2 is known'),
        not('env.parameter-store'),
        not('env.shell powershell'),
        not('phases.cleanup'),
        not('artifacts.secondary-artifacts'),
        not('phases.install.runtime-versions'),
        not('phases.install.commands, which is no list of texts'),
        not('phases.build.on-failure'),
      ],
    );
    assert.match(refused('version: [')[0] ?? '', /^YAML_FILE_ERROR: /);
    assert.deepEqual(refused('just text'), [not('version undefined, for only 0.2 is known')]);
  });
});
