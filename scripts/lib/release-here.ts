import { TealformError } from '../../src/dsl/error.ts';
import { DEPLOYMENT_GROUP } from '../../src/local/resources/code-deploy.ts';
import { findRevision } from '../../src/local/resources/ecs-task-definitions.ts';
import { objectsOf, textOf } from '../../src/local/resources/read.ts';
import { failureOf, playRelease } from '../../src/rehearsal/play-release.ts';
import { EXIT } from './command.ts';
import { onInterrupt } from './interrupts.ts';
import { type PlayedCloud, playingOf } from './playing.ts';

/**
 * Plays a release in this process, whose local cloud it is, from its beginning to its end.
 * @param group the name of the deployment group
 * @param begin begins it. @returns the id of the pipeline's run, where it is one.
 * @returns the exit code: whether it has succeeded
 */
export async function releaseHere(
  cloud: PlayedCloud,
  group: string,
  factor: number,
  begin: () => Promise<string | undefined>,
): Promise<number> {
  const declared = cloud.account.find(DEPLOYMENT_GROUP, group);
  if (declared === undefined)
    throw new TealformError({ code: 'not-deployed', message: `there is no deployment group ${group}` });
  const ending = new AbortController();
  const stop = onInterrupt((_, pass) => {
    if (ending.signal.aborted) pass();
    ending.abort();
  });
  const { options, terminal } = playingOf(cloud, factor, true);
  try {
    const end = await playRelease(options, declared, begin, ending.signal);
    terminal.close();
    const failure = failureOf(end);
    if (failure !== undefined) throw new TealformError({ code: 'release-failed', message: failure });
    const taskDefinition = end.deployment?.green?.taskDefinition ?? '';
    const [container = {}] = objectsOf(
      findRevision(cloud.account, taskDefinition)?.properties ?? {},
      'ContainerDefinitions',
    );
    process.stdout.write(
      `${end.deployment?.id} has deployed ${taskDefinition.replace(/^.*\//, '')}: ${textOf(container, 'Image')}\n`,
    );
    process.stdout.write('its tasks have ended with this command; make local ARGS="--play" has them run\n');
    return EXIT.done;
  } catch (error) {
    terminal.close();
    throw error;
  } finally {
    stop();
  }
}
