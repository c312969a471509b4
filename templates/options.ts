/** How a listener is reached. */
export type ListenerOptions = HttpListener | HttpsListener;

export interface HttpListener {
  readonly protocol: 'HTTP';
  readonly port: number;
}

export interface HttpsListener {
  readonly protocol: 'HTTPS';
  readonly port: number;
  /**
   * Which TLS versions and ciphers it offers.
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
   */
  readonly tlsPolicy: TlsPolicy;
}

/** A security policy that speaks TLS 1.3; older ones are not taken. */
export type TlsPolicy = `ELBSecurityPolicy-TLS13-${string}`;

/** What AWS recommends and its console chooses: TLS 1.3 and 1.2 with forward secrecy, hybrid post-quantum key exchange. */
export const RECOMMENDED_TLS_POLICY: TlsPolicy = 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09';

/** A listener without encryption. */
export function http(port: number): HttpListener {
  return { protocol: 'HTTP', port };
}

/** A listener with TLS. The certificate is a parameter of the root, `CertificateArn`. */
export function https(port: number, options: { readonly tlsPolicy?: TlsPolicy } = {}): HttpsListener {
  return { protocol: 'HTTPS', port, tlsPolicy: options.tlsPolicy ?? RECOMMENDED_TLS_POLICY };
}

/** Whether any of these listeners needs a certificate. */
export function usesTls(...listeners: readonly (ListenerOptions | undefined)[]): boolean {
  return listeners.some((listener) => listener?.protocol === 'HTTPS');
}

/** Whether port 80 sends users on to this listener. */
export function isRedirectedTo({ protocol, port }: ListenerOptions): boolean {
  return protocol === 'HTTPS' && port !== 80;
}

/** A network of the system's own. */
export interface NewVpc {
  readonly kind: 'new';
  /** Availability zones to spread over. */
  readonly zones: 2 | 3;
  /** The way out of the private subnets. `per-zone` survives the loss of a zone, `one` costs less. */
  readonly nat: 'none' | 'one' | 'per-zone';
  /** Where tasks run. Public subnets give them public addresses. */
  readonly tasks: 'private' | 'public';
  /** Private ways to the AWS services that tasks need, where there is no NAT. */
  readonly endpoints: boolean;
  /** Days that the record of all traffic is kept; `false` for no record. */
  readonly flowLogs: RetentionDays | false;
}

/** A network that exists: the root takes its ids as parameters. */
export interface ExistingVpc {
  readonly kind: 'existing';
  /** How many public addresses its NAT gateways have; the root takes them as a list, and hooks are let in from there. */
  readonly natAddresses: number;
}

export type NetworkOptions = NewVpc | ExistingVpc;

/** How long CloudWatch keeps logs, in days: the values it takes below a year and a half. */
export type RetentionDays = 1 | 3 | 5 | 7 | 14 | 30 | 60 | 90 | 120 | 150 | 180 | 365 | 400 | 545;

/** A network of the system's own: two zones, one NAT gateway, traffic recorded for 30 days, unless told otherwise. */
export function newVpc(options: Partial<Omit<NewVpc, 'kind'>> = {}): NewVpc {
  return { kind: 'new', zones: 2, nat: 'one', tasks: 'private', endpoints: false, flowLogs: 30, ...options };
}

/** A network that exists. */
export function existingVpc(options: { readonly natAddresses?: number } = {}): ExistingVpc {
  return { kind: 'existing', natAddresses: options.natAddresses ?? 0 };
}

/** What runs, as far as traffic to it is concerned. */
export interface ContainerOptions {
  /** The port the container listens on. */
  readonly port: number;
  /** The path that answers 200 when the container is well. */
  readonly healthCheck: string;
}

/** The load balancer, apart from its listeners. */
export interface LoadBalancerOptions {
  readonly scheme: 'internet-facing' | 'internal';
  /** How targets are registered: `instance` for containers on dynamic host ports (EC2 bridge mode), `ip` for awsvpc. */
  readonly targetType: 'instance' | 'ip';
  /** Days that access logs are kept in a bucket of their own; `false` for no access logs. */
  readonly accessLogs: number | false;
  /** Whether a host name in Route 53 points at it; the root takes hosted zone and name as parameters. */
  readonly hostName: boolean;
  /** How long a target that leaves may finish its requests, in seconds. */
  readonly deregistrationSeconds: number;
}

/** A blue/green system, as a file in `templates/systems/` describes it. */
export interface SystemOptions {
  /** Names the system's folder, and by default what it creates: lower case, at most 20 characters. */
  readonly name: string;
  readonly network?: NetworkOptions;
  readonly container: ContainerOptions;
  readonly listeners: {
    /** Carries users. */
    readonly production: ListenerOptions;
    /** Shows the new version to hooks and testers before any user sees it. */
    readonly test?: ListenerOptions;
  };
  readonly loadBalancer?: Partial<LoadBalancerOptions>;
}
