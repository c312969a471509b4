import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TealformError } from '../../src/dsl/error.ts';
import { ROOT } from '../lib/root.ts';
import { median } from './numbers.ts';
import type { DeployTimes } from './report.ts';

const SYSTEM = 'hello-server';
const BUCKET = 'templates-000000000000-us-east-1';
const WHEREABOUTS = { partition: 'aws', region: 'us-east-1', accountId: '000000000000' };

/** How long the two deployments of one round took, in milliseconds. */
export interface Round {
  readonly first: number;
  /** With nothing to change. */
  readonly again: number;
}

/** Ours, how often each operation was called with nothing to change, and the AWS CLI's where there is one. */
export interface Measured {
  readonly ours: readonly Round[];
  readonly calls: Readonly<Record<string, number>>;
  readonly cli: readonly Round[] | undefined;
}

/**
 * Deploys hello-server to the local cloud, twice and each time into an empty account at the same address: by `make deploy`'s command,
 * and by `aws cloudformation package` and `deploy` from the same templates with paths in the place of addresses. In turn, so that a machine
 * that slows down slows both.
 * @throws TealformError where one of them fails, and where there is no AWS CLI with `CI=true`.
 */
export async function measureDeploys(rounds: number): Promise<Measured> {
  const isThere = spawnSync('aws', ['--version']).status === 0;
  if (!isThere && process.env.CI === 'true')
    throw new TealformError({ code: 'no-cli', message: 'there is no aws on the PATH', hint: 'install the AWS CLI' });
  const folder = mkdtempSync(join(tmpdir(), 'tealform-bench-'));
  try {
    const ours: Round[] = [];
    const cli: Round[] = [];
    let calls: Readonly<Record<string, number>> = {};
    let port = 0;
    for (let round = 0; round < rounds; round += 1) {
      const mine = await withCloud(join(folder, `ours-${round}`), port, deployOurs);
      port = mine.port;
      ours.push(mine.result);
      calls = mine.result.calls;
      if (isThere)
        cli.push((await withCloud(join(folder, `cli-${round}`), port, (url) => deployByCli(url, folder))).result);
    }
    return { ours, calls, cli: isThere ? cli : undefined };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Deploys some times by each and takes the medians.
 * @throws TealformError as {@link measureDeploys} does
 */
export async function compareDeploys(rounds: number): Promise<DeployTimes> {
  const { ours, cli, calls } = await measureDeploys(rounds);
  const medians = (all: readonly Round[]) => ({
    first: Math.round(median(all.map(({ first }) => first))),
    again: Math.round(median(all.map(({ again }) => again))),
  });
  return { ours: medians(ours), ...(cli ? { cli: medians(cli) } : {}), calls };
}

async function withCloud<T>(folder: string, port: number, work: (url: string) => Promise<T>) {
  const { openLocalCloud } = await import('../../src/local/open.ts');
  const cloud = await openLocalCloud({ folder, whereabouts: WHEREABOUTS, port });
  try {
    return { result: await work(cloud.url), port: Number(new URL(cloud.url).port) };
  } finally {
    await cloud.close();
  }
}

async function deployOurs(url: string): Promise<Round & { readonly calls: Readonly<Record<string, number>> }> {
  const deploy = () =>
    timeOf(process.execPath, ['scripts/run.cjs', 'deploy', '--env', 'local', '--system', SYSTEM], ROOT, url);
  const first = await deploy();
  const before = await readCalls(url);
  const again = await deploy();
  const after = Object.entries(await readCalls(url)).map(
    ([name, count]) => [name, count - (before[name] ?? 0)] as const,
  );
  return { first, again, calls: Object.fromEntries(after.filter(([, count]) => count > 0).sort()) };
}

/** How often each operation has been called at a local cloud. */
export async function readCalls(url: string): Promise<Readonly<Record<string, number>>> {
  const { CALLS_PATH } = await import('../../src/local/server.ts');
  // The local cloud's own answer, of numbers.
  return (await (await fetch(url + CALLS_PATH)).json()) as Record<string, number>;
}

async function deployByCli(url: string, folder: string): Promise<Round> {
  const templates = writeTemplates(folder);
  await prepareBucket(url);
  const packaged = join(folder, 'packaged.yaml');
  const deploy = async () => {
    const pack = ['package', '--template-file', join(templates, 'root.yaml'), '--s3-bucket', BUCKET];
    const time = await timeOf('aws', ['cloudformation', ...pack, '--output-template-file', packaged], folder, url);
    const what = [
      'deploy',
      '--template-file',
      packaged,
      '--stack-name',
      SYSTEM,
      '--capabilities',
      'CAPABILITY_NAMED_IAM',
    ];
    const of = ['--no-fail-on-empty-changeset', '--parameter-overrides', ...parameters()];
    return time + (await timeOf('aws', ['cloudformation', ...what, ...of], folder, url));
  };
  return { first: await deploy(), again: await deploy() };
}

// The checked-in templates; only where the nested ones are is said as `package` wants it.
function writeTemplates(folder: string): string {
  const from = join(ROOT, 'output', SYSTEM);
  const to = join(folder, 'templates');
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((each) => each.endsWith('.yaml'))) {
    const text = readFileSync(join(from, name), 'utf8');
    writeFileSync(
      join(to, name),
      text.replace(/TemplateURL: !Sub \S+\/([a-z-]+)\.[0-9a-f]{12}\.yaml/g, 'TemplateURL: ./$1.yaml'),
    );
  }
  return to;
}

function parameters(): readonly string[] {
  const file: readonly { readonly ParameterKey: string; readonly ParameterValue: string }[] = JSON.parse(
    readFileSync(join(ROOT, 'output', SYSTEM, 'parameters/local.json'), 'utf8'),
  );
  return [
    ...file.map(({ ParameterKey, ParameterValue }) => `${ParameterKey}=${ParameterValue}`),
    `TemplateBucket=${BUCKET}`,
    `TemplatePrefix=tealform/${SYSTEM}`,
  ];
}

// What `make deploy` does by itself and the CLI cannot: the bucket, and the archive of the source. Not measured.
async function prepareBucket(endpoint: string): Promise<void> {
  const { CreateBucketCommand, PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new S3Client({ endpoint, region: WHEREABOUTS.region, forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: `tealform/${SYSTEM}/seed.zip`, Body: 'x' }));
}

/** Whoever measures may have settings of their own; none of them may take a deployment to an account. */
const NO_SETTINGS = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_DEFAULT_REGION: WHEREABOUTS.region,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PROFILE: '',
  AWS_PAGER: '',
};

// The cloud answers in this process, which therefore must not stand still meanwhile.
function timeOf(program: string, args: readonly string[], cwd: string, url: string): Promise<number> {
  const { AWS_PROFILE: _, ...environment } = { ...process.env, ...NO_SETTINGS, AWS_ENDPOINT_URL: url, NO_COLOR: '1' };
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    execFile(program, args, { cwd, env: environment, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      if (error === null) return resolve(Number(process.hrtime.bigint() - start) / 1e6);
      const message = `${[program, ...args].join(' ')} failed: ${stdout}${stderr}`.trim();
      reject(new TealformError({ code: 'not-measurable', message, hint: 'make it work first' }));
    });
  });
}
