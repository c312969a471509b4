import type { Definition } from './model.ts';

/** What the field calls a service when its name in CloudFormation is something else. */
const namespaces: Readonly<Record<string, string>> = { ElasticLoadBalancingV2: 'ELBv2' };

/** The service and the resource of `AWS::ECS::Service`: `['ECS', 'Service']`. */
export function splitType(type: string): readonly [service: string, resource: string] {
  const [, service = '', resource = ''] = type.split('::');
  return [service, resource];
}

/** The namespace under which `src/aws/index.ts` exports a service: `ELBv2`. */
export function namespaceOf(service: string): string {
  return namespaces[service] ?? service;
}

/** The file that a service's types are in: `elastic-load-balancing-v2.ts`. */
export function fileOf(service: string): string {
  return `${service.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()}.ts`;
}

/**
 * The interface of a nested type: `ListenerAction`. A nested type that starts with its resource's name keeps its own
 * (`ListenerAttribute`).
 */
export function interfaceOf(resource: string, { name, interfaceName }: Definition): string {
  return interfaceName ?? (name.startsWith(resource) ? name : `${resource}${name}`);
}

/** The interface of a resource's properties: `ListenerProperties`. */
export function propertiesOf(resource: string): string {
  return `${resource}Properties`;
}

/** The interface of what `Fn::GetAtt` gives of a resource: `ListenerReturnValues`. AWS heads that section "Return values". */
export function returnValuesOf(resource: string): string {
  return `${resource}ReturnValues`;
}
