import type { FleetClients } from './clients.ts';
import type { FleetTarget } from './fleet-target.ts';
import { factsAt, readMembers } from './members.ts';
import { listUnderWay, type Operation } from './operation.ts';
import { compareSet, factsOf, listInstances, readStackSet } from './stack-set.ts';

/** How one stack of a fleet is. */
export interface InstanceStatus {
  readonly account: string;
  readonly region: string;
  /** `CURRENT`, `OUTDATED`, `INOPERABLE` */
  readonly status: string;
  readonly lastResult: string | undefined;
  readonly reason: string | undefined;
  /** `IN_SYNC`, `DRIFTED`, `NOT_CHECKED`, `UNKNOWN` */
  readonly drift: string | undefined;
  /** Which colour serves; undefined where that cannot be read. */
  readonly colour: string | undefined;
  /** The release that is under way. */
  readonly release: string | undefined;
  /** What is wrong with the service. */
  readonly ailment: string | undefined;
}

/** How a system's stack set is. */
export interface FleetStatus {
  readonly stackSet: string;
  readonly isDeployed: boolean;
  /** What of the set is another than was reviewed. */
  readonly behind: readonly string[];
  readonly operations: readonly Operation[];
  readonly instances: readonly InstanceStatus[];
}

/** Reads a system's stack set, its instances, and what runs in them as far as the fleet has a reader. Changes nothing. */
export async function readFleetStatus(clients: FleetClients, { file, root }: FleetTarget): Promise<FleetStatus> {
  const { StackSetName: stackSet } = file.stackSet;
  const set = await readStackSet(clients, file.stackSet);
  if (set === undefined) return { stackSet, isDeployed: false, behind: [], operations: [], instances: [] };
  const summaries = await listInstances(clients, file.stackSet);
  const members = await readMembers(clients, file, summaries.map(factsOf));
  const { ofInstances, ofSet } = compareSet(set, file, root);
  const instances = summaries.map((summary): InstanceStatus => {
    const { account, region, status, lastResult, reason } = factsOf(summary);
    const facts = factsAt(members, { account, region });
    return {
      account,
      region,
      status,
      lastResult,
      reason,
      drift: summary.DriftStatus,
      colour: facts?.colour,
      release: facts?.release?.id,
      ailment: facts?.ailment,
    };
  });
  const operations = await listUnderWay(clients, file.stackSet);
  return { stackSet, isDeployed: true, behind: [...ofInstances, ...ofSet], operations, instances };
}
