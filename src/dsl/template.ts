import type { Place } from './place.ts';

/**
 * Plain template data: what JSON can hold. Intrinsic functions are objects with one key, in CloudFormation's long form:
 * `{ Ref: 'Vpc' }`, `{ 'Fn::GetAtt': ['Alb', 'DNSName'] }`, `{ 'Fn::Sub': 'arn:${AWS::Partition}:...' }`.
 */
export type Data = string | number | boolean | null | readonly Data[] | DataObject;
export interface DataObject {
  readonly [key: string]: Data;
}

/** One entry of a template's `Resources`, in the order in which its attributes are printed. */
export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly CreationPolicy?: DataObject;
  readonly UpdatePolicy?: DataObject;
  readonly Metadata?: DataObject;
  readonly Properties?: DataObject;
}

/** One entry of a template's `Parameters`. */
export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: string | number;
  readonly AllowedValues?: readonly (string | number)[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
  readonly MinLength?: number;
  readonly MaxLength?: number;
  readonly MinValue?: number;
  readonly MaxValue?: number;
  readonly NoEcho?: boolean;
  readonly Description?: string;
}

/** One entry of a template's `Outputs`. */
export interface TemplateOutput {
  readonly Description?: string;
  readonly Condition?: string;
  readonly Value: Data;
  readonly Export?: { readonly Name: Data };
}

/**
 * A CloudFormation template as data, sections in the order in which they are printed.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description?: string;
  readonly Transform?: string | readonly string[];
  readonly Metadata?: DataObject;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Rules?: DataObject;
  readonly Mappings?: DataObject;
  readonly Conditions?: DataObject;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

/** The sections of a template in which things are declared by name. */
export type Section = 'Parameters' | 'Rules' | 'Mappings' | 'Conditions' | 'Resources' | 'Outputs';

/** What the printer writes beside the data: the lines above the template and the line above each resource. */
export interface TemplateComments {
  /** Lines at the top of the file, without `#`. */
  readonly header: readonly string[];
  /** By logical id: why this resource is there, without `#`. May hold several lines. */
  readonly resources: Readonly<Record<string, string>>;
}

/** Where each named thing of a template was declared, by section and name: `Resources/Vpc`, `Parameters/VpcId`. */
export type TemplatePlaces = ReadonlyMap<string, Place>;

/**
 * The sections of a template, in the order in which they are printed.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export const TEMPLATE_SECTIONS = [
  'AWSTemplateFormatVersion',
  'Description',
  'Transform',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
] as const satisfies readonly (keyof Template)[];
