import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { SERVICES } from './services.ts';

const DOCS = new URL('../../docs/', import.meta.url);
const PAGES = ['local-cloud.md', 'local-cloudformation.md'] as const;
const read = (page: string) => readFileSync(new URL(page, DOCS), 'utf8');

describe('the documents about the local cloud', () => {
  test('list the services that there are, how they speak, and their operations', () => {
    const rows = [...read('local-cloud.md').matchAll(/^\| .* \(`([\w-]+)`\) \| (.*) \| (.*) \|$/gm)];
    assert.deepEqual(
      rows.map(([, id, protocols, operations]) => [id, protocols, operations]),
      SERVICES.map(({ id, protocols, operations }) => [
        id,
        protocols.join(', '),
        operations.map(({ name }) => name).join(', '),
      ]),
    );
  });

  test('point at each other and at what there is', () => {
    for (const page of PAGES) {
      const text = read(page);
      const targets = [...text.matchAll(/\]\((?!https:)([^)#]+)/g)].map(([, target = '']) => target);
      for (const target of targets) assert.ok(existsSync(new URL(target, DOCS)), `${page}: ${target}`);
      assert.ok(PAGES.some((other) => other !== page && targets.includes(other)));
      for (const [, file = ''] of text.matchAll(/`(src\/[^`]+)`/g))
        assert.ok(existsSync(new URL(`../${file}`, DOCS)), `${page}: ${file}`);
    }
  });
});
