import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { CodeDeployClient, CreateDeploymentCommand, GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { clientConfig } from '../../local/fixtures.ts';
import { openLocalCloud } from '../../local/open.ts';
import { LISTENER, weightsOf } from '../../local/resources/elbv2.ts';
import { WHEREABOUTS } from '../../local/services/cloudformation/in-process.ts';
import { change, make, smallSystem } from '../../local/services/small-system.ts';
import { paceOf } from '../pace.ts';
import type { TimelineEntry } from '../timeline.ts';
import { attachPlayer } from './player.ts';
import { appSpec, fakeWorld, GROUP, permit, STATEMENTS } from './small-stage.ts';

const URL_OF = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);

/** A process that plays the deployments of a folder's account, and says where it answers and what it tells. */
const program = (folder: string) => `
  import { openLocalCloud } from ${URL_OF('../../local/open.ts')};
  import { paceOf } from ${URL_OF('../pace.ts')};
  import { attachPlayer } from ${URL_OF('./player.ts')};
  import { fakeWorld } from ${URL_OF('./small-stage.ts')};
  const say = (what) => console.log(JSON.stringify(what));
  openLocalCloud(${JSON.stringify({ folder, whereabouts: WHEREABOUTS })}).then(({ account, url }) => {
    attachPlayer({ account, world: fakeWorld(), pace: paceOf(200), tell: say, endpoint: url, folder: ${JSON.stringify(folder)} });
    say({ url });
  });`;

test('a deployment whose process is killed in the middle of its traffic goes on in the next one', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const { account: made, group, task, production, green } = smallSystem(() => new Date());
  permit(made, STATEMENTS);
  make(made, task.type, 'Next', { ...task.properties });
  change(made, group.id, group.type, {
    ...group.properties,
    DeploymentConfigName: 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes',
  });
  writeFileSync(join(folder, 'state.json'), JSON.stringify({ form: 1, ...made.state() }));

  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program(folder)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  context.after(() => child.kill('SIGKILL'));
  const said = createInterface(child.stdout);
  const shares: number[] = [];
  let deploymentId: string | undefined;
  for await (const line of said) {
    const { url, kind, listener, green: share } = JSON.parse(line);
    if (url !== undefined) {
      const input = { ...GROUP, revision: appSpec('web:2') };
      const create = new CreateDeploymentCommand({
        ...input,
        revision: { ...input.revision, revisionType: 'AppSpecContent' },
      });
      ({ deploymentId } = await new CodeDeployClient(clientConfig(url, WHEREABOUTS.region)).send(create));
    }
    if (kind === 'weights' && listener === 'production') shares.push(share);
    if (shares.length >= 5) break;
  }
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');

  const cloud = await openLocalCloud({ folder, whereabouts: WHEREABOUTS });
  const { account, url } = cloud;
  const info = async () =>
    (await new CodeDeployClient(clientConfig(url, WHEREABOUTS.region)).send(new GetDeploymentCommand({ deploymentId })))
      .deploymentInfo;
  const before = account.find(LISTENER, production.id);
  const share = (before && weightsOf(before)[green.id]) ?? 0;
  assert.ok(share >= 10 && share <= 50, `green has ${share} % of the traffic`);
  assert.equal((await info())?.status, 'InProgress');
  const told: TimelineEntry[] = [];
  const tell = (entry: TimelineEntry) => void told.push(entry);
  const player = attachPlayer({ account, world: fakeWorld(), pace: paceOf(6_000), tell, endpoint: url, folder });
  context.after(async () => {
    await player.close();
    await cloud.close();
  });
  await player.settled(deploymentId ?? '');
  assert.equal((await info())?.status, 'Succeeded');
  const rest = told.flatMap((each) => (each.kind === 'weights' ? [each.green] : []));
  assert.equal(rest[0], share + 10);
  assert.equal(rest.at(-1), 100);
});
