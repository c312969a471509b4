import { ELBv2 } from '../../src/aws/index.ts';
import { type Expression, fnIf, type NamedCondition, type ResourceHandle } from '../../src/dsl/index.ts';
import type { Site } from '../common/site.ts';
import type { ListenerOptions } from '../options/listeners.ts';

/** Declares the listeners of one load balancer. */
export class Listeners {
  readonly #site: Site;
  readonly #balancerArn: Expression<string>;
  readonly #certificate: Expression<string> | undefined;
  /** What a listener does with a request: hand it to the live colour. */
  readonly #forward: ELBv2.ListenerAction;

  constructor(
    site: Site,
    balancerArn: Expression<string>,
    greenIsLive: NamedCondition,
    groups: Readonly<Record<'blue' | 'green', ResourceHandle>>,
    certificate: Expression<string> | undefined,
  ) {
    this.#site = site;
    this.#balancerArn = balancerArn;
    this.#certificate = certificate;
    this.#forward = { Type: 'forward', TargetGroupArn: fnIf(greenIsLive, groups.green.ref, groups.blue.ref) };
  }

  /** Declares a listener that forwards to the live colour. */
  declare(id: string, listener: ListenerOptions, comment: string): ResourceHandle {
    const { resource } = this.#site;
    const encryption =
      listener.protocol === 'HTTPS' && this.#certificate
        ? { SslPolicy: listener.tlsPolicy, Certificates: [{ CertificateArn: this.#certificate }] }
        : {};
    return resource(
      id,
      new ELBv2.Listener({
        LoadBalancerArn: this.#balancerArn,
        Protocol: listener.protocol,
        Port: listener.port,
        ...encryption,
        DefaultActions: [this.#forward],
      }),
      { comment },
    );
  }

  /** Declares the listener on port 80 that sends users on to this port. */
  declareRedirect(port: number): void {
    this.#site.resource(
      'RedirectListener',
      new ELBv2.Listener({
        LoadBalancerArn: this.#balancerArn,
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
