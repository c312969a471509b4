// Only tests use this: hello-server as it is emitted, deployed to a local cloud that answers, with a player and a listener of its own.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { CodeDeployClient, CreateDeploymentCommand, GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { clientConfig } from '../../local/fixtures.ts';
import { DEPLOYMENT_GROUP } from '../../local/resources/code-deploy.ts';
import { findDeployment } from '../../local/resources/deployments.ts';
import { SERVICE } from '../../local/resources/ecs-service.ts';
import { LISTENER } from '../../local/resources/elbv2.ts';
import { objectsOf, textOf } from '../../local/resources/read.ts';
import { startLocalCloud } from '../../local/server.ts';
import { Cloud, REAL, WHEREABOUTS } from '../../local/services/cloudformation/in-process.ts';
import { make } from '../../local/services/small-system.ts';
import { SERVICES } from '../../local/services.ts';
import { paceOf } from '../pace.ts';
import type { TimelineEntry } from '../timeline.ts';
import { attachPlayer } from './player.ts';
import { fakeWorld } from './small-stage.ts';

const APP_SPEC = new URL('../../../output/hello-server/release/appspec.yaml', import.meta.url);

/**
 * Starts it all; it ends with the test.
 * @param answer what the new version answers on the test listener.
 */
export async function emittedStage(
  context: TestContext,
  options: { readonly factor: number; readonly answer?: RequestListener },
) {
  const cloud = new Cloud(REAL);
  const { account } = cloud;
  const { Status } = await cloud.deploy('hello-server', cloud.system('hello-server'));
  assert.equal(Status, 'CREATE_COMPLETE');
  const local = await startLocalCloud({ account, services: SERVICES });
  const folder = mkdtempSync(join(tmpdir(), 'tealform-'));
  const server = createServer(options.answer ?? ((_, response) => response.end('Hi there, test!')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const listeners = account.all(LISTENER);
  const onPort = (wanted: number) => listeners.find(({ properties }) => Number(properties.Port) === wanted);
  const told: TimelineEntry[] = [];
  const world = fakeWorld();
  const test = onPort(8080);
  const player = attachPlayer({
    account,
    world: { ...world, addressOf: (arn) => (arn === test?.id ? `http://127.0.0.1:${port}` : undefined) },
    pace: paceOf(options.factor),
    tell: (entry) => told.push(entry),
    endpoint: local.url,
    folder,
  });
  context.after(async () => {
    await player.close();
    await local.close();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const client = new CodeDeployClient(clientConfig(local.url, WHEREABOUTS.region));
  const [service] = account.all(SERVICE);
  assert.ok(service && test);
  const hook = account.all('AWS::Lambda::Function').find(({ id }) => id.endsWith('_AfterAllowTestTraffic'));
  assert.ok(hook);
  return {
    account,
    player,
    client,
    told,
    hook,
    /** What the hook has said, each line. */
    hookLines: () => told.flatMap((each) => (each.kind === 'hook' ? [each.text] : [])),
    /**
     * Deploys by the AppSpec as it is emitted, its placeholders filled as the buildspec and the pipeline do.
     * @param deploymentConfigName in the place of the deployment group's
     */
    deploy: async (deploymentConfigName?: string) => {
      const bootstrap = account.find('AWS::ECS::TaskDefinition', textOf(service.live, 'taskDefinition') ?? '');
      assert.ok(bootstrap);
      const next = make(account, bootstrap.type, 'Next', bootstrap.properties);
      const [provider = {}] = objectsOf(service.properties, 'CapacityProviderStrategy');
      const content = readFileSync(APP_SPEC, 'utf8')
        .replace('<TASK_DEFINITION>', next.id)
        .replace(/\$\{CapacityProviderName\}/g, String(provider.CapacityProvider))
        .replace(/\$\{SystemName\}/g, 'hello-server');
      const [group] = account.all(DEPLOYMENT_GROUP);
      const { deploymentId = '' } = await client.send(
        new CreateDeploymentCommand({
          applicationName: textOf(group?.properties ?? {}, 'ApplicationName'),
          deploymentGroupName: group?.id,
          revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
          ...(deploymentConfigName !== undefined && { deploymentConfigName }),
        }),
      );
      return deploymentId;
    },
    info: async (deploymentId: string) => {
      const { deploymentInfo } = await client.send(new GetDeploymentCommand({ deploymentId }));
      return deploymentInfo ?? {};
    },
    eventOf: (id: string, name: string) => findDeployment(account, id)?.events.find((each) => each.name === name),
  };
}
