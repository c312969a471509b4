import { isLookedUp } from '../../src/dsl/parameter-type.ts';

/** What parameters of one type are given. */
export interface ParameterKind {
  /** Whether that is a list. */
  readonly isList: boolean;
  /** One element of it in words, with an article: `a number`. */
  readonly called: string;
  /** How one element is written, in a region; undefined where anything goes or the parameter's own constraints say it. */
  readonly form?: (region: string) => RegExp;
}

/**
 * What parameters of a type are given, by the forms that ids have. Whether there is such a thing in the account is for
 * CloudFormation to see.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
 */
export function kindOf(type: string): ParameterKind {
  if (isLookedUp(type) || type === 'AWS::SSM::Parameter::Name') {
    return { isList: false, called: 'the name of an SSM parameter', form: () => /^[\w./-]+$/ };
  }
  if (type === 'CommaDelimitedList') return { isList: true, called: 'a text' };
  const element = /^List<(.+)>$/.exec(type)?.[1];
  return { isList: element !== undefined, ...(KINDS[element ?? type] ?? { called: 'a text' }) };
}

/** Whether a parameter of that type, or the value behind it, is a machine image. */
export function isImage(type: string): boolean {
  return type.includes('AWS::EC2::Image::Id');
}

/** An id of EC2: eight digits in hex until 2016, seventeen since. */
function idOf(prefix: string, called: string) {
  const form = new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`);
  return { called: `${called} such as ${prefix}-0a1b2c3d4e5f60718`, form: () => form };
}

const KINDS: Readonly<Record<string, Omit<ParameterKind, 'isList'>>> = {
  Number: { called: 'a number' },
  'AWS::EC2::VPC::Id': idOf('vpc', 'the id of a network'),
  'AWS::EC2::Subnet::Id': idOf('subnet', 'the id of a subnet'),
  'AWS::EC2::SecurityGroup::Id': idOf('sg', 'the id of a security group'),
  'AWS::EC2::Image::Id': idOf('ami', 'the id of a machine image'),
  'AWS::EC2::Instance::Id': idOf('i', 'the id of an instance'),
  'AWS::EC2::Volume::Id': idOf('vol', 'the id of a volume'),
  'AWS::EC2::AvailabilityZone::Name': {
    called: 'the name of an availability zone',
    form: (region) => new RegExp(`^${region}(-[a-z0-9-]+)?[a-z]$`),
  },
  'AWS::EC2::KeyPair::KeyName': { called: 'the name of a key pair', form: () => /^[\x20-\x7e]{1,255}$/ },
  'AWS::EC2::SecurityGroup::GroupName': { called: 'the name of a security group', form: () => /^[\x20-\x7e]{1,255}$/ },
  'AWS::Route53::HostedZone::Id': {
    called: 'the id of a hosted zone such as Z0123456789ABC',
    form: () => /^Z[A-Z0-9]{3,31}$/,
  },
};
