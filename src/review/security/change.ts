/** One thing that a change allows, or protects, more or less than before. */
export interface SecurityChange {
  /**
   * `opens`: more is allowed, or less is protected, than before; `closes`: less, or more. What cannot be compared is said as
   * `opens`: somebody has to read it.
   */
  readonly effect: 'opens' | 'closes';
  /** One of {@link SECURITY_CODES}. */
  readonly code: SecurityCode;
  /** The resource: `Service/TaskRole`. What is no longer there has the path that it had. */
  readonly path: string;
  /** Inside it: `Policies[application] Statement[ReadOrders]`, `SecurityGroupIngress[0]`; empty for the whole resource. */
  readonly at: string;
  /** In words, lower case, no full stop. */
  readonly message: string;
}

const USER_GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';
const ELEMENTS = `${USER_GUIDE}/reference_policies_elements`;

/** What each code means, in a sentence, and the AWS page about it. */
export const SECURITY_CODES = {
  'statement-added': {
    means: 'A statement allows what nothing allowed before.',
    page: `${ELEMENTS}_statement.html`,
  },
  'statement-removed': {
    means: 'What a statement allowed, nothing allows any more.',
    page: `${ELEMENTS}_statement.html`,
  },
  'action-added': {
    means: 'A statement that was there allows more actions.',
    page: `${ELEMENTS}_action.html`,
  },
  'action-removed': {
    means: 'A statement that is still there allows fewer actions.',
    page: `${ELEMENTS}_action.html`,
  },
  'resource-added': {
    means: 'What was allowed on some resources is allowed on others.',
    page: `${ELEMENTS}_resource.html`,
  },
  'resource-removed': {
    means: 'What was allowed on some resources is not allowed on them any more.',
    page: `${ELEMENTS}_resource.html`,
  },
  'wildcard-grown': {
    means: 'A pattern of actions or resources matches more than the one before.',
    page: `${ELEMENTS}_resource.html`,
  },
  'wildcard-narrowed': {
    means: 'A pattern of actions or resources matches less than the one before.',
    page: `${ELEMENTS}_resource.html`,
  },
  'condition-dropped': {
    means: 'What was allowed under a condition is allowed without it.',
    page: `${ELEMENTS}_condition.html`,
  },
  'condition-added': {
    means: 'What was allowed without a condition is allowed under one.',
    page: `${ELEMENTS}_condition.html`,
  },
  'condition-loosened': {
    means: 'A condition lets more through: another value, a weaker operator.',
    page: `${ELEMENTS}_condition_operators.html`,
  },
  'condition-tightened': {
    means: 'A condition lets less through.',
    page: `${ELEMENTS}_condition_operators.html`,
  },
  'principal-added': {
    means: 'What some could do, others can.',
    page: `${ELEMENTS}_principal.html`,
  },
  'principal-removed': {
    means: 'What somebody could do they cannot any more.',
    page: `${ELEMENTS}_principal.html`,
  },
  'deny-removed': {
    means: 'What was denied is not denied any more.',
    page: `${USER_GUIDE}/reference_policies_evaluation-logic.html`,
  },
  'deny-added': {
    means: 'What was not denied is.',
    page: `${USER_GUIDE}/reference_policies_evaluation-logic.html`,
  },
  'public-access': {
    means: 'Anyone may do it or reach it, or what held them back is gone.',
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
  },
  'public-access-removed': {
    means: 'What anyone could do or reach is closed to them, or something more holds them back.',
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html',
  },
  'managed-policy-attached': {
    means: 'Somebody is given a policy that is in no template.',
    page: `${USER_GUIDE}/access_policies_managed-vs-inline.html`,
  },
  'managed-policy-detached': {
    means: 'A policy that is in no template is taken from somebody.',
    page: `${USER_GUIDE}/access_policies_managed-vs-inline.html`,
  },
  'boundary-removed': {
    means: 'A permissions boundary no longer limits somebody.',
    page: `${USER_GUIDE}/access_policies_boundaries.html`,
  },
  'boundary-added': {
    means: 'A permissions boundary limits somebody.',
    page: `${USER_GUIDE}/access_policies_boundaries.html`,
  },
  'boundary-changed': {
    means: 'Another permissions boundary limits somebody: the two cannot be compared.',
    page: `${USER_GUIDE}/access_policies_boundaries.html`,
  },
  'port-opened': {
    means: 'A security group or a network ACL lets more traffic through.',
    page: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
  },
  'port-closed': {
    means: 'A security group or a network ACL lets less traffic through.',
    page: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
  },
  'encryption-removed': {
    means: 'Data or traffic is no longer encrypted.',
    page: 'https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/data-protection.html',
  },
  'encryption-added': {
    means: 'Data or traffic is encrypted.',
    page: 'https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/data-protection.html',
  },
  'encryption-weakened': {
    means: 'It is still encrypted, by less: not with a key of its own, or with an older version of TLS.',
    page: 'https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html',
  },
  'encryption-strengthened': {
    means: 'It is encrypted by more: with a key of its own, or with newer versions of TLS only.',
    page: 'https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html',
  },
  'key-changed': {
    means: 'It is encrypted with another key: the policy of that one says who may use it.',
    page: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html',
  },
  'tls-policy-changed': {
    means: 'A listener has other ciphers, for the same versions of TLS.',
    page: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html',
  },
  'protection-removed': {
    means: 'Something that guards, keeps or records is turned off.',
    page: 'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html',
  },
  'protection-added': {
    means: 'Something that guards, keeps or records is turned on.',
    page: 'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html',
  },
  'privilege-added': {
    means: 'Code that runs may do more to what it runs on, or somebody more to it.',
    page: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html',
  },
  'privilege-removed': {
    means: 'Code that runs may do less to what it runs on, or somebody less to it.',
    page: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html',
  },
  'secret-exposed': {
    means: 'What was read from a store of secrets stands in the template.',
    page: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html',
  },
  'secret-hidden': {
    means: 'What stood in the template is read from a store of secrets.',
    page: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html',
  },
  'not-compared': {
    means: 'It changed, and what it says cannot be compared: read it.',
    page: `${ELEMENTS}_notprincipal.html`,
  },
} as const satisfies Readonly<Record<string, { readonly means: string; readonly page: string }>>;

/** What a change is called. */
export type SecurityCode = keyof typeof SECURITY_CODES;
