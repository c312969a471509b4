import { EC2 } from '../../src/aws/index.ts';
import { type Expression, select, type Value } from '../../src/dsl/index.ts';
import type { Site } from '../common/site.ts';
import type { HookAddresses } from '../hooks/placement.ts';
import type { ListenerOptions } from '../options/listeners.ts';

/** Somebody who may reach a listener from outside the network. */
export interface Admission {
  /** Names the rule, where it is a resource of its own. */
  readonly id: string;
  readonly who: string;
  readonly port: number;
  readonly cidr: Value<string>;
}

/** What listeners there are, and whom the hooks look like. */
export interface AdmissionOptions {
  readonly production: ListenerOptions;
  readonly test: ListenerOptions | undefined;
  /** Where hooks come from that no security group can name: the NAT gateways' addresses, and the listeners that admit them. */
  readonly hookAddresses: HookAddresses;
}

/** The parameters that say who they are; only some systems have the latter two. */
export interface AdmissionSources {
  readonly ClientCidr: Expression<string>;
  readonly TesterCidr: Expression<string> | undefined;
  readonly HookCidrs: Expression<readonly string[]> | undefined;
}

/** Who may reach which port, apart from those that a security group names. */
export function listAdmissions(
  { production, test, hookAddresses }: AdmissionOptions,
  redirects: boolean,
  { ClientCidr, TesterCidr, HookCidrs }: AdmissionSources,
): readonly Admission[] {
  const clients = { id: 'ClientIngress', who: 'Clients', port: production.port, cidr: ClientCidr };
  const redirected = { id: 'RedirectIngress', who: 'Clients, to be redirected', port: 80, cidr: ClientCidr };
  const hooks = (HookCidrs ? hookAddresses.listeners : []).flatMap((name) => {
    const listener = { production, test }[name];
    const kind = name === 'test' ? 'Test' : 'Production';
    return listener
      ? Array.from({ length: hookAddresses.count }, (_, index) => ({
          id: `Hook${kind}Ingress${index + 1}`,
          who: 'Hooks, through the NAT',
          port: listener.port,
          cidr: select(index, HookCidrs ?? []),
        }))
      : [];
  });
  return [
    clients,
    ...(redirects ? [redirected] : []),
    ...(test && TesterCidr ? [{ id: 'TesterIngress', who: 'Testers', port: test.port, cidr: TesterCidr }] : []),
    ...hooks,
  ];
}

/** The rules inside a security group of the system's own. */
export function writeInline(admissions: readonly Admission[]): readonly EC2.SecurityGroupInlineIngress[] {
  return admissions.map(({ who, port, cidr }) => ({ Description: who, ...tcp(port), CidrIp: cidr }));
}

/** The rules as resources, for a security group that another system has made. */
export function declareIngress({ resource }: Site, groupId: Value<string>, admissions: readonly Admission[]): void {
  for (const { id, who, port, cidr } of admissions) {
    const rule = new EC2.SecurityGroupIngress({ Description: who, GroupId: groupId, ...tcp(port), CidrIp: cidr });
    resource(id, rule, { comment: `Who may reach port ${port}: ${who.slice(0, 1).toLowerCase()}${who.slice(1)}.` });
  }
}

function tcp(port: number) {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port };
}
