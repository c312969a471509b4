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

/** The load balancer, apart from its listeners. */
export type LoadBalancerOptions = NewLoadBalancer | ExistingLoadBalancer;

interface CommonToLoadBalancers {
  readonly scheme: 'internet-facing' | 'internal';
  /** Whether a host name in Route 53 points at it; the root takes hosted zone and name as parameters. */
  readonly hostName: boolean;
  /** How long a target that leaves may finish its requests, in seconds. */
  readonly deregistrationSeconds: number;
}

/** A load balancer of the system's own. */
export interface NewLoadBalancer extends CommonToLoadBalancers {
  readonly kind: 'new';
  /** Days that access logs are kept in a bucket of their own; `false` for no access logs. */
  readonly accessLogs: number | false;
}

/** A load balancer that another system has made; the listeners on it, at ports that are free, are the system's own. */
export interface ExistingLoadBalancer extends CommonToLoadBalancers {
  readonly kind: 'existing';
  /**
   * Whether the instances of `existingEc2()` let it in already, as where another system runs on them behind it. EC2 takes no rule
   * twice, so this system must not add it again.
   */
  readonly reachesInstances: boolean;
}

/** What may be said of a load balancer: nothing, something of a new one, or `existingLoadBalancer(...)`. */
export type LoadBalancerChoice =
  | (Partial<Omit<NewLoadBalancer, 'kind'>> & { readonly kind?: 'new'; readonly reachesInstances?: never })
  | ExistingLoadBalancer;

/**
 * A load balancer that exists: the root takes its ARN, name and security group as parameters. This system's listeners have ports
 * of their own there, because CodeDeploy knows listeners and not the rules of one.
 */
export function existingLoadBalancer(options: Partial<Omit<ExistingLoadBalancer, 'kind'>> = {}): ExistingLoadBalancer {
  return { kind: 'existing', ...USUAL_LOAD_BALANCER, reachesInstances: false, ...options };
}

/** What a load balancer is unless the user says otherwise. */
export const USUAL_LOAD_BALANCER: CommonToLoadBalancers = {
  scheme: 'internet-facing',
  hostName: false,
  deregistrationSeconds: 30,
};

/** Whether a rule of another system lets the load balancer in to the instances already. */
export function reachesInstances({ loadBalancer }: { readonly loadBalancer: LoadBalancerOptions }): boolean {
  return loadBalancer.kind === 'existing' && loadBalancer.reachesInstances;
}
