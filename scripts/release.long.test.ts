import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { openClients } from '../src/cloud/clients.ts';
import { openLocalCloud } from '../src/local/open.ts';
import { findDeployment, putDeployment } from '../src/local/resources/deployments.ts';
import { findRevision } from '../src/local/resources/ecs-task-definitions.ts';
import { objectsOf } from '../src/local/resources/read.ts';
import { paceOf } from '../src/rehearsal/pace.ts';
import type { BuildImage } from '../src/rehearsal/pipeline/action.ts';
import { attachPipelines, type PipelineOptions } from '../src/rehearsal/pipeline/player.ts';
import type { TimelineEntry } from '../src/rehearsal/timeline.ts';
import { type Deploying, makeDeployed, NO_SETTINGS, SYSTEM } from './lib/local-cloud.fixtures.ts';
import { ended } from './lib/sandbox.ts';

const WHEREABOUTS = { partition: 'aws', region: 'us-east-1', accountId: '000000000000' } as const;

// An image is the source of its server, under the version that it was built with.
const buildImage: BuildImage = (folder, { version }) => {
  const server = readFileSync(join(folder, 'server.ts'));
  return `sha256:${createHash('sha256').update(version).update(server).digest('hex')}`;
};

describe('make release, while pipelines are played', () => {
  test('brings app/ through the emitted pipeline and buildspec to a deployment, which make status tells of', async (context) => {
    const sandbox = await makeDeployed(context);
    const { cloud, attached, told } = await openRehearsal(context, sandbox, {
      deploy: (input) => {
        const { id } = putDeployment(cloud.account, {
          applicationName: input.applicationName ?? '',
          deploymentGroupName: input.deploymentGroupName ?? '',
          status: 'InProgress',
          revision: {
            RevisionType: 'AppSpecContent',
            AppSpecContent: { Content: input.revision?.appSpecContent?.content ?? '' },
          },
        });
        const succeed = () => {
          const record = findDeployment(cloud.account, id);
          if (record) putDeployment(cloud.account, { ...record, status: 'Succeeded' });
        };
        setTimeout(succeed, 1_000);
        return id;
      },
    });
    const record = await attached.settled(await release(sandbox));
    assert.equal(record.status, 'Succeeded', JSON.stringify([record.stages, told], null, 1));
    const commit = record.stages[0]?.actions[0]?.revision?.id ?? '';
    const { ecr } = openClients({ region: WHEREABOUTS.region, endpoint: cloud.url });
    const imageIds = [{ imageTag: commit }];
    const { imageDetails } = await ecr.send(new DescribeImagesCommand({ repositoryName: SYSTEM, imageIds }));
    const digest = imageDetails?.[0]?.imageDigest ?? '';
    const deployment = findDeployment(cloud.account, record.stages.at(-1)?.actions[0]?.externalId ?? '');
    const appSpec = JSON.stringify(deployment?.revision);
    const [arn = ''] = /arn:aws:ecs:[^"\\]+/.exec(appSpec) ?? [];
    const [container] = objectsOf(findRevision(cloud.account, arn)?.properties ?? {}, 'ContainerDefinitions');
    assert.equal(container?.Image, `000000000000.dkr.ecr.us-east-1.amazonaws.com/${SYSTEM}@${digest}`);
    assert.match(appSpec, /CodeDeployHook_hello-server_AfterAllowTestTraffic/);
    const status = await ended(sandbox.start(['status', '--system', SYSTEM]));
    assert.match(status.stdout, new RegExp(`pipeline +.*Succeeded[\\s\\S]*${commit.slice(0, 7)}`), status.stdout);
  });

  test('and fails where a policy of the template is taken out, with the call that the role may not make', async (context) => {
    const sandbox = await makeDeployed(context);
    const { cloud, attached } = await openRehearsal(context, sandbox);
    const role = cloud.account.all('AWS::IAM::Role').find(({ owner }) => owner?.logicalId === 'PipelineRole');
    assert.ok(role);
    const Policies = objectsOf(role.properties, 'Policies').filter(({ PolicyName }) => PolicyName !== 'release');
    cloud.account.put({ ...role, properties: { ...role.properties, Policies } });
    const record = await attached.settled(await release(sandbox));
    const action = record.stages.at(-1)?.actions[0];
    assert.deepEqual([record.status, action?.name, action?.status], ['Failed', 'Deploy', 'Failed']);
    assert.match(
      action?.error?.message ?? '',
      /is not authorized to perform: ecs:RegisterTaskDefinition on resource: \*/,
    );
    const status = await ended(sandbox.start(['status', '--system', SYSTEM]));
    assert.match(status.stdout, /Failed[\s\S]*ecs:RegisterTaskDefinition/, status.stdout);
  });
});

async function openRehearsal(context: TestContext, { folder }: Deploying, more: Partial<PipelineOptions> = {}) {
  const cloud = await openLocalCloud({ folder: join(folder, '.local'), whereabouts: WHEREABOUTS });
  const told: TimelineEntry[] = [];
  const attached = attachPipelines({
    account: cloud.account,
    pace: paceOf(60),
    sourceFolder: join(folder, 'app'),
    buildImage,
    tell: (entry) => told.push(entry),
    folder: join(folder, '.local/rehearsal'),
    ...more,
  });
  context.after(async () => {
    await attached.close();
    await cloud.close();
  });
  return { cloud, attached, told };
}

/** `make release`, by which a run begins. @returns its id. */
async function release(sandbox: Deploying): Promise<string> {
  const { status, stdout, stderr } = await ended(sandbox.start(['release', '--system', SYSTEM], NO_SETTINGS));
  assert.equal(status, 0, stdout + stderr);
  const [, id = ''] = /^pipeline hello-server has begun run (\S+);/.exec(stdout) ?? [];
  assert.notEqual(id, '', stdout);
  return id;
}
