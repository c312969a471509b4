import { join } from 'node:path';
import type { Account } from '../local/account.ts';
import { findRevision } from '../local/resources/ecs-task-definitions.ts';
import { objectsOf, textOf } from '../local/resources/read.ts';
import { attachPlayer, type Player } from './deployment/player.ts';
import type { PlayerOptions } from './deployment/stage.ts';
import { forgetLostImages } from './lost-images.ts';
import { type OpenWorld, openWorld } from './open-world.ts';
import type { Pace } from './pace.ts';
import { type AttachedPipelines, attachPipelines } from './pipeline/player.ts';
import { sideOf } from './side.ts';
import { taskLog } from './task-log.ts';
import { buildImage } from './tasks/build-image.ts';
import type { TaskFault } from './tasks/fault.ts';
import type { Tell } from './timeline.ts';
import type { TaskSetOrder } from './world.ts';

/** What {@link openPlay} is told. */
export interface PlayOptions extends Pick<PlayerOptions, 'plays' | 'onRefused'> {
  /** What is declared and deployed: a local cloud's account that answers at {@link endpoint}. */
  readonly account: Account;
  readonly endpoint: string;
  readonly pace: Pace;
  /** The repository. */
  readonly root: string;
  /** Where images, hooks, builds and logs are left. */
  readonly folder: string;
  readonly tell: Tell;
  /** When it began, which entries count from. */
  readonly began: Date;
  /** What is to go wrong in the tasks of a set from their start on. */
  readonly faultOf?: (order: TaskSetOrder) => TaskFault | undefined;
}

/** An account in which things run: tasks behind listeners, deployments over time, pipelines that build. */
export interface Play {
  readonly world: OpenWorld;
  readonly player: Player;
  readonly pipelines: AttachedPipelines;
  /** Sees what has been deployed and taken away since. @throws TealformError `not-rehearsed` */
  readonly look: () => Promise<void>;
  /** Ends everything that runs. What is under way stands where it is, and the next play of the account goes on with it. */
  readonly close: () => Promise<void>;
}

/**
 * Has what an account declares run on this machine, and goes on with what an earlier play has left.
 * @throws TealformError `no-bundler`, `not-built`, `not-rehearsed` where something cannot be started here.
 */
export async function openPlay(options: PlayOptions): Promise<Play> {
  const { account, endpoint, pace, root, folder, tell, began } = options;
  const at = () => account.now().getTime() - began.getTime();
  const images = join(folder, 'images');
  for (const lost of forgetLostImages(account, images)) {
    tell({
      at: at(),
      kind: 'log',
      source: 'images',
      text: `${lost} is not in ${images} any more; a release builds another`,
    });
  }
  const world = await openWorld({
    account,
    pace,
    images,
    root,
    tell,
    at,
    onLog: taskLog(join(folder, 'tasks.log'), tell, at),
    // Asked once for each task set, when it is started.
    faultOf: (order) => {
      const image = imageOf(account, order.taskDefinitionArn, order.containerName);
      if (image !== undefined) tell({ at: at(), kind: 'version', side: sideOf(account, order.targetGroupArn), image });
      return options.faultOf?.(order);
    },
  });
  try {
    const player = attachPlayer({
      account,
      world,
      pace,
      tell,
      endpoint,
      folder: join(folder, 'hooks'),
      began,
      ...(options.plays && { plays: options.plays }),
      ...(options.onRefused && { onRefused: options.onRefused }),
    });
    const pipelines = attachPipelines({
      account,
      pace,
      sourceFolder: join(root, 'app'),
      buildImage: async (app, build) => (await buildImage(app, images, { root, arguments: build.arguments })).digest,
      tell,
      folder: join(folder, 'builds'),
      began,
    });
    return {
      world,
      player,
      pipelines,
      look: async () => {
        await world.look();
        player.look();
      },
      close: async () => {
        await pipelines.close();
        await player.close();
        await world.close();
      },
    };
  } catch (error) {
    await world.close();
    throw error;
  }
}

function imageOf(account: Account, taskDefinition: string, container: string): string | undefined {
  const revision = findRevision(account, taskDefinition);
  const declared = objectsOf(revision?.properties ?? {}, 'ContainerDefinitions');
  const image = textOf(declared.find((each) => textOf(each, 'Name') === container) ?? {}, 'Image');
  return image?.replace(/^.*@/, '');
}
