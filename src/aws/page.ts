const REFERENCE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';

/** AWS's page of a resource type, or of one of its nested types. */
export function pageOf(type: string, definition?: string): string {
  const [, service = '', resource = ''] = type.split('::');
  const name =
    definition === undefined
      ? `aws-resource-${service}-${resource}`
      : `aws-properties-${service}-${resource}-${definition}`;
  return `${REFERENCE}/${name.toLowerCase()}.html`;
}
