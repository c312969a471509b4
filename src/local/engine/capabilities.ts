import type { Template } from '../../dsl/template.ts';
import { insufficientCapabilities } from './refusals.ts';

/** The property that gives a resource of IAM a name of the user's choice, by type. */
const NAMES: Readonly<Record<string, string>> = {
  'AWS::IAM::AccessKey': '',
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': '',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': '',
};

/** What a caller must agree to before a template is deployed, and which of its resource types ask for that. */
export function neededCapabilities(template: Template): {
  readonly capabilities: readonly ('CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM')[];
  readonly types: readonly string[];
} {
  const resources = Object.values(template.Resources).filter(({ Type }) => Object.hasOwn(NAMES, Type));
  const isNamed = resources.some(
    ({ Type, Properties = {} }) => NAMES[Type] !== '' && (NAMES[Type] ?? '') in Properties,
  );
  const types = [...new Set(resources.map(({ Type }) => Type))];
  if (types.length === 0) return { capabilities: [], types };
  return { capabilities: [isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'], types };
}

/** @throws ServiceError `InsufficientCapabilitiesException` where the caller has not agreed to what the template needs. */
export function requireCapabilities(template: Template, given: readonly string[]): void {
  const { capabilities } = neededCapabilities(template);
  const lacking = capabilities.filter(
    (needed) => !given.includes(needed) && !(needed === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')),
  );
  if (lacking.length > 0) throw insufficientCapabilities(lacking);
}
