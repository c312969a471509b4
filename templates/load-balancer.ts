import { EC2, ELBv2, Route53 } from '../src/aws/index.ts';
import {
  type Expression,
  equals,
  parameter,
  type ResourceHandle,
  select,
  stack,
  sub,
  type Value,
} from '../src/dsl/index.ts';
import {
  CERTIFICATE_ARN,
  CLIENT_CIDR,
  COLOURS,
  HOOK_CIDRS,
  HOST_NAME,
  HOSTED_ZONE_ID,
  LIVE_COLOUR,
  TESTER_CIDR,
} from './common/parameters.ts';
import { openSite, type Site, type SiteOptions, siteParameters } from './common/site.ts';
import type { HookAddresses } from './hooks/placement.ts';
import { declareAccessLogs } from './load-balancer/access-logs.ts';
import { Listeners } from './load-balancer/listeners.ts';
import { declareTargetGroups, type TargetGroupOptions } from './load-balancer/target-groups.ts';
import { isRedirectedTo, type ListenerOptions, type LoadBalancerOptions, usesTls } from './options/listeners.ts';

export interface LoadBalancerStackOptions extends LoadBalancerOptions, TargetGroupOptions, SiteOptions {
  readonly production: ListenerOptions;
  readonly test: ListenerOptions | undefined;
  /** Where hooks come from that no security group can name: the NAT gateways' addresses, and the listeners that admit them. */
  readonly hookAddresses: HookAddresses;
}

