import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { temporaryFolder, writeFiles } from './stand-in.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

// What one process finds, in processes of their own: in one, the engine would be there already.
const PROGRAM = `
const { identifyValidate, validateTemplates } = await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'aws-validate.ts')).href)});
const [folder, ...files] = process.argv.slice(1);
const { identity } = identifyValidate();
const run = { regions: ['us-east-1', 'cn-north-1'], show: String, image: folder === '' ? undefined : { folder, identity } };
process.stdout.write(JSON.stringify(await validateTemplates(files, run)));
`;

function find(folder: string, files: readonly string[]): string {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM, folder, ...files];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout;
}

test('an engine that was kept finds to the letter what one finds that has just been started', (t) => {
  const folder = temporaryFolder(t);
  const image = join(folder, 'engine');
  const files = [
    ...writeFiles(folder, {
      'wrong.yaml':
        'Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: long\n      Nothing: 1\n',
      'unknown.yaml': 'Resources:\n  B:\n    Type: AWS::SQS::Quux\n  C:\n    Type: AWS::S3::Bucket\n    DependsOn: D\n',
      'no-template.yaml': '- 1\n',
      'no-yaml.yaml': 'Resources: [\n',
      'empty.yaml': '',
    }),
    ...readdirSync(join(ROOT, 'output/hello-server'))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => join(ROOT, 'output/hello-server', file)),
  ];
  const started = find('', files);
  assert.match(started, /"severity":"error"/);
  assert.equal(find(image, files), started);
  const kept = statSync(join(image, 'memory'));
  assert.equal(find(image, files), started);
  // It was used, not made again.
  assert.equal(statSync(join(image, 'memory')).ino, kept.ino);
  assert.equal(statSync(join(image, 'memory')).ctimeMs, kept.ctimeMs);
  truncateSync(join(image, 'memory'), 65_536);
  assert.equal(find(image, files), started);
  assert.equal(statSync(join(image, 'memory')).size, kept.size);
});
