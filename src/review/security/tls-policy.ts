/** What load balancers have where a template does not say. */
const DEFAULT = 'ELBSecurityPolicy-2016-08';

/** Policies whose names do not say the oldest version of TLS that they let in. */
const ODD: Readonly<Record<string, number>> = {
  'ELBSecurityPolicy-2015-05': 0,
  'ELBSecurityPolicy-2016-08': 0,
  'ELBSecurityPolicy-FS-2018-06': 0,
};

/**
 * The oldest version of TLS that a policy of a listener lets in, by its minor number; undefined for a policy that does not say.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
export function tlsLevel(policy: string): number | undefined {
  const name = policy === '' ? DEFAULT : policy;
  const [, version] = /^ELBSecurityPolicy-(?:TLS13|TLS|FS)-1-([0-3])-/.exec(name) ?? [];
  return version === undefined ? ODD[name] : Number(version);
}
