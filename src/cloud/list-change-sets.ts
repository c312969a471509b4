import { type ChangeSetSummary, ListChangeSetsCommand } from '@aws-sdk/client-cloudformation';
import { explained } from './call.ts';
import type { Clients } from './clients.ts';

/** The change sets of a stack that have not been executed, whoever made them; all pages. */
export async function listChangeSets(
  { cloudFormation, region }: Clients,
  stackName: string,
): Promise<readonly ChangeSetSummary[]> {
  const found: ChangeSetSummary[] = [];
  let NextToken: string | undefined;
  do {
    const page = await explained(
      cloudFormation.send(new ListChangeSetsCommand({ StackName: stackName, ...(NextToken ? { NextToken } : {}) })),
      { action: 'cloudformation:ListChangeSets', resource: stackName, region },
    );
    found.push(...(page.Summaries ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}
