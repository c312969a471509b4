import { EC2, ELBv2, Route53 } from '../src/aws/index.ts';
import {
  type Expression,
  equals,
  fnIf,
  type NamedCondition,
  parameter,
  type ResourceHandle,
  type StackTools,
  select,
  stack,
  sub,
  type Value,
} from '../src/dsl/index.ts';
import { declareAccessLogs } from './access-logs.ts';
import {
  type ContainerOptions,
  isRedirectedTo,
  type ListenerOptions,
  type LoadBalancerOptions,
  usesTls,
} from './options.ts';
import {
  CERTIFICATE_ARN,
  CLIENT_CIDR,
  COLOURS,
  HOOK_CIDRS,
  HOST_NAME,
  HOSTED_ZONE_ID,
  LIVE_COLOUR,
  SYSTEM_NAME,
  TESTER_CIDR,
} from './parameters.ts';

export interface LoadBalancerStackOptions extends LoadBalancerOptions {
  readonly container: ContainerOptions;
  readonly production: ListenerOptions;
  readonly test: ListenerOptions | undefined;
  /** How many addresses the test listener admits hooks from: those of the NAT gateways, or none. */
  readonly hookAddresses: number;
}

/** Where traffic enters: one load balancer, its production and test listeners, a blue and a green target group. */
export const loadBalancer = (options: LoadBalancerStackOptions) =>
  stack(
    'LoadBalancer',
    {
      description: 'Where traffic enters: one load balancer, its listeners, a blue and a green target group',
      parameters: {
        SystemName: parameter.string(SYSTEM_NAME),
        VpcId: parameter.vpcId(),
        SubnetIds: parameter.subnetIds({ description: 'Where the load balancer stands: a subnet in each zone' }),
        ClientCidr: parameter.string(CLIENT_CIDR),
        TesterCidr: options.test ? parameter.string(TESTER_CIDR) : undefined,
        HookCidrs: options.hookAddresses > 0 ? parameter.list(HOOK_CIDRS) : undefined,
        CertificateArn: usesTls(options.production, options.test) ? parameter.string(CERTIFICATE_ARN) : undefined,
        HostName: options.hostName ? parameter.string(HOST_NAME) : undefined,
        HostedZoneId: options.hostName ? parameter.hostedZoneId(HOSTED_ZONE_ID) : undefined,
        LiveColour: parameter.oneOf(COLOURS, LIVE_COLOUR),
      },
    },
    (parameters, tools) => {
      const { resource, condition } = tools;
      const { SystemName, VpcId, SubnetIds } = parameters;
      const greenIsLive = condition('GreenIsLive', equals(parameters.LiveColour, 'green'));

      const securityGroup = resource(
        'LoadBalancerSecurityGroup',
        new EC2.SecurityGroup({
          GroupDescription: 'Traffic into the load balancer',
          VpcId,
          SecurityGroupIngress: ingressRules(options, parameters),
          Tags: [{ Key: 'Name', Value: sub`${SystemName}-load-balancer` }],
        }),
        { comment: 'The only group that clients may talk to.' },
      );
      const logs = options.accessLogs === false ? undefined : declareAccessLogs(tools, options.accessLogs);

      const balancer = resource(
        'LoadBalancer',
        new ELBv2.LoadBalancer({
          Type: 'application',
          Scheme: options.scheme,
          Subnets: SubnetIds,
          SecurityGroups: [securityGroup.ref],
          LoadBalancerAttributes: [
            { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
            ...(logs?.attributes ?? []),
          ],
          Tags: [{ Key: 'Name', Value: SystemName }],
        }),
        {
          dependsOn: logs?.policy,
          comment: logs
            ? 'One entrance for both colours. It tries the log bucket when it is made, so the policy is there before it.'
            : 'One entrance for both colours.',
        },
      );

      const targetGroup = (colour: 'Blue' | 'Green', comment: string) =>
        resource(
          `${colour}TargetGroup`,
          new ELBv2.TargetGroup(targetGroupProperties(options, VpcId, SystemName, colour)),
          {
            comment,
          },
        );
      const blue = targetGroup(
        'Blue',
        'Blue and green are alike in everything: they swap their roles at each release.',
      );
      const green = targetGroup('Green', 'The other colour.');

      const listeners = new Listeners(tools, balancer, greenIsLive, { blue, green }, parameters.CertificateArn);
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
      const { HostName, HostedZoneId } = parameters;
      if (HostName && HostedZoneId) declareHostName(tools, balancer, HostName, HostedZoneId);

      const host: Value<string> = HostName ?? balancer.att('DNSName');
      const canBeReached = ({ protocol }: ListenerOptions) => protocol === 'HTTP' || HostName !== undefined;
      return {
        SecurityGroupId: securityGroup.ref,
        ProductionListenerArn: production.ref,
        TestListenerArn: test?.ref,
        BlueTargetGroupName: blue.att('TargetGroupName'),
        GreenTargetGroupName: green.att('TargetGroupName'),
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
    ...(test && HookCidrs
      ? Array.from({ length: hookAddresses }, (_, index) =>
          from('Hooks, through the NAT', test, select(index, HookCidrs)),
        )
      : []),
  ];
}

function targetGroupProperties(
  { container, targetType, deregistrationSeconds }: LoadBalancerStackOptions,
  VpcId: Expression<string>,
  SystemName: Expression<string>,
  colour: 'Blue' | 'Green',
): ELBv2.TargetGroupProperties {
  return {
    VpcId,
    TargetType: targetType,
    Protocol: 'HTTP',
    Port: container.port,
    HealthCheckPath: container.healthCheck,
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 3,
    Matcher: { HttpCode: '200' },
    TargetGroupAttributes: [
      { Key: 'deregistration_delay.timeout_seconds', Value: String(deregistrationSeconds) },
      { Key: 'stickiness.enabled', Value: 'false' },
    ],
    Tags: [{ Key: 'Name', Value: sub`${SystemName}-${colour.toLowerCase()}` }],
  };
}

/** Declares the listeners of one load balancer. */
class Listeners {
  readonly #tools: StackTools;
  readonly #balancer: ResourceHandle;
  readonly #certificate: Expression<string> | undefined;
  readonly #forward: ELBv2.ListenerAction;

  constructor(
    tools: StackTools,
    balancer: ResourceHandle,
    greenIsLive: NamedCondition,
    groups: Readonly<Record<'blue' | 'green', ResourceHandle>>,
    certificate: Expression<string> | undefined,
  ) {
    this.#tools = tools;
    this.#balancer = balancer;
    this.#certificate = certificate;
    this.#forward = { Type: 'forward', TargetGroupArn: fnIf(greenIsLive, groups.green.ref, groups.blue.ref) };
  }

  declare(id: string, listener: ListenerOptions, comment: string): ResourceHandle {
    const { resource } = this.#tools;
    const encryption =
      listener.protocol === 'HTTPS' && this.#certificate
        ? { SslPolicy: listener.tlsPolicy, Certificates: [{ CertificateArn: this.#certificate }] }
        : {};
    return resource(
      id,
      new ELBv2.Listener({
        LoadBalancerArn: this.#balancer.ref,
        Protocol: listener.protocol,
        Port: listener.port,
        ...encryption,
        DefaultActions: [this.#forward],
      }),
      { comment },
    );
  }

  declareRedirect(port: number): void {
    this.#tools.resource(
      'RedirectListener',
      new ELBv2.Listener({
        LoadBalancerArn: this.#balancer.ref,
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [
          { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: String(port), StatusCode: 'HTTP_301' } },
        ],
      }),
      { comment: 'Sends whoever comes without encryption to the production listener.' },
    );
  }
}

function declareHostName(
  { resource }: StackTools,
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
