// Only tests use this: the AWS CLI, as it is installed, at a local cloud of their own.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { startForTest, WHEREABOUTS } from '../fixtures.ts';
import { openLocalCloud } from '../open.ts';
import type { GivenOrganisation } from '../organisation/given.ts';
import { SERVICES } from '../services.ts';

const isThere = spawnSync('aws', ['--version']).status === 0;

/** Why tests of the AWS CLI are skipped; false where they are not: where there is one, and with `CI=true`. */
export const skipWithoutCli = isThere || process.env.CI === 'true' ? false : 'there is no aws on the PATH';

/** Whoever runs tests may have settings of their own; none of them may take a test to an account. */
export const CLI_ENVIRONMENT = {
  PATH: process.env.PATH,
  AWS_ACCESS_KEY_ID: 'AKIALOCAL',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_DEFAULT_REGION: 'eu-central-1',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  AWS_PAGER: '',
};

/** What a command did. */
export interface CliResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function openFor(context: TestContext, organisation: GivenOrganisation) {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-'));
  const cloud = await openLocalCloud({ folder, whereabouts: WHEREABOUTS, organisation });
  context.after(async () => {
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return cloud;
}

/** Starts a local cloud that ends with the test, and gives the AWS CLI at it, with an empty folder to work in. */
export async function startCli(context: TestContext, organisation?: GivenOrganisation) {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-'));
  const { url } = organisation ? await openFor(context, organisation) : await startForTest(context, SERVICES);
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const aws = (...args: readonly string[]) =>
    new Promise<CliResult>((resolve) => {
      const options = {
        cwd: folder,
        env: { ...CLI_ENVIRONMENT, AWS_ENDPOINT_URL: url },
        timeout: 120_000,
        maxBuffer: 1e8,
      };
      // By the option instead, `package` and `deploy` would upload to AWS: they give it to CloudFormation's client only.
      execFile('aws', args, options, (error, stdout, stderr) =>
        resolve({ status: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
      );
    });
  /** What a command prints; it has to succeed. */
  const done = async (...args: readonly string[]) => {
    const { status, stdout, stderr } = await aws(...args);
    assert.equal(status, 0, `aws ${args.join(' ')}: ${stdout}${stderr}`);
    return stdout;
  };
  // Nothing in these answers is typed; the tests say what they expect.
  const json = async (...args: readonly string[]) => JSON.parse(await done(...args));
  return { aws, done, json, folder, url };
}
