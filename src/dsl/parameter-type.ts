/**
 * The AWS-specific types that a parameter may have; CloudFormation checks values against what the account has.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
 */
export type AwsParameterType =
  | 'AWS::EC2::AvailabilityZone::Name'
  | 'AWS::EC2::Image::Id'
  | 'AWS::EC2::Instance::Id'
  | 'AWS::EC2::KeyPair::KeyName'
  | 'AWS::EC2::SecurityGroup::GroupName'
  | 'AWS::EC2::SecurityGroup::Id'
  | 'AWS::EC2::Subnet::Id'
  | 'AWS::EC2::Volume::Id'
  | 'AWS::EC2::VPC::Id'
  | 'AWS::Route53::HostedZone::Id';

const SSM_VALUE = 'AWS::SSM::Parameter::Value<';

/** Whether a parameter of that type is given the name of an SSM parameter, and stands for the value it has. */
export function isLookedUp(type: string): boolean {
  return type.startsWith(SSM_VALUE);
}

/** Whether a parameter of that type is given a list: one text, its elements joined by commas. */
export function takesList(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

/** Whether a reference to a parameter of that type yields a list. */
export function yieldsList(type: string): boolean {
  return takesList(isLookedUp(type) ? type.slice(SSM_VALUE.length, -1) : type);
}