/** Where traffic enters: one load balancer, its production and test listeners, a blue and a green target group. */
export const loadBalancer = (options: LoadBalancerStackOptions) =>
  stack(
    'LoadBalancer',
    {
      description: 'Where traffic enters: one load balancer, its listeners, a blue and a green target group',
      parameters: {
        ...siteParameters(),
        VpcId: parameter.vpcId(),
        SubnetIds: parameter.subnetIds({ description: 'Where the load balancer stands: a subnet in each zone' }),
        ClientCidr: parameter.string(CLIENT_CIDR),
        TesterCidr: options.test ? parameter.string(TESTER_CIDR) : undefined,
        HookCidrs: options.hookAddresses.count > 0 ? parameter.list(HOOK_CIDRS) : undefined,
        CertificateArn: usesTls(options.production, options.test) ? parameter.string(CERTIFICATE_ARN) : undefined,
        HostName: options.hostName ? parameter.string(HOST_NAME) : undefined,
        HostedZoneId: options.hostName ? parameter.hostedZoneId(HOSTED_ZONE_ID) : undefined,
        LiveColour: parameter.oneOf(COLOURS, LIVE_COLOUR),
      },
    },
    (given, tools) => {
      const site = openSite(tools, given, options);
      const { resource, condition, tags } = site;
      const greenIsLive = condition('GreenIsLive', equals(given.LiveColour, 'green'));

      const securityGroup = resource(
        'LoadBalancerSecurityGroup',
        new EC2.SecurityGroup({
          GroupDescription: 'Traffic into the load balancer',
          VpcId: given.VpcId,
          SecurityGroupIngress: ingressRules(options, given),
          Tags: tags('load-balancer'),
        }),
        { comment: 'The only group that clients may talk to.' },
      );
      const logs = options.accessLogs === false ? undefined : declareAccessLogs(site, options.accessLogs);

      const balancer = resource(
        'LoadBalancer',
        new ELBv2.LoadBalancer({
          Type: 'application',
          Scheme: options.scheme,
          Subnets: given.SubnetIds,
          SecurityGroups: [securityGroup.ref],
          LoadBalancerAttributes: [
            { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
            ...(logs?.attributes ?? []),
          ],
          Tags: tags(),
        }),
        {
          dependsOn: logs?.policy,
          comment: logs
            ? 'One entrance for both colours. It tries the log bucket when it is made, so the policy is there before it.'
            : 'One entrance for both colours.',
        },
      );

      const { blue, green } = declareTargetGroups(site, options, given.VpcId);
      const listeners = new Listeners(site, balancer, greenIsLive, { blue, green }, given.CertificateArn);
      const production = listeners.declare(
        'ProductionListener',
        options.production,
        'Carries users. A release moves its weights from one colour to the other, so what it says here follows LiveColour.',
      );
      const test =
        options.test &&
        listeners.declare(
          'TestListener',
          options.test,
          'Shows the new version to hooks and testers before any user sees it.',
        );
      if (isRedirectedTo(options.production)) {
        listeners.declareRedirect(options.production.port);
      }
      const { HostName, HostedZoneId } = given;
      if (HostName && HostedZoneId) declareHostName(site, balancer, HostName, HostedZoneId);

      const host: Value<string> = HostName ?? balancer.att('DNSName');
      const canBeReached = ({ protocol }: ListenerOptions) => protocol === 'HTTP' || HostName !== undefined;
      return {
        SecurityGroupId: securityGroup.ref,
        LoadBalancerFullName: balancer.att('LoadBalancerFullName'),
        ProductionListenerArn: production.ref,
        TestListenerArn: test?.ref,
        BlueTargetGroupArn: blue.ref,
        BlueTargetGroupName: blue.att('TargetGroupName'),
        BlueTargetGroupFullName: blue.att('TargetGroupFullName'),
        GreenTargetGroupName: green.att('TargetGroupName'),
        GreenTargetGroupFullName: green.att('TargetGroupFullName'),
        DnsName: balancer.att('DNSName'),
        // A certificate is never one for the load balancer's own name.
        Url: canBeReached(options.production) ? urlOf(options.production, host) : undefined,
        TestUrl: options.test && canBeReached(options.test) ? urlOf(options.test, host) : undefined,
      };
    },
  );

/** The parameters that only some systems have. */
interface Sources {
  readonly ClientCidr: Expression<string>;
  readonly TesterCidr: Expression<string> | undefined;
  readonly HookCidrs: Expression<readonly string[]> | undefined;
}

function ingressRules(
  { production, test, hookAddresses }: LoadBalancerStackOptions,
  { ClientCidr, TesterCidr, HookCidrs }: Sources,
): readonly EC2.SecurityGroupInlineIngress[] {
  const from = (Description: string, { port }: ListenerOptions, CidrIp: Value<string>) => ({
    Description,
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    CidrIp,
  });
  return [
    from('Clients', production, ClientCidr),
    ...(isRedirectedTo(production)
      ? [from('Clients, to be redirected', { protocol: 'HTTP', port: 80 }, ClientCidr)]
      : []),
    ...(test && TesterCidr ? [from('Testers', test, TesterCidr)] : []),
    ...(HookCidrs ? hookAddresses.listeners : []).flatMap((name) => {
      const listener = { production, test }[name];
      return listener
        ? Array.from({ length: hookAddresses.count }, (_, index) =>
            from('Hooks, through the NAT', listener, select(index, HookCidrs ?? [])),
          )
        : [];
    }),
  ];
}

function declareHostName(
  { resource }: Site,
  balancer: ResourceHandle<ELBv2.LoadBalancerReturnValues>,
  name: Expression<string>,
  zone: Expression<string>,
): void {
  resource(
    'HostNameRecord',
    new Route53.RecordSet({
      HostedZoneId: zone,
      Name: name,
      Type: 'A',
      AliasTarget: { DNSName: balancer.att('DNSName'), HostedZoneId: balancer.att('CanonicalHostedZoneID') },
    }),
    { comment: 'The name under which users know the service.' },
  );
}

function urlOf({ protocol, port }: ListenerOptions, host: Value<string>): Value<string> {
  const isUsual = port === { HTTP: 80, HTTPS: 443 }[protocol];
  return sub`${protocol.toLowerCase()}://${host}${isUsual ? '' : `:${port}`}/`;
}
