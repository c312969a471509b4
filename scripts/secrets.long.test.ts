import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Deploying, makeDeployed, SYSTEM } from './lib/local-cloud.fixtures.ts';
import { NO_TERMINAL, onTerminal } from './lib/pty.fixtures.ts';
import type { CommandResult } from './lib/sandbox.ts';

const FOLDER = `output/${SYSTEM}`;

/** Values that nobody may see again: each a word of its own, so that it can be told which one was shown where. */
const CANARIES = ['canary-5f0c1e77', 'canary-a91b03d2', 'canary-e44d8f16'] as const;
const [FIRST, SECOND, WRONG] = CANARIES;

/** Changes a file of `output/` as if it had been reviewed like that. */
function review(sandbox: Deploying, name: string, from: string, to: string): void {
  const file = join(sandbox.folder, FOLDER, name);
  const before = entryOf(readFileSync(file));
  sandbox.edit(`${FOLDER}/${name}`, from, to);
  sandbox.edit(`${FOLDER}/manifest.json`, before, entryOf(readFileSync(file)));
}

function entryOf(content: Buffer): string {
  return `"sha256":"${createHash('sha256').update(content).digest('hex')}","size":${content.length}`;
}

/** A parameter of the root that is not to be shown, and a resource that has it. */
function addSecret(sandbox: Deploying): void {
  const parameter = '  Password: {Type: String, NoEcho: true, AllowedPattern: "canary-[0-9a-f]+"}';
  const resource = '  Kept: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Ref Password}}';
  review(sandbox, 'root.yaml', '\nParameters:\n', `\nParameters:\n${parameter}\n`);
  review(sandbox, 'root.yaml', '\nResources:\n', `\nResources:\n${resource}\n`);
  give(sandbox, undefined, FIRST);
}

function give(sandbox: Deploying, from: string | undefined, to: string): void {
  const entry = (value: string) => `{ "ParameterKey": "Password", "ParameterValue": "${value}" },`;
  const first = '  { "ParameterKey": "TesterCidr"';
  if (from === undefined) review(sandbox, 'parameters/local.json', first, `  ${entry(to)}\n${first}`);
  else review(sandbox, 'parameters/local.json', entry(from), entry(to));
}

/** What was shown of the secrets, in what commands have written and in what lies in `.local/` besides the state. */
function findShown(sandbox: Deploying, written: Readonly<Record<string, string>>): readonly string[] {
  const folder = join(sandbox.folder, '.local');
  const kept = readdirSync(folder).filter((name) => name !== 'state.json');
  const files = Object.fromEntries(kept.map((name) => [`.local/${name}`, readFileSync(join(folder, name), 'utf8')]));
  return Object.entries({ ...written, ...files }).flatMap(([where, text]) =>
    CANARIES.filter((canary) => text.includes(canary)).map((canary) => `${canary} in ${where}`),
  );
}

describe('the value of a parameter that is not to be shown (NoEcho)', () => {
  test('is shown by no command, in no form, also where it is refused and where the update fails', async (context) => {
    const sandbox = await makeDeployed(context);
    const written: Record<string, string> = {};
    const run = (what: string, args: readonly string[], status: number): CommandResult => {
      const result = sandbox.run([...args, '--system', SYSTEM]);
      written[what] = result.stdout + result.stderr;
      assert.equal(result.status, status, `${what}: ${written[what]}`);
      return result;
    };
    addSecret(sandbox);
    // The stack does not have the parameter yet: a difference, and its value none of those that are told.
    assert.match(run('verify before', ['verify'], 1).stdout, /Password/);
    run('plan', ['deploy', '--plan'], 0);
    run('deploy', ['deploy'], 0);
    run('verify', ['verify'], 0);
    run('status', ['status', '--format', 'json'], 0);
    give(sandbox, FIRST, SECOND);
    assert.match(run('plan as JSON', ['deploy', '--plan', '--format', 'json'], 0).stdout, /Password/);
    run('deploy as JSON', ['deploy', '--format', 'json'], 0);
    give(sandbox, SECOND, `${WRONG}-X`);
    run('refused', ['deploy'], 1);
    give(sandbox, `${WRONG}-X`, WRONG);
    const clash = '{TopicName: hello-server-deployments, DisplayName: !Ref Password}';
    const resource = `  Clash: {Type: AWS::SNS::Topic, Properties: ${clash}}`;
    review(sandbox, 'root.yaml', '\nResources:\n', `\nResources:\n${resource}\n`);
    assert.match(run('failed', ['deploy'], 1).stdout, /hello-server\/Clash .*_FAILED/);
    run('verify as JSON', ['verify', '--format', 'json'], 1);
    run('destroy', ['destroy'], 0);
    assert.deepEqual(findShown(sandbox, written), []);
    assert.ok(readFileSync(join(sandbox.folder, '.local/state.json'), 'utf8').includes('canary-'));
  });

  test('is not shown on a terminal', { skip: NO_TERMINAL }, async (context) => {
    const sandbox = await makeDeployed(context);
    addSecret(sandbox);
    const { status, output } = await onTerminal(context, sandbox, ['deploy', '--system', SYSTEM]).end();
    assert.equal(status, 0, output);
    assert.deepEqual(findShown(sandbox, { output }), []);
  });
});
