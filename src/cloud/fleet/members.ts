import { type Problem, TealformError } from '../../dsl/error.ts';
import type { FleetFile } from '../../synth/fleet-file.ts';
import { type Colour, colourOutputs, readLiveColour } from '../colour.ts';
import { type Deployment, deploymentGroupOf, firstOf, listDeployments, RUNNING } from '../deployments.ts';
import { inParallel } from '../package/in-parallel.ts';
import { describeStack } from '../stack.ts';
import { readService } from '../status/service.ts';
import { CannotRead, type FleetClients, roleArn } from './clients.ts';
import { type ActualInstance, keyOf, type Place } from './instance.ts';

/** What runs in a member account, as its reader role tells it. */
export interface MemberFacts {
  /** Which colour serves; undefined where the stack has none yet. */
  readonly colour: Colour | undefined;
  /** A release that is under way. */
  readonly release: Deployment | undefined;
  /** What is wrong with the service; undefined where it has all of its tasks. */
  readonly ailment: string | undefined;
}

/** What was found at each place, or why nothing could be. */
export type Members = ReadonlyMap<string, MemberFacts | CannotRead>;

const AT_ONCE = 8;

/** Reads what runs at each of these places. Where it cannot be read, that is said and no failure. */
export async function readMembers(
  clients: FleetClients,
  file: FleetFile,
  instances: readonly Pick<ActualInstance, 'account' | 'region' | 'stackId'>[],
): Promise<Members> {
  const found = await inParallel(instances, AT_ONCE, async (instance) => {
    return [keyOf(instance), await readMember(clients, file, instance)] as const;
  });
  return new Map(found);
}

async function readMember(
  clients: FleetClients,
  { reader, administrator }: FleetFile,
  instance: Pick<ActualInstance, 'account' | 'region' | 'stackId'>,
): Promise<MemberFacts | CannotRead> {
  const nothing = { colour: undefined, release: undefined, ailment: undefined };
  if (instance.stackId === undefined) return nothing;
  if (reader === undefined) return new CannotRead('the fleet has no reader');
  try {
    const arn = roleArn(administrator.partition, instance, reader.roleName);
    const member = await clients.as(arn, instance.region);
    const stack = await describeStack(member, instance.stackId);
    if (stack === undefined || Object.keys(stack.outputs).length === 0) return nothing;
    const group = deploymentGroupOf(stack.outputs);
    const [service, release] = await Promise.all([
      readService(member, stack.outputs),
      group === undefined ? undefined : firstOf(listDeployments(member, group, RUNNING)),
    ]);
    const colour = await readColour(member, stack, release !== undefined);
    const isShort = service !== undefined && service.running < service.desired;
    const ailment = isShort ? `${service.running} of ${service.desired} tasks of ${service.name} run` : undefined;
    return { colour, release, ailment };
  } catch (error) {
    if (error instanceof TealformError) return new CannotRead(error.problems[0]?.message ?? error.message);
    throw error;
  }
}

// While a release is under way both may serve: that is told by itself.
async function readColour(
  member: Parameters<typeof readLiveColour>[0],
  { outputs, name }: { readonly outputs: Readonly<Record<string, string>>; readonly name: string },
  isReleased: boolean,
): Promise<Colour | undefined> {
  if (outputs.ProductionListenerArn === undefined) return undefined;
  try {
    return await readLiveColour(member, colourOutputs(outputs, name), '');
  } catch (error) {
    if (isReleased && error instanceof TealformError && error.code === 'no-colour') return undefined;
    throw error;
  }
}

/** The releases that run at these places. */
export function releasesIn(members: Members, places: readonly Place[]): readonly Problem[] {
  return places.flatMap((place): readonly Problem[] => {
    const release = factsAt(members, place)?.release;
    if (release === undefined) return [];
    return [
      {
        code: 'release-running',
        message: `the release ${release.id} is ${release.status} in ${place.account}, ${place.region}`,
        hint: 'wait until it is over, or stop it there (aws deploy stop-deployment), then run this again',
      },
    ];
  });
}

/** What was found at a place; undefined where it could not be read. */
export function factsAt(members: Members, place: Place): MemberFacts | undefined {
  const found = members.get(keyOf(place));
  return found instanceof CannotRead ? undefined : found;
}
