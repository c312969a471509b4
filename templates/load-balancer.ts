import { Route53 } from '../src/aws/index.ts';
import { type Expression, equals, parameter, stack, sub, type Value } from '../src/dsl/index.ts';
import {
  CERTIFICATE_ARN,
  CLIENT_CIDR,
  COLOURS,
  HOOK_CIDRS,
  HOST_NAME,
  HOSTED_ZONE_ID,
  LIVE_COLOUR,
  LOAD_BALANCER_ARN,
  LOAD_BALANCER_DNS_NAME,
  LOAD_BALANCER_SECURITY_GROUP_ID,
  LOAD_BALANCER_ZONE_ID,
  TESTER_CIDR,
} from './common/parameters.ts';
import { openSite, type Site, type SiteOptions, siteParameters } from './common/site.ts';
import { type AdmissionOptions, listAdmissions } from './load-balancer/admissions.ts';
import { type Balancer, declareBalancer, takeBalancer } from './load-balancer/balancer.ts';
import { Listeners } from './load-balancer/listeners.ts';
import { declareTargetGroups, type TargetGroupOptions } from './load-balancer/target-groups.ts';
import { isRedirectedTo, type ListenerOptions, type LoadBalancerOptions, usesTls } from './options/listeners.ts';

/** What the entrance is made from. */
export interface LoadBalancerStackOptions extends AdmissionOptions, TargetGroupOptions, SiteOptions {
  readonly balancer: LoadBalancerOptions;
}

/**
 * Where traffic enters: a load balancer of its own or one that exists, production and test listener, a blue and a green target
 * group.
 */
export const loadBalancer = (options: LoadBalancerStackOptions) => {
  const { balancer: wanted } = options;
  const exists = wanted.kind === 'existing';
  return stack(
    'LoadBalancer',
    {
      description: exists
        ? 'Where traffic enters: listeners on a load balancer that exists, a blue and a green target group'
        : 'Where traffic enters: one load balancer, its listeners, a blue and a green target group',
      parameters: {
        ...siteParameters(),
        VpcId: parameter.vpcId({ description: 'The network that load balancer and targets are in' }),
        SubnetIds: exists
          ? undefined
          : parameter.subnetIds({ description: 'Where the load balancer stands: a subnet in each zone' }),
        LoadBalancerArn: exists ? parameter.string(LOAD_BALANCER_ARN) : undefined,
        LoadBalancerSecurityGroupId: exists ? parameter.securityGroupId(LOAD_BALANCER_SECURITY_GROUP_ID) : undefined,
        LoadBalancerDnsName: exists ? parameter.string(LOAD_BALANCER_DNS_NAME) : undefined,
        LoadBalancerZoneId: exists && wanted.hostName ? parameter.string(LOAD_BALANCER_ZONE_ID) : undefined,
        ClientCidr: parameter.string(CLIENT_CIDR),
        TesterCidr: options.test ? parameter.string(TESTER_CIDR) : undefined,
        HookCidrs: options.hookAddresses.count > 0 ? parameter.list(HOOK_CIDRS) : undefined,
        CertificateArn: usesTls(options.production, options.test) ? parameter.string(CERTIFICATE_ARN) : undefined,
        HostName: wanted.hostName ? parameter.string(HOST_NAME) : undefined,
        HostedZoneId: wanted.hostName ? parameter.hostedZoneId(HOSTED_ZONE_ID) : undefined,
        LiveColour: parameter.oneOf(COLOURS, LIVE_COLOUR),
      },
    },
    (given, tools) => {
      const site = openSite(tools, given, options);
      const greenIsLive = site.condition('GreenIsLive', equals(given.LiveColour, 'green'));
      // Port 80 of a load balancer that exists is somebody else's.
      const redirects = !exists && isRedirectedTo(options.production);
      const admissions = listAdmissions(options, redirects, given);
      const balancer = openBalancer(site, wanted, admissions, given);

      const { blue, green } = declareTargetGroups(site, options, given.VpcId);
      const listeners = new Listeners(site, balancer.arn, greenIsLive, { blue, green }, given.CertificateArn);
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
      if (redirects) listeners.declareRedirect(options.production.port);
      const { HostName, HostedZoneId } = given;
      if (HostName && HostedZoneId) declareHostName(site, balancer, HostName, HostedZoneId);

      const host = HostName ?? balancer.dnsName;
      const canBeReached = ({ protocol }: ListenerOptions) => protocol === 'HTTP' || HostName !== undefined;
      // What exists is known to the root, which was told of it.
      const own = <T>(value: T): T | undefined => (exists ? undefined : value);
      return {
        SecurityGroupId: own(balancer.securityGroupId),
        LoadBalancerArn: own(balancer.arn),
        LoadBalancerFullName: balancer.fullName,
        ProductionListenerArn: production.ref,
        TestListenerArn: test?.ref,
        BlueTargetGroupArn: blue.ref,
        BlueTargetGroupName: blue.att('TargetGroupName'),
        BlueTargetGroupFullName: blue.att('TargetGroupFullName'),
        GreenTargetGroupName: green.att('TargetGroupName'),
        GreenTargetGroupFullName: green.att('TargetGroupFullName'),
        DnsName: own(balancer.dnsName),
        // A certificate is never one for the load balancer's own name.
        Url: canBeReached(options.production) ? urlOf(options.production, host) : undefined,
        TestUrl: options.test && canBeReached(options.test) ? urlOf(options.test, host) : undefined,
      };
    },
  );
};

/** The parameters that only one of the two kinds of load balancer has. */
interface BalancerParameters {
  readonly VpcId: Expression<string>;
  readonly SubnetIds: Expression<readonly string[]> | undefined;
  readonly LoadBalancerArn: Expression<string> | undefined;
  readonly LoadBalancerSecurityGroupId: Expression<string> | undefined;
  readonly LoadBalancerDnsName: Expression<string> | undefined;
  readonly LoadBalancerZoneId: Expression<string> | undefined;
}

function openBalancer(
  site: Site,
  wanted: LoadBalancerOptions,
  admissions: Parameters<typeof takeBalancer>[1],
  given: BalancerParameters,
): Balancer {
  const { VpcId, SubnetIds, LoadBalancerArn, LoadBalancerSecurityGroupId, LoadBalancerDnsName } = given;
  if (wanted.kind === 'new' && SubnetIds) return declareBalancer(site, wanted, admissions, { VpcId, SubnetIds });
  if (!LoadBalancerArn || !LoadBalancerSecurityGroupId || !LoadBalancerDnsName) {
    throw new Error('a load balancer is either made or given');
  }
  const { LoadBalancerZoneId } = given;
  return takeBalancer(site, admissions, {
    LoadBalancerArn,
    LoadBalancerSecurityGroupId,
    LoadBalancerDnsName,
    LoadBalancerZoneId,
  });
}

function declareHostName(
  { resource }: Site,
  { dnsName, zoneId }: Balancer,
  name: Expression<string>,
  zone: Expression<string>,
): void {
  resource(
    'HostNameRecord',
    new Route53.RecordSet({
      HostedZoneId: zone,
      Name: name,
      Type: 'A',
      AliasTarget: { DNSName: dnsName, HostedZoneId: zoneId ?? '' },
    }),
    { comment: 'The name under which users know the service.' },
  );
}

function urlOf({ protocol, port }: ListenerOptions, host: Value<string>): Value<string> {
  const isUsual = port === { HTTP: 80, HTTPS: 443 }[protocol];
  return sub`${protocol.toLowerCase()}://${host}${isUsual ? '' : `:${port}`}/`;
}
