import { compact } from './compact.ts';
import type { Expression } from './expression.ts';
import { type AwsParameterType, takesList, yieldsList } from './parameter-type.ts';
import { Place } from './place.ts';
import type { TemplateParameter } from './template.ts';

declare const yields: unique symbol;

/**
 * A parameter of a stack. `T` is what a reference to it yields; `Need` says whether a value must be given: one with a default
 * is `'optional'`; `Given` is that value, which is `T` but for a parameter of an SSM type: it is given a name.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export class Parameter<out T, out Need extends 'required' | 'optional', out Given = T> {
  declare readonly [yields]: T;
  declare readonly need: Need;
  declare readonly given: Given;
  readonly type: string;
  readonly options: AnyOptions;
  /** Whether a reference to it yields a list. */
  readonly isList: boolean;
  /** Whether it is given a list, which crosses stack borders joined by commas. */
  readonly takesList: boolean;
  readonly place: Place;

  constructor(type: string, options: AnyOptions, place: Place) {
    this.type = type;
    this.options = options;
    this.isList = yieldsList(type);
    this.takesList = takesList(type);
    this.place = place;
  }

  /** Its entry in the template's `Parameters`. */
  toTemplate(): TemplateParameter {
    const { options } = this;
    return compact({
      Type: this.type,
      Default: options.default === undefined ? undefined : writeDefault(options.default),
      AllowedValues: options.allowedValues,
      AllowedPattern: options.allowedPattern,
      ConstraintDescription: options.constraintDescription,
      MinLength: options.minLength,
      MaxLength: options.maxLength,
      MinValue: options.minValue,
      MaxValue: options.maxValue,
      NoEcho: options.noEcho,
      Description: options.description,
    });
  }
}

interface CommonOptions {
  /** What it is for; the user reads it when asked for a value. */
  readonly description?: string;
  /** Shown instead of the bare constraint when a value does not meet it. */
  readonly constraintDescription?: string;
  /** Masks the value in consoles, events and logs. Outputs and resource metadata are not masked. */
  readonly noEcho?: boolean;
}

interface StringOptions extends CommonOptions {
  /** A regular expression that the whole value must match. */
  readonly allowedPattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
}

interface NumberOptions extends CommonOptions {
  readonly minValue?: number;
  readonly maxValue?: number;
}

interface AnyOptions extends StringOptions, NumberOptions {
  readonly allowedValues?: readonly (string | number)[];
  readonly default?: string | number | boolean | readonly (string | number)[];
}

/** Makes parameters of one kind: with a default they may be left out, without one they may not. */
interface Maker<T, Options> {
  (options: Options & { readonly default: T }): Parameter<T, 'optional'>;
  (options?: Options): Parameter<T, 'required'>;
}

interface OneOfMaker {
  <const V extends readonly [string, ...string[]] | readonly [number, ...number[]]>(
    values: V,
    options: CommonOptions & { readonly default: V[number] },
  ): Parameter<V[number], 'optional'>;
  <const V extends readonly [string, ...string[]] | readonly [number, ...number[]]>(
    values: V,
    options?: CommonOptions,
  ): Parameter<V[number], 'required'>;
}

/** What an SSM parameter may hold for CloudFormation to look its value up at each deployment. */
export type SsmValueType = 'String' | AwsParameterType;

interface SsmMaker<T> {
  (valueType: SsmValueType, options: StringOptions & { readonly default: string }): Parameter<T, 'optional', string>;
  (valueType: SsmValueType, options?: StringOptions): Parameter<T, 'required', string>;
}

function maker<T, Options extends AnyOptions>(type: string): Maker<T, Options> {
  const make = (options: AnyOptions = {}): Parameter<T, never> =>
    new Parameter<T, never>(type, options, Place.ofCallerOf(make));
  return make;
}

const oneOf: OneOfMaker = (values: readonly (string | number)[], options: AnyOptions = {}): Parameter<never, never> => {
  const type = typeof values[0] === 'number' ? 'Number' : 'String';
  return new Parameter<never, never>(type, { ...options, allowedValues: values }, Place.ofCallerOf(oneOf));
};

