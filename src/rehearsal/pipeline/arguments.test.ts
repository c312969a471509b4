import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArguments } from './arguments.ts';

test('a command line is read: options with their values, flags, words, and what is not known', () => {
  const names = { '--tag': '--tag', '-t': '--tag', '--file': '--file' };
  const args = ['--tag', 'a', '-t', 'b', '--file=c=d', '.', '--force', '--unknown', '-x', '--constructor', '-'];
  assert.deepEqual(readArguments(args, names, ['--force']), {
    options: { '--tag': ['a', 'b'], '--file': ['c=d'], '--force': [''] },
    words: ['.', '-'],
    unknown: ['--unknown', '-x', '--constructor'],
  });
});
