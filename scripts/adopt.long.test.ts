import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateRepositoryCommand, DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import type { Clients } from '../src/cloud/clients.ts';
import { isObject } from '../src/dsl/border.ts';
import { parseTemplate } from '../src/dsl/yaml/parse.ts';
import {
  type Deploying,
  makeDeployed,
  makeDeploying,
  NO_SETTINGS,
  readRoot,
  SYSTEM,
} from './lib/local-cloud.fixtures.ts';

const hasCli = spawnSync('aws', ['--version']).status === 0;
const skip = hasCli || process.env.CI === 'true' ? false : 'there is no aws on the PATH';

/** A resource as a template of hello-server has it, but for what is changed. */
function resourceOf({ folder }: Deploying, file: string, logicalId: string, changes: object = {}): object {
  const { Resources } = parseTemplate(readFileSync(join(folder, `output/${SYSTEM}/${file}.yaml`), 'utf8'));
  const resource = isObject(Resources) ? Resources[logicalId] : undefined;
  assert.ok(isObject(resource) && isObject(resource.Properties));
  return { ...resource, DeletionPolicy: 'Retain', Properties: { ...resource.Properties, ...changes } };
}

/** Leaves resources in the account that belong to no stack, as one that is gone has kept them. */
async function leave({ cloudFormation }: Clients, Resources: Readonly<Record<string, object>>): Promise<void> {
  const Parameters = { SystemName: { Type: 'String', Default: SYSTEM } };
  const TemplateBody = JSON.stringify({ Parameters, Resources });
  const { StackId } = await cloudFormation.send(new CreateStackCommand({ StackName: 'left', TemplateBody }));
  await until(cloudFormation, String(StackId), 'CREATE_COMPLETE');
  await cloudFormation.send(new DeleteStackCommand({ StackName: 'left' }));
  await until(cloudFormation, String(StackId), 'DELETE_COMPLETE');
}

