import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteRepositoryCommand } from '@aws-sdk/client-codecommit';
import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { DeregisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import {
  countEvents,
  type Deploying,
  makeDeployed,
  makeDeploying,
  readRoot,
  release,
  SYSTEM,
} from './lib/local-cloud.fixtures.ts';

const HELLO_SERVER = 'templates/systems/hello-server.ts';

describe('make deploy while a release runs', () => {
  test('is refused with which, since when and how to stop it; once it is stopped and what it left is taken away, the update is made', async (context) => {
    const sandbox = await deployWithApproval(context);
    const { clients } = await sandbox.startCloud();
    const id = await release(clients);
    const events = await countEvents(clients);
    sandbox.edit('templates/environments.ts', 'DesiredCount: 1', 'DesiredCount: 2');
    sandbox.synth();
    const refused = sandbox.deploy('--yes');
    assert.equal(refused.status, 2);
    assert.match(
      refused.stdout,
      new RegExp(
        `^release-under-way: the deployment ${id} is Ready since \\d{4}-\\S+Z: an update .*\\n {2}-> wait for it .*make stop ENV=local SYSTEM=hello-server, `,
        'm',
      ),
    );
    assert.match(refused.stdout, /^refused; nothing has been changed in the stack\n/m);
    assert.equal(await countEvents(clients), events);
    const plan = sandbox.deploy('--plan');
    assert.equal(plan.status, 2);
    const back = sandbox.run(['rollback', '--system', SYSTEM, '--yes']);
    assert.equal(back.status, 2, back.stderr);
    assert.match(back.stderr, /^release-under-way: /);

    assert.match(
      sandbox.run(['stop', '--system', SYSTEM]).stdout,
      new RegExp(`^${id} is being stopped, and traffic goes back`),
    );
    // The revision that was not released is the latest of its family: ECS may refuse an update of the service.
    const later = sandbox.deploy();
    assert.equal(later.status, 2);
    assert.match(
      later.stdout,
      new RegExp(`hello-server:2, and .* runs: ${id}, which would have brought it, is Stopped;`),
    );
    const [revision = ''] = /(?<=deregister-task-definition --task-definition )\S+/.exec(later.stdout) ?? [];
    assert.equal(revision, 'hello-server:2');
    await clients.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: revision }));
    const mended = sandbox.deploy();
    assert.equal(mended.status, 0, mended.stdout);
    assert.match(mended.stdout, /^blue serves now$/m);
  });

  test('goes on once somebody has approved, on the other colour', async (context) => {
    const sandbox = await deployWithApproval(context);
    const { clients } = await sandbox.startCloud();
    const id = await release(clients);
    assert.match(sandbox.run(['status', '--system', SYSTEM]).stdout, new RegExp(`release +${id}.*Ready`));
    assert.equal(sandbox.run(['deploy', '--system', 'storefront']).status, 0);
    const other = sandbox.run(['approve', '--system', 'storefront', '--deployment', id, '--traffic']);
    assert.deepEqual([other.status, other.stdout], [2, '']);
    assert.match(
      other.stderr,
      new RegExp(`^refused-by-guard: ${id} is a deployment of ${SYSTEM}/${SYSTEM}, not of storefront/storefront\n`),
    );
    assert.match(sandbox.run(['status', '--system', SYSTEM]).stdout, new RegExp(`release +${id}.*Ready`));
    const approved = sandbox.run(['approve', '--system', SYSTEM, '--deployment', id, '--traffic']);
    assert.equal(approved.status, 0, approved.stderr);
    sandbox.edit('templates/environments.ts', 'DesiredCount: 1', 'DesiredCount: 2');
    sandbox.synth();
    const { status, stdout } = sandbox.deploy();
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^green serves now$/m);
  });
});

