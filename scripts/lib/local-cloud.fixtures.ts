// Used by tests only: copies of the repository, each with a local cloud of its own, and what asks that.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { DescribeStackEventsCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CreateDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { type Clients, openClients } from '../../src/cloud/clients.ts';
import type { FaultDocument } from '../../src/local/faults/document.ts';
import { type CommandResult, makeSandbox, type Sandbox, type StartedCommand } from './sandbox.ts';

/** Whoever runs tests may have settings of their own; none of them may take a test to an account. */
export const NO_SETTINGS = {
  AWS_ENDPOINT_URL: '',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  CI: '',
};

/** The system that most tests deploy. */
export const SYSTEM = 'hello-server';

/** A local cloud that runs beside the commands of a test. */
export interface RunningCloud {
  readonly url: string;
  readonly clients: Clients;
  /** Has other things go wrong from now on; nothing, where nothing is said. */
  readonly faults: (document?: FaultDocument) => Promise<void>;
  /** How often each rule has fired. */
  readonly fired: () => Promise<readonly number[]>;
  /** As Ctrl-C does; its state stays. */
  readonly stop: () => Promise<void>;
}

/** A copy of the repository that is deployed from. */
export interface Deploying extends Sandbox {
  /** `make deploy SYSTEM=hello-server`, and whatever else is said. */
  deploy(...args: readonly string[]): CommandResult;
  /** Changes a file; what it changes has to be there. */
  edit(path: string, from: string, to: string): void;
  /** `make synth`, which has to succeed. */
  synth(): void;
  /** What goes wrong in local clouds that are started from now on: `.local/faults.json`. Nothing, where nothing is said. */
  faults(document?: FaultDocument): void;
  /** `make local` until the test ends. */
  startCloud(env?: string): Promise<RunningCloud>;
  /** The same of one that was started with `start`. */
  cloudOf(child: StartedCommand): Promise<RunningCloud>;
}

/** A copy of the repository in which nothing is deployed. */
export function makeDeploying(context: TestContext): Deploying {
  const sandbox = makeSandbox(context, 'tealform-deploy-');
  const run = (args: readonly string[], env = {}) => sandbox.run(args, { ...NO_SETTINGS, ...env });
  const start = (args: readonly string[], env = {}) => sandbox.start(args, { ...NO_SETTINGS, ...env });
  return {
    folder: sandbox.folder,
    run,
    start,
    deploy: (...args) => run(['deploy', '--system', SYSTEM, ...args]),
    edit: (path, from, to) => {
      const file = join(sandbox.folder, path);
      const before = readFileSync(file, 'utf8');
      assert.ok(before.includes(from), `${path} has no ${JSON.stringify(from)}`);
      writeFileSync(file, before.replace(from, to));
    },
    synth: () => {
      const { status, stderr } = run(['synth']);
      assert.equal(status, 0, stderr);
    },
    faults: (document = {}) => {
      mkdirSync(join(sandbox.folder, '.local'), { recursive: true });
      writeFileSync(join(sandbox.folder, '.local/faults.json'), JSON.stringify(document));
    },
    startCloud: async (env = 'local') => cloudOf(start(['local', '--env', env])),
    cloudOf,
  };
}

/** Waits until a `make local` that was started answers. */
async function cloudOf(child: StartedCommand): Promise<RunningCloud> {
  const said = await printed(child, /Ctrl-C/);
  const [, region = '', url = ''] = /account \d+ in (\S+), at (http:\S+);/.exec(said) ?? [];
  const stop = async () => {
    const closed = once(child, 'close');
    child.kill('SIGINT');
    await closed;
  };
  const admin = async (init: RequestInit = {}) => {
    const answer = await fetch(`${url}/_local-cloud/faults`, init);
    assert.equal(answer.status, 200, await answer.clone().text());
    // Of its documented form.
    return (await answer.json()) as { readonly rules: readonly { readonly fired: number }[] };
  };
  const faults = async (document: FaultDocument = {}) => {
    await admin({ method: 'PUT', body: JSON.stringify(document) });
  };
  const fired = async () => (await admin()).rules.map((rule) => rule.fired);
  return { url, clients: openClients({ region, endpoint: url }), faults, fired, stop };
}

let deployed: Promise<string> | undefined;

/** A copy of the repository in whose local cloud hello-server is deployed, which costs the time of that once a file. */
export async function makeDeployed(context: TestContext): Promise<Deploying> {
  const sandbox = makeDeploying(context);
  const { folder } = sandbox;
  deployed ??= (async () => {
    const { status, stdout, stderr } = sandbox.deploy();
    assert.equal(status, 0, stdout + stderr);
    return readFileSync(join(folder, '.local/state.json'), 'utf8');
  })();
  const state = await deployed;
  mkdirSync(join(folder, '.local'), { recursive: true });
  if (!existsSync(join(folder, '.local/state.json'))) writeFileSync(join(folder, '.local/state.json'), state);
  return sandbox;
}

/** Waits until a command has printed something. @returns all it has printed by then. */
export function printed(child: ReturnType<Sandbox['start']>, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const take = (chunk: unknown) => {
      text += String(chunk);
      if (pattern.test(text)) resolve(text);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('close', () => reject(new Error(`it ended before it printed ${pattern}:\n${text}`)));
  });
}

/** What CloudFormation says of a root stack: its status, the role it is worked on with, and its outputs. */
export async function readRoot({ cloudFormation }: Clients, name = SYSTEM) {
  const { Stacks: [stack] = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
  assert.ok(stack, `there is no stack ${name}`);
  const outputs = Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  return { id: stack.StackId ?? '', status: stack.StackStatus ?? '', role: stack.RoleARN, outputs };
}

/** How many events a root stack has: as many as before means that nothing has happened to it. */
export async function countEvents({ cloudFormation }: Clients, name = SYSTEM): Promise<number> {
  let count = 0;
  let token: string | undefined;
  do {
    const input = { StackName: name, ...(token !== undefined && { NextToken: token }) };
    const page = await cloudFormation.send(new DescribeStackEventsCommand(input));
    count += page.StackEvents?.length ?? 0;
    token = page.NextToken;
  } while (token !== undefined);
  return count;
}

/** As the pipeline does it: another revision, and a deployment of it, which here is over at once. @returns the deployment's id. */
export async function release({ ecs, codeDeploy }: Clients): Promise<string> {
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: SYSTEM,
      containerDefinitions: [{ name: SYSTEM, image: 'hello:2', memory: 256, portMappings: [{ containerPort: 80 }] }],
    }),
  );
  const content = JSON.stringify({
    version: 0,
    Resources: [
      {
        TargetService: {
          Type: 'AWS::ECS::Service',
          Properties: {
            TaskDefinition: taskDefinition?.taskDefinitionArn,
            LoadBalancerInfo: { ContainerName: SYSTEM, ContainerPort: 80 },
            CapacityProviderStrategy: [{ CapacityProvider: `instances-${SYSTEM}`, Weight: 1 }],
          },
        },
      },
    ],
  });
  const revision = { revisionType: 'AppSpecContent', appSpecContent: { content } } as const;
  const of = { applicationName: SYSTEM, deploymentGroupName: SYSTEM };
  const { deploymentId = '' } = await codeDeploy.send(new CreateDeploymentCommand({ ...of, revision }));
  return deploymentId;
}