async function until(cloudFormation: Clients['cloudFormation'], StackName: string, status: string): Promise<void> {
  for (;;) {
    const { Stacks: [stack] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    if (stack?.StackStatus === status) return;
    assert.match(String(stack?.StackStatus), /_IN_PROGRESS$|^CREATE_COMPLETE$/);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What the account keeps of a repository of images. */
function repository({ folder }: Deploying) {
  const { resources } = JSON.parse(readFileSync(join(folder, '.local/state.json'), 'utf8'));
  const [found, ...others] = resources.filter(({ type }: { type: string }) => type === 'AWS::ECR::Repository');
  assert.deepEqual(others, []);
  return found;
}

const adopt = (sandbox: Deploying, ...args: readonly string[]) => sandbox.run(['adopt', '--system', SYSTEM, ...args]);

describe('make adopt', () => {
  test('takes a repository and a log group that are there into a creation; verify passes, and they are the same ones', async (context) => {
    const sandbox = makeDeploying(context);
    const { clients, stop } = await sandbox.startCloud();
    await leave(clients, {
      Images: resourceOf(sandbox, 'source', 'ImageRepository'),
      Logs: resourceOf(sandbox, 'pipeline', 'BuildLogGroup'),
    });
    assert.equal(sandbox.deploy().status, 2);
    const plan = adopt(sandbox, '--plan');
    assert.deepEqual([plan.status, plan.stderr], [0, '']);
    assert.match(
      plan.stdout,
      /^what will be adopted.*\n {2}ECR repository hello-server {2}AWS::ECR::Repository, by hello-server\/Source as ImageRepository; from then on make destroy deletes it\n {2}log group \/codebuild\/hello-server /m,
    );
    assert.match(plan.stdout, /^ {2}\+ ImageRepository {2}AWS::ECR::Repository {2}\(imported: hello-server\)$/m);
    await assert.rejects(() => readRoot(clients), /does not exist/);

    const { status, stdout, stderr } = adopt(sandbox);
    assert.deepEqual([status, stderr], [0, ''], stdout);
    assert.match(stdout, /IMPORT_COMPLETE +hello-server\/Source\/ImageRepository/);
    assert.match(stdout, /^adopted: hello-server, \/codebuild\/hello-server; now the reviewed templates/m);
    assert.match(stdout, /^what was adopted is as its template says$/m);
    const verified = sandbox.run(['verify', '--system', SYSTEM]);
    assert.equal(verified.status, 0, verified.stdout);
    assert.match(adopt(sandbox).stdout, /^nothing to adopt: no name that hello-server would give is taken/m);
    assert.match(sandbox.deploy().stdout, /^nothing to change in hello-server$/m);
    await stop();
    assert.equal(repository(sandbox).owner.logicalId, 'ImageRepository');
  });

  test('takes one into a stack that is there, as it is, and tells how it differs', async (context) => {
    const sandbox = makeDeploying(context);
    // First without a pipeline, and so without repositories.
    const files = ['templates/systems/hello-server.ts', 'templates/environments.ts'].map((path) => {
      const file = join(sandbox.folder, path);
      return { file, text: readFileSync(file, 'utf8') };
    });
    const isOfSource = /^ +(?:source: codeCommit|SeedBucket: bucketOf|SeedKey: 'tealform\/hello-server\/)/;
    for (const { file, text } of files) {
      const lines = text.split('\n').filter((line) => !isOfSource.test(line));
      writeFileSync(file, lines.join('\n'));
    }
    sandbox.synth();
    const first = sandbox.deploy();
    assert.equal(first.status, 0, first.stdout + first.stderr);
    const { clients, stop } = await sandbox.startCloud();
    for (const { file, text } of files) writeFileSync(file, text);
    sandbox.synth();
    const changes = { ImageTagMutability: 'MUTABLE' };
    await leave(clients, { Images: resourceOf(sandbox, 'source', 'ImageRepository', changes) });

    const { status, stdout, stderr } = adopt(sandbox, '--format', 'json');
    assert.deepEqual([status, stderr], [0, ''], stdout);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const kinds = lines.map(({ kind }) => kind).filter((kind) => /adopt|^done$/.test(kind));
    assert.deepEqual(kinds, ['adopting', 'adopted', 'done', 'adopted-drift']);
    const [drift] = lines.find(({ kind }) => kind === 'adopted-drift').drifts;
    assert.deepEqual(
      [drift.path, drift.differences[0].PropertyPath, drift.differences[0].ActualValue],
      [`${SYSTEM}/Source/ImageRepository`, '/ImageTagMutability', 'MUTABLE'],
    );
    const verified = sandbox.run(['verify', '--system', SYSTEM, '--no-drift']);
    assert.equal(verified.status, 0, verified.stdout);
    assert.equal((await readRoot(clients)).status, 'UPDATE_COMPLETE');
    await stop();
  });

  test('takes a repository of images that was made by hand into a first creation', async (context) => {
    const sandbox = makeDeploying(context);
    const { clients } = await sandbox.startCloud();
    const { repository: made } = await clients.ecr.send(new CreateRepositoryCommand({ repositoryName: SYSTEM }));
    const { status, stdout, stderr } = adopt(sandbox);
    assert.deepEqual([status, stderr], [0, ''], stdout);
    assert.match(stdout, /^adopted: hello-server; now the reviewed templates/m);
    const { repositories: [found, ...others] = [] } = await clients.ecr.send(new DescribeRepositoriesCommand({}));
    assert.deepEqual([found?.createdAt, others], [made?.createdAt, []]);
    assert.equal(sandbox.run(['verify', '--system', SYSTEM, '--no-drift']).status, 0);
  });

  test('refuses the source repository that make destroy has kept, with the way round, exit 2', async (context) => {
    const sandbox = await makeDeployed(context);
    assert.equal(sandbox.run(['destroy', '--system', SYSTEM, '--yes']).status, 0);
    const { clients } = await sandbox.startCloud();
    for (const options of [[], ['--plan']]) {
      const { status, stdout, stderr } = adopt(sandbox, ...options);
      assert.deepEqual([status, stderr], [2, ''], stdout);
      assert.match(
        stdout,
        /^name-taken: the CodeCommit repository hello-server is there already, .*; it cannot be adopted\n {2}-> release from it, .*existingCodeCommit\(.*\n {5}or take it away: aws codecommit delete-repository /m,
      );
      assert.equal(stdout.match(/^name-taken/gm)?.length, 1);
      await assert.rejects(() => readRoot(clients), /does not exist/);
    }
  });

  test('refuses what another stack has, exit 2, and changes nothing', async (context) => {
    const sandbox = makeDeploying(context);
    const { clients } = await sandbox.startCloud();
    const Resources = {
      Images: resourceOf(sandbox, 'source', 'ImageRepository', { RepositoryName: SYSTEM, Tags: [] }),
    };
    const TemplateBody = JSON.stringify({ Resources });
    await clients.cloudFormation.send(new CreateStackCommand({ StackName: 'other', TemplateBody }));
    await until(clients.cloudFormation, 'other', 'CREATE_COMPLETE');
    const { status, stdout } = adopt(sandbox);
    assert.equal(status, 2);
    assert.match(
      stdout,
      /^not-adoptable hello-server\/Source\.ImageRepository: .* belongs to the stack other\n {2}-> let its/m,
    );
    await assert.rejects(() => readRoot(clients), /does not exist/);
  });

  test('without need says that there is nothing to adopt, exit 0, and leaves no stack', async (context) => {
    const sandbox = makeDeploying(context);
    const { clients } = await sandbox.startCloud();
    const { status, stdout, stderr } = adopt(sandbox);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /nothing to adopt: .*; make deploy does the rest\n$/);
    await assert.rejects(() => readRoot(clients), /does not exist/);
  });

  test('wants one system, and nobody to ask is a refusal', (context) => {
    const sandbox = makeDeploying(context);
    const several = sandbox.run(['adopt']);
    assert.equal(several.status, 2);
    assert.match(several.stderr, /^system-not-named: /);
    const nobody = sandbox.run(['adopt', '--env', 'dev', '--system', SYSTEM]);
    assert.equal(nobody.status, 2);
    assert.match(nobody.stderr, /^no-terminal: /);
  });
});

test('the AWS CLI imports a repository by name', { skip }, async (context) => {
  const sandbox = makeDeploying(context);
  const { clients, url } = await sandbox.startCloud();
  await leave(clients, { Images: resourceOf(sandbox, 'source', 'ImageRepository') });
  const env = { ...process.env, ...NO_SETTINGS, AWS_DEFAULT_REGION: 'us-east-1' };
  const aws = (...args: readonly string[]) =>
    promisify(execFile)('aws', ['--endpoint-url', url, 'cloudformation', ...args], { env });
  const Properties = { RepositoryName: SYSTEM };
  const Mine = { Type: 'AWS::ECR::Repository', DeletionPolicy: 'Retain', Properties };
  writeFileSync(join(sandbox.folder, 'import.json'), JSON.stringify({ Resources: { Mine } }));
  const of = ['--stack-name', 'imported', '--change-set-name', 'first'];
  const wanted = [{ ResourceType: Mine.Type, LogicalResourceId: 'Mine', ResourceIdentifier: Properties }];
  await aws(
    ...['create-change-set', ...of, '--change-set-type', 'IMPORT', '--resources-to-import', JSON.stringify(wanted)],
    ...['--template-body', `file://${join(sandbox.folder, 'import.json')}`],
  );
  await aws('wait', 'change-set-create-complete', ...of);
  await aws('execute-change-set', ...of);
  await aws('wait', 'stack-import-complete', '--stack-name', 'imported');
  const { StackResourceDetail: detail } = await clients.cloudFormation.send(
    new DescribeStackResourceCommand({ StackName: 'imported', LogicalResourceId: 'Mine' }),
  );
  assert.equal(detail?.PhysicalResourceId, SYSTEM);
});