describe('make deploy after make destroy', () => {
  test('is refused before any change while the repository that was kept has its name, and made once that is gone', async (context) => {
    const sandbox = await makeDeployed(context);
    assert.equal(sandbox.run(['destroy', '--system', SYSTEM, '--yes']).status, 0);
    const { clients } = await sandbox.startCloud();
    const refused = sandbox.deploy();
    assert.deepEqual([refused.status, refused.stderr], [2, ''], refused.stdout);
    assert.match(
      refused.stdout,
      /^name-taken: the CodeCommit repository hello-server is there already, and hello-server\/Source\/SourceRepository would make it\n {2}-> .*existingCodeCommit\(.*\n {5}or take it away: aws codecommit delete-repository --repository-name hello-server --region us-east-1\n {5}or .*SystemName/m,
    );
    assert.match(refused.stdout, /^refused; nothing has been changed in the stack\n/m);
    assert.equal(refused.stdout.match(/^name-taken/gm)?.length, 1);
    await assert.rejects(() => readRoot(clients), /does not exist/);

    await clients.codeCommit.send(new DeleteRepositoryCommand({ repositoryName: SYSTEM }));
    const mended = sandbox.deploy();
    assert.equal(mended.status, 0, mended.stdout);
    assert.match(mended.stdout, /^done: deploying hello-server to local: CREATE_COMPLETE/m);
  });

  test('is refused where somebody has made by hand what the templates name, all of it at once', async (context) => {
    const sandbox = makeDeploying(context);
    const { clients } = await sandbox.startCloud();
    await clients.logs.send(new CreateLogGroupCommand({ logGroupName: `/ecs/${SYSTEM}` }));
    await clients.logs.send(new CreateLogGroupCommand({ logGroupName: `/codebuild/${SYSTEM}-other` }));
    await clients.ecr.send(new CreateRepositoryCommand({ repositoryName: SYSTEM }));
    const { status, stdout } = sandbox.deploy();
    assert.equal(status, 2);
    const taken = [
      ...stdout.matchAll(
        /^name-taken: the (.*) is there already.*\n {2}-> take it into the stack as it is: make adopt/gm,
      ),
    ];
    assert.deepEqual(
      taken.map(([, what]) => what),
      [`ECR repository ${SYSTEM}`, `log group /ecs/${SYSTEM}`],
    );
  });
});

describe('make deploy to an account', () => {
  // Another sandbox's local cloud stands for the account: no test reaches the network.
  const at = async (context: TestContext, env: string) => {
    const { url, clients } = await makeDeploying(context).startCloud(env);
    return { clients, settings: { AWS_ENDPOINT_URL: url } };
  };

  test('of which the credentials are not is refused, exit 2, and nothing is asked of it but who they are', async (context) => {
    const { settings, clients } = await at(context, 'dev');
    const { status, stdout, stderr } = makeDeploying(context).run(['deploy', '--env', 'prod', '--yes'], settings);
    assert.deepEqual([status, stderr], [2, '']);
    assert.match(
      stdout,
      /^wrong-account: the credentials are of account 111122223333, and prod is in 444455556666\n {2}-> sign in to 444455556666/m,
    );
    await assert.rejects(() => readRoot(clients), /does not exist/);
  });

  test('without a terminal and without --yes is refused at once, exit 2, even where everything else is right', async (context) => {
    const { settings } = await at(context, 'dev');
    const began = Date.now();
    const { status, stdout, stderr } = makeDeploying(context).run(['deploy', '--env', 'dev'], settings);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(
      stderr,
      /^no-terminal: there is nobody to ask whether dev may be changed\n {2}-> .*--plan, then .*--yes\n$/,
    );
    assert.ok(Date.now() - began < 20_000);
  });

  test('that is not prepared is refused with everything that is missing at once, each with its fix', async (context) => {
    const { settings } = await at(context, 'dev');
    const args = ['deploy', '--env', 'dev', '--system', 'storefront', '--yes'];
    const { status, stdout } = makeDeploying(context).run(args, settings);
    assert.equal(status, 2);
    assert.match(
      stdout,
      /^no-service-role: .*storefront-cloudformation-eu-central-1.*\n {2}-> .*output\/storefront\/deployer\.yaml/m,
    );
    assert.match(stdout, /^no-cluster: there is no cluster shared in eu-central-1\n {2}-> /m);
  });

  test("that deployer.yaml has prepared needs no question with --yes, works with the system's role, and can be planned without", async (context) => {
    const { settings, clients } = await at(context, 'dev');
    const sandbox = makeDeploying(context);
    await clients.cloudFormation.send(
      new CreateStackCommand({
        StackName: 'hello-server-deployer',
        TemplateBody: readFileSync(join(sandbox.folder, 'output/hello-server/deployer.yaml'), 'utf8'),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        Parameters: PARAMETERS,
      }),
    );
    while ((await readRoot(clients, 'hello-server-deployer')).status === 'CREATE_IN_PROGRESS') await pause();
    const of = ['deploy', '--env', 'dev', '--system', 'hello-server'];
    const plan = sandbox.run([...of, '--plan'], settings);
    assert.equal(plan.status, 0, plan.stdout + plan.stderr);
    await assert.rejects(() => readRoot(clients), /does not exist/);
    const { status, stdout, stderr } = sandbox.run([...of, '--yes'], settings);
    assert.deepEqual([status, stderr], [0, ''], stdout);
    assert.match(stdout, /^done: deploying hello-server to dev: CREATE_COMPLETE/m);
    assert.equal(
      (await readRoot(clients)).role,
      'arn:aws:iam::111122223333:role/hello-server-cloudformation-eu-central-1',
    );
    // Nobody can be asked, so traffic does not move either.
    const id = await release(clients);
    const unasked = sandbox.run(['approve', ...of.slice(1), '--deployment', id, '--traffic'], settings);
    assert.deepEqual([unasked.status, unasked.stdout], [2, '']);
    assert.match(
      unasked.stderr,
      new RegExp(`has to be confirmed, .*Let traffic move in ${id} of hello-server in dev \\(`),
    );
  });
});

const PARAMETERS = Object.entries({
  TemplateBucket: 'templates-111122223333-eu-central-1',
  IdentityProviderArn: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
  Repository: 'example/hello-server',
  DeploymentEnvironment: 'dev',
}).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));

const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

async function deployWithApproval(context: TestContext): Promise<Deploying> {
  const sandbox = await makeDeployed(context);
  sandbox.edit(
    HELLO_SERVER,
    '  terminateBlueAfterMinutes: 5,',
    '  approval: { waitMinutes: 60 },\n  terminateBlueAfterMinutes: 5,',
  );
  sandbox.synth();
  const { status, stdout } = sandbox.deploy();
  assert.equal(status, 0, stdout);
  return sandbox;
}
