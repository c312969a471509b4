import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findSlow } from './judge.ts';
import { MADE_UP } from './made-up.fixtures.ts';
import { median, ratio, seconds, whole } from './numbers.ts';
import { plotBench } from './plot.ts';
import { summaryOf } from './summary.ts';
import { asText, sumOf, tablesOf } from './tables.ts';
import { shownFiles } from './written.ts';

test('numbers are as long as they mean something', () => {
  assert.deepEqual([40, 994, 996, 9_940, 9_960, 61_000].map(seconds), [
    '0.04 s',
    '0.99 s',
    '1.0 s',
    '9.9 s',
    '10 s',
    '61 s',
  ]);
  assert.deepEqual([1, 9.94, 54.6].map(ratio), ['1.0', '9.9', '55']);
  assert.deepEqual([0, 999, 1_000, 1_234_567.4].map(whole), ['0', '999', '1,000', '1,234,567']);
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
});

describe('a report', () => {
  test('is printed as tables, with what make does as a share of what the CLI of the CDK does', () => {
    const text = asText(tablesOf(MADE_UP));
    assert.match(text, / {2}ours, after an edit of the system +120 ms +3\.0 +80 MiB\n/);
    assert.match(text, / {2}CDK, by its CLI, compiled app +3,400 ms +85 +460 MiB\n/);
    assert.match(text, / {2}these, summed +7\.5 s +2\.1 s +0\.78 s\n/);
    assert.match(text, /nothing kept, cfn-lint takes 2\.5 s\.\n/);
    assert.match(text, / {2}make to the CDK's CLI, from TypeScript +1\.15 +0\.52 +0\.12\n/);
    assert.match(text, / {2}make to the CDK's CLI, compiled app +1\.76 +0\.79 +0\.18\n/);
    assert.match(text, /The CDK's CLI takes 5\.2 s from TypeScript, which it checks, and 3\.4 s of a compiled app, /);
    assert.match(
      summaryOf(MADE_UP),
      /both linters \| 2\.7 s \| `cdk synth`: 5\.2 s from TypeScript, 3\.4 s compiled \|\n/,
    );
    assert.match(text, / {2}CDK, as shipped +2\.2 s, 460 MiB +14 s, 1,600 MiB\n/);
    assert.match(text, /makes 12 calls: s3:HeadObject 11 times, sts:GetCallerIdentity\.\n/);
    assert.equal(MADE_UP.make && sumOf(MADE_UP.make, 'cold'), 1_800 + 200 + 5_500);
  });

  test('of ours alone names no other', () => {
    const { deploy, make, ...rest } = MADE_UP;
    const { peer: _, ...on } = rest.on;
    const { peerCli: __, ...parts } = make ?? assert.fail();
    const ours = {
      ...rest,
      on,
      make: parts,
      ...(deploy ? { deploy: { ours: deploy.ours, calls: deploy.calls } } : {}),
    };
    const alone = {
      ...ours,
      ...Object.fromEntries(
        (['synth', 'growth', 'installs', 'outputs'] as const).map((of) => [
          of,
          ours[of].filter(({ who }) => who !== 'peer'),
        ]),
      ),
    };
    for (const text of [asText(tablesOf(alone)), plotBench(alone), summaryOf(alone).split('\n').slice(3, -2).join()])
      assert.doesNotMatch(text, /CDK(?! \|)|aws-cdk|undefined|NaN/);
  });

  test('of nothing but deployments is one table', () => {
    const none = { ...MADE_UP, synth: [], growth: [], installs: [], outputs: [] };
    const { make: _, ...only } = none;
    assert.deepEqual(
      tablesOf(only).map(({ title }) => title),
      ['Deploying hello-server to the local cloud'],
    );
  });

  test('is a picture in ASCII that asks for nothing, of numbers only, with a longer bar for a longer time', () => {
    const svg = plotBench(MADE_UP);
    assert.match(svg, /^[ -~\n]+$/);
    assert.doesNotMatch(svg, /NaN|Infinity|undefined|https?:(?!\/\/www\.w3\.org\/2000\/svg)|<script|<image/);
    const widths = [...svg.matchAll(/<rect class="(?:bare|ours|peer)" .*?width="([\d.]+)"/g)].map(([, width]) =>
      Number(width),
    );
    const times = MADE_UP.synth.filter(({ id }) => id !== 'make').map(({ milliseconds }) => milliseconds);
    assert.equal(widths.length, times.length);
    const order = (values: readonly number[]) =>
      values.map((_, at) => at).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
    assert.deepEqual(order(widths), order(times));
  });

  test('is a picture whose last line is below every bar, however many there are', () => {
    for (const times of [1, 2]) {
      const synth = Array.from({ length: times }, () => MADE_UP.synth).flat();
      const svg = plotBench({ ...MADE_UP, synth });
      const bars = [...svg.matchAll(/<rect class="(?:bare|ours|peer)" .*?y="(\d+)"/g)].map(([, y]) => Number(y) + 11);
      const [, foot] = /<text class="pale" x="20" y="(\d+)">make bench/.exec(svg) ?? [];
      assert.ok(Number(foot) - 11 > Math.max(...bars), `${foot} ${bars}`);
    }
  });

  test('is shown between marks, and what stands around them stays', () => {
    const files = shownFiles(MADE_UP, (path) => `# ${path}\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nend\n`);
    const [, readme, guide] = files;
    assert.deepEqual(
      files.map(({ path }) => path),
      ['docs/bench.svg', 'README.md', 'docs/bench.md'],
    );
    assert.match(readme?.text ?? '', /^# README\.md\n<!-- bench:begin -->\n\[!\[[\s\S]*<!-- bench:end -->\nend\n$/);
    assert.match(
      guide?.text ?? '',
      /^# docs\/bench\.md\n<!-- bench:begin -->\n### Synth[\s\S]*<!-- bench:end -->\nend\n$/,
    );
    assert.doesNotMatch(files.map(({ text }) => text).join(), /\bold\n/);
  });

  test('is judged: synth with nothing changed and after an edit by node -e 0, deploying by the AWS CLI', () => {
    assert.deepEqual(findSlow(MADE_UP), []);
    const slower = MADE_UP.synth.map((each) => ({ ...each, ratio: each.ratio * 4.5 }));
    assert.deepEqual(findSlow({ synth: slower }), [
      'synth after an edit of the system takes 14 times node -e 0, at most 4',
      'synth with nothing changed since takes 7.9 times node -e 0, at most 4',
    ]);
    const deploy = { ours: { first: 40_000, again: 3_000 }, cli: { first: 36_000, again: 6_000 }, calls: {} };
    assert.deepEqual(findSlow({ synth: [], deploy }), [
      'make deploy is not faster than aws cloudformation package and deploy',
    ]);
    assert.deepEqual(findSlow({ synth: [], deploy: { ours: deploy.ours, calls: {} } }), []);
  });
});
