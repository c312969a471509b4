import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import type { Finding, SystemPlan } from '../plan.ts';
import { type Plan, planFiles } from '../plan-files.ts';
import { MANY_EDITS, onlySystems, planEdits } from '../testing/edited.ts';
import { MOST_CHARACTERS, planMarkdown } from './markdown.ts';
import { planJson } from './plan-json.ts';
import { printPlan } from './print-plan.ts';

const manyEdits = planEdits(...MANY_EDITS);
const plans: Readonly<Record<string, Plan>> = {
  'with nothing in it': planEdits(),
  'with something of everything': manyEdits,
  'of a system that is new and one that is gone': planFiles(onlySystems('hello-admin'), onlySystems('storefront'), {
    reserved: ['TemplateBucket', 'TemplatePrefix', 'LiveColour'],
  }),
};

describe('a plan as JSON', () => {
  const schema = JSON.parse(readFileSync('docs/plan.schema.json', 'utf8'));
  const validate = new Ajv2020({ allErrors: true, formats: { uri: /^https:/ } }).compile(schema);

  for (const [name, plan] of Object.entries(plans)) {
    test(`${name} is as the published schema says`, () => {
      const json: unknown = JSON.parse(planJson(plan));
      assert.ok(validate(json), JSON.stringify(validate.errors, null, 2));
    });
  }

  test('that has another member is not', () => {
    const json = JSON.parse(planJson(planEdits()));
    assert.ok(!validate({ ...json, more: 1 }));
  });

  test('says what is refused as a whole, and names resources by their paths', () => {
    const json = JSON.parse(planJson(manyEdits));
    assert.equal(json.verdict, 'refused');
    const [server] = json.systems.filter(({ system }: { system: string }) => system === 'hello-server');
    const refused = server.refused.map(({ code, resource }: Record<string, string>) => `${code} ${resource}`);
    assert.ok(refused.includes('target-group-lost LoadBalancer/BlueTargetGroup'), refused.join());
    const [service] = server.changes.filter(
      ({ path, environments }: { path: string; environments: string[] }) =>
        path === 'Service/Service' && environments.includes('prod'),
    );
    assert.deepEqual(
      service.causes.map(({ property, from }: Record<string, string>) => [property, from]),
      [['LoadBalancers', 'LoadBalancer/BlueTargetGroup']],
    );
  });
});

describe('a plan in a terminal', () => {
  for (const width of [40, 80, 200]) {
    test(`has no line that is wider than ${width} columns`, () => {
      for (const plan of Object.values(plans)) {
        for (const line of printPlan(plan, { width })) assert.ok(line.length <= width, line);
      }
    });
  }

  test('says so where nothing changes', () => {
    assert.deepEqual(printPlan(planEdits(), { width: 120 }), [
      'edited against output/: nothing changes in hello-admin, hello-server, storefront',
    ]);
  });

  test('shows no reference in the form in which reviews keep it', () => {
    for (const plan of Object.values(plans)) {
      assert.doesNotMatch(
        [...printPlan(plan, { width: 200 }), planMarkdown(plan), planJson(plan)].join('\n'),
        /[\uE000-\uE002]/,
      );
    }
  });

  test('names the environments of what is not the same in all', () => {
    const lines = printPlan(manyEdits, { width: 120 });
    assert.ok(lines.some((line) => /DesiredCount: 1 -> 2/.test(line)));
    assert.ok(
      lines.some((line) => /~ Service {2}AWS::ECS::Service {2}\[dev\]/.test(line)),
      lines.join('\n'),
    );
  });

  test('tells once what is so of several resources', () => {
    const lines = printPlan(manyEdits, { width: 500 });
    const told = lines.filter((line) => line.includes('target-group-lost'));
    assert.equal(told.length, 1);
    assert.ok(lines.includes('      LoadBalancer.BlueTargetGroup, LoadBalancer.GreenTargetGroup'), lines.join('\n'));
  });
});

describe('a plan as Markdown', () => {
  test('is complete where it fits, with everything that is opened closed', () => {
    const text = planMarkdown(manyEdits);
    assert.match(text, /^### Plan: :no_entry: \d+ refused/);
    assert.doesNotMatch(text, /Not all of it fits/);
    assertClosed(text);
  });

  test('is never longer than a comment may be, whatever is in it', () => {
    const finding = fc.record({ code: fc.string(), message: fc.string({ maxLength: 3_000 }), hint: fc.string() });
    const many = fc.tuple(
      fc.array(finding, { maxLength: 40 }),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 30 }),
    );
    fc.assert(
      fc.property(many, ([findings, times, systems]) => {
        const text = planMarkdown(largePlan(findings, times, systems));
        assert.ok(text.length <= MOST_CHARACTERS, `${text.length}`);
        assertClosed(text);
      }),
      { numRuns: 10 },
    );
  });

  test('keeps what is refused when something has to go, and says that something went', () => {
    const text = planMarkdown(largePlan([{ code: 'some-rule', message: 'this is refused' }], 1_000, 1));
    assert.match(text, /this is refused/);
    assert.match(text, /Not all of it fits into a comment/);
  });

  test('lets nothing in a template be a mention, a link, a tag or the end of a block', () => {
    const bait = '@octo/team <img src=x> `a` | [b](http://c) ```';
    const text = planMarkdown(
      planEdits(
        [
          'hello-server/load-balancer.yaml',
          'GroupDescription: Traffic into the load balancer',
          `GroupDescription: '${bait}'`,
        ],
        ['hello-server/load-balancer.yaml', '      HealthCheckPath: /ping', `      HealthCheckPath: '${bait}'`],
      ),
    );
    const outside = text
      .split('\n')
      .reduce(
        ({ isCode, lines }, line) =>
          line.startsWith('```') ? { isCode: !isCode, lines } : { isCode, lines: isCode ? lines : [...lines, line] },
        { isCode: false, lines: [] as readonly string[] },
      ).lines;
    const shown = outside.join('\n').replace(/`[^`\n]*`/g, '');
    assert.doesNotMatch(shown, /@octo|<img|\]\(http:/);
    assertClosed(text);
  });
});

function assertClosed(text: string): void {
  const lines = text.split('\n');
  assert.equal(lines.filter((line) => line.startsWith('```')).length % 2, 0, 'fences');
  const count = (what: string) => lines.filter((line) => line.includes(what)).length;
  assert.equal(count('<details>'), count('</details>'), 'details');
}

function largePlan(findings: readonly Finding[], times: number, systems: number): Plan {
  const rich = plans['with something of everything']?.systems.find(({ system }) => system === 'hello-server');
  assert.ok(rich);
  const trees = rich.trees.map(({ name, tree }) => ({
    name,
    tree: { ...tree, changes: Array.from({ length: times }, () => tree.changes).flat() },
  }));
  const refused = Array.from({ length: times }, (_, index) =>
    findings.map((finding) => ({ ...finding, logicalId: `Resource${index}` })),
  ).flat();
  const large: SystemPlan = { ...rich, trees, refused, noted: refused };
  return { before: 'before', after: 'after', systems: Array.from({ length: systems }, () => large) };
}
