// Only tests use this: a local cloud with a system in it that anything may be sent to.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import fc from 'fast-check';
import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import { loadState } from '../engine/state.ts';
import { clientConfig } from '../fixtures.ts';
import { openLocalCloud } from '../open.ts';
import { Cloud, REAL, WHEREABOUTS } from '../services/cloudformation/in-process.ts';
import { SERVICES } from '../services.ts';
import { arbitraryRequest, type Known } from './requests.ts';
import { arbitraryShot, fire, type Shot } from './shots.ts';

let deployed: Promise<string> | undefined;

// As `make deploy` leaves it; made once a file.
async function deployedState(): Promise<string> {
  const cloud = new Cloud(REAL);
  const { Status } = await cloud.deploy('hello-server', cloud.system('hello-server'));
  assert.equal(Status, 'CREATE_COMPLETE');
  await cloud.call('UpdateTerminationProtection', { StackName: 'hello-server', EnableTerminationProtection: true });
  return JSON.stringify({ form: 1, ...cloud.account.state() });
}

/** Opens a local cloud in which hello-server is deployed; it ends with the test. */
export async function startTarget(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-'));
  deployed ??= deployedState();
  writeFileSync(join(folder, 'state.json'), await deployed);
  const cloud = await openLocalCloud({ folder, whereabouts: WHEREABOUTS });
  context.after(async () => {
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const config = clientConfig(cloud.url, WHEREABOUTS.region);
  const known = knownIn(cloud.account);

  /** That it still answers, and has written down what can be read again. */
  const check = async () => {
    const { Account } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
    assert.equal(Account, WHEREABOUTS.accountId);
    assert.equal(JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')).form, 1);
  };

  /** Sends batch after batch. The seed is said, so that what fails is what was changed and can be repeated. */
  const bombard = async (options: { readonly batches: number; readonly size: number; readonly seed: number }) => {
    const { batches, size, seed } = options;
    const shots = arbitraryShot(arbitraryRequest(SERVICES, known));
    for (let batch = 0; batch < batches; batch += 1) {
      const samples = fc.sample(shots, { seed: seed + batch, numRuns: size });
      const answers = await inParallel(samples, (shot) => fire(cloud.url, shot));
      for (const [index, shot] of samples.entries()) {
        const answer = answers[index] ?? '';
        const problem = problemOf(shot, answer);
        const where = `seed ${seed + batch}, shot ${index}`;
        if (problem) assert.fail(`${where}: ${problem}\n${excerpt(shot)}\n->\n${answer.slice(0, 1_000)}`);
      }
      await check();
    }
  };
  return { ...cloud, config, folder, check, bombard };
}

// What requests name, by how their members are called.
function knownIn(account: Account): Known {
  const ids = (type: string) => account.all(type).flatMap(({ id, attributes }) => [id, ...textsIn(attributes)]);
  const { stacks } = loadState(account);
  const objects = Object.keys(account.kept('s3-objects')).map((each) => each.slice(each.indexOf('/') + 1));
  return [
    [/^Stack/, stacks.flatMap(({ id, name }) => [id, name])],
    [/Resource(s?|Id|Ids)$/i, stacks.flatMap(({ resources }) => Object.keys(resources))],
    [/^Bucket$/, ids('AWS::S3::Bucket')],
    [/^(Key|Prefix|StartAfter|KeyMarker)$/, objects],
    [/^TemplateBody$/, stacks.map(({ target }) => target.templateText)],
    [
      /^TemplateURL$/,
      objects.map((key) => `https://templates-000000000000-us-east-1.s3.us-east-1.amazonaws.com/${key}`),
    ],
    [/^ParameterKey$/, stacks.flatMap(({ target }) => Object.keys(target.parameters))],
    [/Capabilit/, ['CAPABILITY_NAMED_IAM']],
    [/cluster/i, ids('AWS::ECS::Cluster')],
    [/service/i, ids('AWS::ECS::Service')],
    [/taskDefinition|family/i, ids('AWS::ECS::TaskDefinition')],
    [/LoadBalancer|^Names$/, ids('AWS::ElasticLoadBalancingV2::LoadBalancer')],
    [/Listener/, ids('AWS::ElasticLoadBalancingV2::Listener')],
    [/TargetGroup/, ids('AWS::ElasticLoadBalancingV2::TargetGroup')],
    [/RoleName/, ids('AWS::IAM::Role')],
    [/^Alarm/, ids('AWS::CloudWatch::Alarm')],
    [/^StateValue$/, ['OK', 'ALARM']],
    [/^application/, ids('AWS::CodeDeploy::Application')],
    [/^deploymentGroup|^currentDeployment/, ['hello-server']],
    [/^(pipelineName|name)$/, ids('AWS::CodePipeline::Pipeline')],
    [/^(stageName|transitionType)$/, ['Source', 'Build', 'Deploy', 'Inbound']],
    [/^(Name|Names|Path)$/, ['/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended', '/a/b', 'x']],
    [/^Type$/, ['String', 'StringList', 'forward']],
    [/^content$/, ['{"version":0,"Resources":[{"TargetService":{"Type":"AWS::ECS::Service","Properties":{}}}]}']],
    [/^revisionType$/, ['AppSpecContent']],
  ];
}

function textsIn(data: DataObject): readonly string[] {
  return Object.values(data).filter((each): each is string => typeof each === 'string');
}

/** How many are on their way at once. */
const WIDTH = 16;

async function inParallel<T, R>(all: readonly T[], work: (each: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const line = all.entries();
  const worker = async () => {
    for (const [index, each] of line) results[index] = await work(each);
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  return results;
}

function problemOf({ isHttp }: Shot, answer: string): string | undefined {
  if (answer === '') return isHttp ? 'it was not answered' : undefined;
  if (!/^HTTP\/1\.1 \d{3} /.test(answer)) return 'the answer is no HTTP';
  if (/^HTTP\/1\.1 5/m.test(answer) || answer.includes('InternalFailure')) return 'something has failed inside';
  return undefined;
}

function excerpt({ bytes }: Shot): string {
  return bytes.toString('latin1').slice(0, 3_000);
}
