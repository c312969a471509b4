import { isIPv4 } from 'node:net';
import { type KnownValues, type Reference, ResolvedTemplate } from '../../check/permissions/resolve.ts';
import { TealformError } from '../../dsl/error.ts';
import type { Data, Template } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import { parameterValues } from './parameters.ts';
import { invalid } from './refusals.ts';
import type { CloudFormationState, Target } from './state.ts';

/** What the values of a stack's expressions depend on. */
export interface Surroundings {
  readonly account: Account;
  readonly state: CloudFormationState;
  readonly stack: { readonly id: string; readonly name: string };
  readonly target: Pick<Target, 'parameters' | 'resolved' | 'notificationArns'>;
  /** The value of a reference to a resource; undefined for what has none. */
  readonly resource: (reference: Reference) => Data | undefined;
  /** Told of each export that is imported. */
  readonly onImport?: (name: string) => void;
  /** See {@link KnownValues.later}. */
  readonly later?: string;
}

/** A template of a stack with everything that CloudFormation would fill in. */
export function resolvedTemplate(template: Template, surroundings: Surroundings): ResolvedTemplate {
  const { account, state, stack, target, resource, onImport, later } = surroundings;
  const { partition, region, accountId } = account.whereabouts;
  const values: KnownValues = {
    pseudo: {
      'AWS::AccountId': accountId,
      'AWS::NotificationARNs': target.notificationArns,
      'AWS::Partition': partition,
      'AWS::Region': region,
      'AWS::StackId': stack.id,
      'AWS::StackName': stack.name,
      'AWS::URLSuffix': account.urlSuffix,
    },
    parameters: parameterValues(template, target),
    resource,
    functions: {
      'Fn::GetAZs': ([of]) => {
        const where = of === '' || of === null || of === undefined ? region : String(of);
        return ['a', 'b', 'c'].map((zone) => `${where}${zone}`);
      },
      'Fn::Cidr': ([block, count, bits]) => cidrBlocks(String(block), Number(count), Number(bits), later),
      'Fn::ImportValue': ([name]) => {
        const text = String(name);
        onImport?.(text);
        const found = state.stacks
          .filter(({ status }) => status !== 'DELETE_COMPLETE')
          .flatMap(({ outputs }) => outputs)
          .find(({ exportName }) => exportName === text);
        if (!found) throw invalid(`No export named ${text} found.`);
        return found.value;
      },
    },
    ...(later === undefined ? {} : { later }),
  };
  return new ResolvedTemplate(template, values);
}

/**
 * What `work` gives; what has no value is refused in CloudFormation's way.
 * @throws ServiceError `ValidationError`
 */
export function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TealformError)) throw error;
    const [problem] = error.problems;
    throw invalid(`Template error: ${problem?.logicalId ?? ''} ${problem?.path ?? ''}: ${problem?.message}`);
  }
}

/**
 * The first blocks of that size in a block of IPv4 addresses.
 * @param bits how many bits of each address are the block's own: 8 for a /24.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html
 */
export function cidrBlocks(block: string, count: number, bits: number, later?: string): readonly string[] {
  if (later !== undefined && block.includes(later)) return Array.from({ length: count }, () => later);
  const [address = '', mask = ''] = block.split('/');
  if (!isIPv4(address) || !/^\d+$/.test(mask)) throw invalid(`Template error: ${block} is not a valid CIDR block`);
  const length = 32 - bits;
  if (!(count >= 1 && count <= 256) || length < Number(mask) || 2 ** (length - Number(mask)) < count) {
    throw invalid(`Template error: Fn::Cidr cannot create ${count} blocks of ${bits} bits from ${block}`);
  }
  const whole = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const start = whole - (whole % 2 ** (32 - Number(mask)));
  return Array.from({ length: count }, (_, index) => {
    const value = start + index * 2 ** bits;
    const parts = [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256);
    return `${parts.join('.')}/${length}`;
  });
}
