// For tests only: output/ as it is checked in, and as it would be with some edits of it.
import assert from 'node:assert/strict';
import { type FileTree, filesTree, readFolder } from '../generation/file-tree.ts';
import { type Plan, planFiles } from '../plan-files.ts';

/** An edit of a generated file: what is replaced, everywhere in it. */
export type Edit = readonly [file: string, from: string, to: string];

const checkedIn = readFolder('output', 'output/');
const texts: Readonly<Record<string, string>> = Object.fromEntries(
  checkedIn.paths.map((path) => [path, checkedIn.read(path)]),
);

/** `output/` with edits. */
export function editedTree(edits: readonly Edit[], label = 'edited'): FileTree {
  const files = { ...texts };
  for (const [file, from, to] of edits) {
    const text = files[file] ?? '';
    assert.ok(text.includes(from), `${file} has no ${from}`);
    files[file] = text.replaceAll(from, to);
  }
  return filesTree(label, files);
}

/** `output/` without some systems, or with only some. */
export function onlySystems(...systems: readonly string[]): FileTree {
  const kept = Object.entries(texts).filter(([path]) => systems.includes(path.split('/')[0] ?? ''));
  return filesTree('some', Object.fromEntries(kept));
}

/** What edits of `output/` would do where it is deployed as it is. */
export function planEdits(...edits: readonly Edit[]): Plan {
  return planFiles(checkedIn, editedTree(edits), { reserved: ['TemplateBucket', 'TemplatePrefix', 'LiveColour'] });
}

/** Edits with something of everything in what they do: replaced, refused, warned of, noted, of one environment only, renamed. */
export const MANY_EDITS: readonly Edit[] = [
  ['hello-server/load-balancer.yaml', '      Port: 80\n      HealthCheckPath', '      Port: 81\n      HealthCheckPath'],
  [
    'hello-server/parameters/dev.json',
    '"DesiredCount", "ParameterValue": "1"',
    '"DesiredCount", "ParameterValue": "2"',
  ],
  ['hello-server/release/taskdef.json', '"memory": 256', '"memory": 512'],
  ['hello-server/hooks.yaml', 'AfterAllowTestTrafficLogGroup', 'HookLogGroup'],
  ['hello-server/artifacts.yaml', '# ', '# A remark: '],
  [
    'storefront/service.yaml',
    '  LogGroup:\n    Type: AWS::Logs::LogGroup\n    DeletionPolicy: Delete',
    '  LogGroup:\n    Type: AWS::Logs::LogGroup\n    DeletionPolicy: Retain',
  ],
];
