import { Expression } from './expression.ts';

/**
 * The pseudo parameters: values that CloudFormation knows of every stack.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
const pseudo = <T = string>(name: string): Expression<T> => new Expression<T>('Ref', `AWS::${name}`);

/** The account the stack is in, twelve digits: `AWS::AccountId`. */
export const accountId = pseudo('AccountId');
/** The topics that the stack's events go to: `AWS::NotificationARNs`. */
export const notificationArns = pseudo<readonly string[]>('NotificationARNs');
/** Leaves the property (or list element) out where it stands: `AWS::NoValue`. Fits everywhere. */
export const noValue = pseudo<never>('NoValue');
/** `aws`, `aws-cn`, `aws-us-gov`: `AWS::Partition`. */
export const partition = pseudo('Partition');
/** The region the stack is in: `AWS::Region`. */
export const region = pseudo('Region');
/** The stack's ARN: `AWS::StackId`. Means another stack in the flat form, which therefore refuses it. */
export const stackId = pseudo('StackId');
/** The stack's name: `AWS::StackName`. Means another stack in the flat form, which therefore refuses it. */
export const stackName = pseudo('StackName');
/** The domain of AWS host names, `amazonaws.com` or `amazonaws.com.cn`: `AWS::URLSuffix`. */
export const urlSuffix = pseudo('URLSuffix');
