import type { Data, TemplateParameter } from './template.ts';

/**
 * The parameters of every stack that nests others: where their templates are. The language declares them, passes them on to
 * nested stacks that nest in their turn, and leaves them out of the flat form.
 */
export const TEMPLATE_LOCATION: Readonly<Record<'TemplateBucket' | 'TemplatePrefix', TemplateParameter>> = {
  TemplateBucket: {
    Type: 'String',
    AllowedPattern: '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]',
    ConstraintDescription: 'the name of an S3 bucket in the region of the stack',
    Description: "Bucket in this region that holds the nested stacks' templates",
  },
  TemplatePrefix: {
    Type: 'String',
    AllowedPattern: '[A-Za-z0-9][A-Za-z0-9/._-]*[A-Za-z0-9]',
    ConstraintDescription: 'a path without a slash at either end',
    Description: "Path of the nested stacks' templates in TemplateBucket, without a slash at either end",
  },
};

/** `LoadBalancer` -> `load-balancer.yaml` */
export function templateFile(stackName: string): string {
  return `${stackName.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase()}.yaml`;
}

/**
 * Where CloudFormation fetches a nested template.
 * @param digest the template's sha256 in hex; its first 12 digits pin the content. Without one, the name alone.
 */
export function templateUrl(file: string, digest?: string): Data {
  const pinned = digest === undefined ? file : file.replace(/\.yaml$/, `.${digest.slice(0, 12)}.yaml`);
  return { 'Fn::Sub': `https://\${TemplateBucket}.s3.\${AWS::Region}.\${AWS::URLSuffix}/\${TemplatePrefix}/${pinned}` };
}
