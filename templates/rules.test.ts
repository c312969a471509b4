import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from '../scripts/lib/root.ts';
import { accountId, type Problem, partition, region, sub } from '../src/dsl/index.ts';
import { synthesize } from '../src/synth/synthesize.ts';
import { codeCommit, probe, type SystemOptions } from './options.ts';
import { onInstances } from './rules/breaks/break.ts';
import { HOOKS_BREAKS } from './rules/breaks/hooks.ts';
import { KEEPING_BREAKS } from './rules/breaks/keeping.ts';
import { NAMES_BREAKS } from './rules/breaks/names.ts';
import { POLICIES_BREAKS } from './rules/breaks/policies.ts';
import { PORTABLE_BREAKS } from './rules/breaks/portable.ts';
import { RELEASE_BREAKS } from './rules/breaks/release.ts';
import { SERVICE_BREAKS } from './rules/breaks/service.ts';
import { TRAFFIC_BREAKS } from './rules/breaks/traffic.ts';
import { changed, emittedOf, whenSystem, whenTemplate } from './rules/broken.ts';
import { applyRules } from './rules/rule.ts';
import { checkRules, checkTemplateRules, SYSTEM_RULES, TEMPLATE_RULES, TREE_RULES } from './rules.ts';
import { blueGreenSystem } from './system.ts';
import { base, NAMES, type Variant } from './variants.ts';

const handMade: Variant = 'internal, behind a NAT';

const inSystem = [...TRAFFIC_BREAKS, ...RELEASE_BREAKS, ...HOOKS_BREAKS, ...SERVICE_BREAKS];
const inTemplate = [...PORTABLE_BREAKS, ...POLICIES_BREAKS, ...KEEPING_BREAKS, ...NAMES_BREAKS];

describe('the rules', () => {
  for (const [code, what, variant, id, change, told] of inSystem) {
    test(`${code}: ${what}`, () => assertFound(whenSystem(variant, id, change), code, told));
  }

  for (const [code, what, variant, id, change, told] of inTemplate) {
    test(`${code}: ${what}`, () => assertFound(whenTemplate(variant, id, change), code, told));
  }

  test('unread-output: an output that nothing reads', () => {
    const { root } = emittedOf(onInstances);
    const silent = changed(root, 'Hooks', (_, template) => {
      delete template.Resources.Hooks.Properties.Parameters.LoadBalancerDnsName;
      delete template.Outputs.LoadBalancerDnsName;
    });
    const problems = applyRules(TREE_RULES, silent);
    assertFound(problems, 'unread-output', /^nothing reads the output DnsName of LoadBalancer$/);
    assert.equal(problems[0]?.stack, 'LoadBalancer');
    assert.equal(problems[0]?.logicalId, 'DnsName');
  });

  test('hold without a pipeline too, of the files that are there to be copied', () => {
    const { release } = emittedOf(handMade);
    const appSpec = release['appspec.yaml']?.replace('ContainerPort: 8000', 'ContainerPort: 1') ?? '';
    const problems = whenSystem(handMade, 'Service', () => {}, { release: { ...release, 'appspec.yaml': appSpec } });
    assertFound(problems, 'container-differs', /^the AppSpec has container variant and port 1$/);
    assert.equal(problems[0]?.logicalId, 'DeploymentGroup');
  });

  test('find nothing wrong with any variant', () => {
    for (const name of NAMES) assert.deepEqual(checkRules(emittedOf(name)), [], name);
  });

  test("leave a user's own words alone: variables, tags, probes, permissions with a reason", () => {
    const own = {
      ...base,
      container: {
        ...base.container,
        environment: {
          PHONE: '+493012345678',
          BUILT: '202611271253',
          UPSTREAM: 'eu-west-1',
          DATA: 'https://x.s3.amazonaws.com/',
        },
      },
      tags: { 'cost-centre': '123456789012', residency: 'eu-central-1' },
      hooks: {
        AfterAllowTestTraffic: [
          probe({ path: '/orders/123456789012', body: '"arn:aws:s3:::x"' }),
          probe({ path: '/regions/eu-west-1', body: /"id":123456789012/ }),
        ],
      },
      source: codeCommit({ branch: 'release/202611271253' }),
      permissions: [
        { Effect: 'Allow', Action: 'polly:SynthesizeSpeech', Resource: '*', onEverything: 'knows no resource' },
        {
          Effect: 'Allow',
          Action: 'dynamodb:*',
          Resource: sub`arn:${partition}:dynamodb:${region}:${accountId}:table/one`,
        },
        { Effect: 'Allow', Action: 's3:GetObject', Resource: sub`arn:${partition}:s3:::data-202611270000/*` },
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Resource: sub`arn:${partition}:iam::999999999999:role/partner`,
          Condition: { 'ForAnyValue:StringLike': { 'aws:RequestedRegion': ['us-east-1'] } },
        },
      ],
    } satisfies SystemOptions;
    const { templates } = synthesize(blueGreenSystem(own));
    const service = templates.find(({ file }) => file === 'service.yaml')?.text ?? '';
    assert.match(service, /Action: polly:SynthesizeSpeech/);
    assert.doesNotMatch(service, /onEverything|knows no resource/);
  });

  test("know the same words in anybody else's mouth", () => {
    const tagged = { own: ['eu-west-1'], onEverything: [] };
    const stack = changed(emittedOf(onInstances).flat, 'LogGroup', (group) => {
      group.LogGroupName = '/eu-west-1/and/eu-west-2';
    });
    assertFound(checkTemplateRules(stack, tagged), 'literal-region', /eu-west-2/);
  });

  test('tell where a thing is declared: stack, logical id, path, line', () => {
    const problem = whenSystem(onInstances, 'TestListener', (listener) => {
      listener.Port = 80;
    }).find(({ code }) => code === 'one-port-for-two');
    assert.equal(problem?.stack, 'LoadBalancer');
    assert.equal(problem?.logicalId, 'TestListener');
    assert.equal(problem?.path, 'Properties.Port');
    assert.match(String(problem?.place), /templates\/load-balancer\/listeners\.ts/);
  });

  test('are each broken by a test here, and each in docs/rules.md with what holds', () => {
    const all = [...TEMPLATE_RULES, ...TREE_RULES, ...SYSTEM_RULES];
    const codes = all.map(({ code }) => code);
    assert.equal(new Set(codes).size, codes.length, 'every code is there once');
    const broken = new Set([...inSystem, ...inTemplate].map(([code]) => code));
    assert.deepEqual(
      codes.filter((code) => !broken.has(code)),
      ['unread-output'],
    );
    const guide = readFileSync(join(ROOT, 'docs/rules.md'), 'utf8');
    for (const { code, holds } of all) assert.ok(guide.includes(`| \`${code}\` | ${holds} |`), code);
    const listed = [...guide.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, code]) => code);
    assert.deepEqual(listed.sort(), codes.sort());
  });
});

function assertFound(problems: readonly Problem[], code: string, told: RegExp): void {
  assert.ok(problems.length > 0, 'nothing was found');
  const own = problems.filter((problem) => problem.code === code);
  assert.ok(own.length > 0, `found ${problems.map((problem) => problem.code)}`);
  for (const { message, hint } of own) {
    assert.match(message, told);
    assert.doesNotMatch(message, /\.$|^[A-Z](?![A-Za-z0-9]* )/);
    assert.ok(hint);
  }
}
