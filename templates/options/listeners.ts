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
export interface LoadBalancerOptions {
  readonly scheme: 'internet-facing' | 'internal';
  /** Days that access logs are kept in a bucket of their own; `false` for no access logs. */
  readonly accessLogs: number | false;
  /** Whether a host name in Route 53 points at it; the root takes hosted zone and name as parameters. */
  readonly hostName: boolean;
  /** How long a target that leaves may finish its requests, in seconds. */
  readonly deregistrationSeconds: number;
}