const boolean: Maker<boolean, CommonOptions> = (options: AnyOptions = {}): Parameter<boolean, never> =>
  new Parameter<boolean, never>('String', { ...options, allowedValues: ['true', 'false'] }, Place.ofCallerOf(boolean));

const ssm: SsmMaker<string> = (valueType: SsmValueType, options: AnyOptions = {}): Parameter<string, never> =>
  new Parameter<string, never>(`AWS::SSM::Parameter::Value<${valueType}>`, options, Place.ofCallerOf(ssm));

const ssmList: SsmMaker<readonly string[]> = (valueType: SsmValueType, options: AnyOptions = {}) =>
  new Parameter<readonly string[], never, string>(
    `AWS::SSM::Parameter::Value<List<${valueType}>>`,
    options,
    Place.ofCallerOf(ssmList),
  );

function writeDefault(value: NonNullable<AnyOptions['default']>): string | number {
  if (typeof value === 'object') return value.join(',');
  return typeof value === 'boolean' ? String(value) : value;
}

const string = maker<string, StringOptions>;
const list = maker<readonly string[], StringOptions>;

/** Makes the parameters of a stack, by what they hold. */
export const parameter = {
  /** Any text. */
  string: string('String'),
  /** A whole or decimal number. */
  number: maker<number, NumberOptions>('Number'),
  /** Yes or no; CloudFormation holds it as the text `true` or `false`. */
  boolean,
  /** One of these values and no other; its type is their union. */
  oneOf,
  /** A list of texts: `CommaDelimitedList`. */
  list: list('CommaDelimitedList'),
  /** A list of numbers: `List<Number>`. */
  numbers: maker<readonly number[], NumberOptions>('List<Number>'),
  availabilityZone: string('AWS::EC2::AvailabilityZone::Name'),
  availabilityZones: list('List<AWS::EC2::AvailabilityZone::Name>'),
  hostedZoneId: string('AWS::Route53::HostedZone::Id'),
  hostedZoneIds: list('List<AWS::Route53::HostedZone::Id>'),
  imageId: string('AWS::EC2::Image::Id'),
  imageIds: list('List<AWS::EC2::Image::Id>'),
  instanceId: string('AWS::EC2::Instance::Id'),
  instanceIds: list('List<AWS::EC2::Instance::Id>'),
  keyPairName: string('AWS::EC2::KeyPair::KeyName'),
  securityGroupId: string('AWS::EC2::SecurityGroup::Id'),
  securityGroupIds: list('List<AWS::EC2::SecurityGroup::Id>'),
  securityGroupName: string('AWS::EC2::SecurityGroup::GroupName'),
  securityGroupNames: list('List<AWS::EC2::SecurityGroup::GroupName>'),
  subnetId: string('AWS::EC2::Subnet::Id'),
  subnetIds: list('List<AWS::EC2::Subnet::Id>'),
  volumeId: string('AWS::EC2::Volume::Id'),
  volumeIds: list('List<AWS::EC2::Volume::Id>'),
  vpcId: string('AWS::EC2::VPC::Id'),
  vpcIds: list('List<AWS::EC2::VPC::Id>'),
  /** The name of a parameter in Systems Manager; a reference yields the name. */
  ssmParameterName: string('AWS::SSM::Parameter::Name'),
  /** The value that a Systems Manager parameter of that name has at each deployment; the default is its name. */
  ssm,
  /** The list that a Systems Manager parameter of that name has at each deployment; the default is its name. */
  ssmList,
};

/** A stack's parameters by name. One that is undefined is left out. */
export type ParameterSet = Readonly<Record<string, Parameter<unknown, 'required' | 'optional'> | undefined>>;

/** What a stack's body gets for each of its parameters. */
export type ParameterReferences<P> = { readonly [K in keyof P]: ParameterReference<P[K]> };
type ParameterReference<X> = X extends Parameter<infer T, 'required' | 'optional', unknown> ? Expression<T> : undefined;
