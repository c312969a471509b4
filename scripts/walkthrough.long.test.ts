import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { makeDeploying, NO_SETTINGS } from './lib/local-cloud.fixtures.ts';
import { startPlaying } from './lib/playing.fixtures.ts';
import { ROOT } from './lib/root.ts';

const missing = ['aws', 'curl', 'bash'].filter((program) => spawnSync(program, ['--version']).status !== 0);
const skip =
  missing.length === 0 || process.env.CI === 'true' ? false : `there is no ${missing.join(' and no ')} on the PATH`;

const PAGE = readFileSync(join(ROOT, 'docs/walkthrough.md'), 'utf8');

const EVENTS = [
  'BeforeInstall',
  'Install',
  'AfterInstall',
  'AllowTestTraffic',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AllowTraffic',
  'AfterAllowTraffic',
];

/** What each section of the page must have written, by its heading. */
const WRITES: Readonly<Record<string, (said: string) => void>> = {
  'A cloud that plays': (said) => assert.equal(said, '000000000000\n'),
  'Container insights': (said) => assert.match(said, /"value": "enabled"[\s\S]*\nenabled\n$/),
  'Service-linked roles': (said) => {
    assert.match(said, /role\/aws-service-role\/elasticloadbalancing\.amazonaws\.com\/AWSServiceRoleForElastic/);
    assert.match(said, /role\/aws-service-role\/ecs\.amazonaws\.com\/AWSServiceRoleForECS\n$/);
  },
  'Everything else': (said) => {
    assert.match(said, /^The first release is on its way\.$/m);
    assert.match(said, /^CODE_DEPLOY\t\S+:task-definition\/hello-server:1\t1$/m);
  },
  'An image': (said) => assert.match(said, /^pipeline hello-server has begun run /),
  'A task definition and a deployment': (said) =>
    assert.match(said, /^hello-server\t2\tbridge\n<p>Hi there, test<\/p>$/m),
  'A hook that may not report': (said) => {
    assert.match(said, /^network-interfaces\treport\twrite-logs$/m);
    assert.match(said, /^InProgress\tCodeDeployDefault\.ECSLinear10PercentEvery1Minutes$/m);
    const words = 'is not authorized to perform: codedeploy:PutLifecycleEventHookExecutionStatus on resource:';
    const group = 'arn:aws:codedeploy:us-east-1:000000000000:deploymentgroup:hello-server/hello-server';
    assert.ok(said.includes(`"error":"AccessDeniedException"`) && said.includes(`${words} ${group}`), said);
    const statuses = [...Array(4).fill('Succeeded'), 'InProgress', ...Array(3).fill('Pending')];
    assert.ok(said.includes(EVENTS.map((name, index) => `${name}\t${statuses[index]}\n`).join('')), said);
    // On the test listener, and then on the production listener.
    assert.match(said, /<p>Hi there, once more, test<\/p>\n.*\n<p>Hi there, test<\/p>\n.*\n$/);
  },
  'The report, by hand': (said) => assert.match(said, /"lifecycleEventHookExecutionId": "[\w=]+"/),
  'The shift': (said) => {
    const [, steps = '', counts = ''] = /^((?:\d+\n)+)([\s\S]*)$/.exec(said) ?? [];
    const seen = steps.trim().split('\n').map(Number);
    assert.deepEqual(
      seen.filter((share) => share % 10 !== 0),
      [],
    );
    assert.deepEqual(
      [...seen].sort((a, b) => a - b),
      seen,
    );
    assert.ok(new Set(seen).size > 1, `more than one step was seen: ${steps}`);
    assert.equal(seen.at(-1), 50, steps);
    const [, green = '0'] = /^ *(\d+) <p>Hi there, once more, test<\/p>$/m.exec(counts) ?? [];
    const [, blue = '0'] = /^ *(\d+) <p>Hi there, test<\/p>$/m.exec(counts) ?? [];
    assert.equal(Number(green) + Number(blue), 20, counts);
    assert.ok(Number(green) > 0 && Number(blue) > 0, counts);
  },
  'The end': (said) => {
    const events = EVENTS.map((name) => `${name}\tSucceeded\n`).join('');
    assert.ok(said.startsWith(`Succeeded\n${events}100\t0\n<p>Hi there, once more, test</p>\n`), said);
  },
};

describe('the walk-through', { skip }, () => {
  test('goes as its page says, by the unmodified AWS CLI and curl', { timeout: 900_000 }, async (context) => {
    const sections = sectionsOf(PAGE);
    assert.deepEqual(Object.keys(sections), Object.keys(WRITES));
    const sandbox = makeDeploying(context);
    const [begun = '', ...rest] = sections['A cloud that plays'] ?? [];
    const [, words = ''] = /^make local ARGS="--play (.*)"\n$/.exec(begun) ?? [];
    const playing = await startPlaying(sandbox, ...words.split(' '));
    const shell = openShell(context, sandbox.folder);
    for (const [title, blocks] of Object.entries({ ...sections, 'A cloud that plays': rest })) {
      let said = '';
      for (const block of blocks) said += await shell(block);
      WRITES[title]?.(said);
    }
    // What the page has left under way writes until it ends.
    await playing.stop();
  });
});

function sectionsOf(page: string): Readonly<Record<string, readonly string[]>> {
  const parts = page.split(/^## /m).slice(1);
  return Object.fromEntries(
    parts.map((part) => {
      const title = part.slice(0, part.indexOf('\n'));
      return [title, [...part.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block)];
    }),
  );
}

// Make would look whether packages are installed; what it calls then is this.
const MAKE = `make() {
  local target=$1 args=() each
  shift
  for each in "$@"; do
    case $each in
      SYSTEM=*) args+=(--system "\${each#*=}") ;;
      *) echo "make $each?"; return 2 ;;
    esac
  done
  node scripts/run.cjs "$target" "\${args[@]}"
}`;

/** A shell in which blocks are run, one after the other. @returns what a block has written; a command that fails ends it. */
function openShell(context: TestContext, cwd: string): (block: string) => Promise<string> {
  const { AWS_ENDPOINT_URL: _, ...settings } = NO_SETTINGS;
  const env: NodeJS.ProcessEnv = { ...process.env, ...settings, NO_COLOR: '1' };
  delete env.AWS_ENDPOINT_URL;
  const shell = spawn('bash', ['--noprofile', '--norc'], { cwd, env });
  context.after(() => shell.kill('SIGKILL'));
  let text = '';
  let errors = '';
  let look = () => {};
  shell.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    look();
  });
  shell.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  let isClosed = false;
  shell.once('close', () => {
    isClosed = true;
    look();
  });
  shell.stdin.on('error', () => {});
  shell.stdin.write(`set -e -o pipefail\n${MAKE}\n`);
  return (block) =>
    new Promise((resolve, reject) => {
      const end = '<that was it>\n';
      text = '';
      look = () => {
        if (text.endsWith(end)) resolve(text.slice(0, -end.length));
        else if (isClosed) reject(new Error(`a command has failed:\n${block}\n${text}\n${errors}`));
      };
      // What a command reads is not the script.
      shell.stdin.write(`{\n${block}\n} < /dev/null\nprintf '<that was it>\\n'\n`);
    });
}
