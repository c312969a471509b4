import { DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { TealformError } from '../../dsl/error.ts';
import { answered } from '../call.ts';
import type { Clients } from '../clients.ts';

/**
 * The name of the stack that a resource belongs to; undefined where it belongs to none, or where nobody may tell: then the change
 * set does.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html
 */
export async function ownerOf(
  { cloudFormation, region }: Clients,
  { type, name }: { readonly type: string; readonly name: string },
): Promise<string | undefined> {
  try {
    const answer = await answered(
      cloudFormation.send(new DescribeStackResourcesCommand({ PhysicalResourceId: name })),
      { action: 'cloudformation:DescribeStackResources', resource: name, region },
      ['ValidationError'],
    );
    // It gives all resources of that stack, and tells for a while of such as were kept when theirs was deleted.
    return answer?.StackResources?.find(
      ({ PhysicalResourceId, ResourceType, ResourceStatus }) =>
        PhysicalResourceId === name && ResourceType === type && !ResourceStatus?.startsWith('DELETE_'),
    )?.StackName;
  } catch (error) {
    if (error instanceof TealformError && error.code === 'access-denied') return undefined;
    throw error;
  }
}
