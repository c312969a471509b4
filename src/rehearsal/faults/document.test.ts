import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FAULT_NAMES, FAULTS, KILLED } from './rows.ts';

const DOCUMENT = readFileSync(new URL('../../../docs/rehearsing.md', import.meta.url), 'utf8');

test('the guide has each fault with the whole of its row', () => {
  const rows = FAULT_NAMES.map((name) => {
    const { what, speed, status, error, event, rollback, taskSets, weights, fails, hook, page } = FAULTS[name];
    const { production, test: onTest } = weights;
    assert.equal(taskSets.count, 1, 'the guide says that there is one');
    const cells = [
      `\`${name}\``,
      `${what}${hook === undefined ? '' : `; its log says \`${hook}\``}`,
      `\`${status}\`, [\`${error}\`](${page})`,
      `\`${event}\``,
      `\`${rollback}\``,
      `one, ${taskSets.primary}`,
      `${production.blue} : ${production.green}, ${onTest.blue} : ${onTest.green}`,
      fails === 'none' ? 'none' : `those to ${fails}`,
      `${speed}`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const { what, speed, status, taskSets, weights, page } = KILLED;
  const [production, onTest] = [weights.production, weights.test].map(({ blue, green }) => `${blue} : ${green}`);
  const ends = `[\`${status}\`](${page}) | - | none | one, ${taskSets.primary}`;
  rows.push(`| \`killed\` | ${what} | ${ends} | ${production}, ${onTest} | none | ${speed} |`);
  const written = DOCUMENT.split('\n').filter((line) =>
    [...FAULT_NAMES, 'killed'].some((name) => line.startsWith(`| \`${name}\` |`)),
  );
  assert.deepEqual(written, rows);
});
