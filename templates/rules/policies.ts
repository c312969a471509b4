import { matchesAction } from '../../src/check/permissions/wildcard.ts';
import { isObject } from '../../src/dsl/border.ts';
import type { BuiltStack } from '../../src/dsl/index.ts';
import type { DataObject } from '../../src/dsl/template.ts';
import { SERVICE_PRINCIPALS } from '../common/principals.ts';
import { at, listOf, textsOf, within } from './data.ts';
import type { Finding, Rule } from './rule.ts';

/**
 * Actions that may be allowed on everything, and why nothing narrower can be said. A pattern stands for itself, not for what it
 * matches.
 */
export const ON_EVERYTHING: Readonly<Record<string, string>> = {
  'application-autoscaling:Describe*': 'reads; most know no resource',
  'autoscaling:Describe*': 'reads; knows no resource',
  'cloudwatch:PutMetricData': 'metrics are no resources',
  'ec2:AssignPrivateIpAddresses': 'Lambda asks on all before it makes an interface',
  'ec2:CreateNetworkInterface': 'Lambda asks on all before it makes an interface',
  'ec2:DeleteNetworkInterface': 'Lambda asks on all before it makes an interface',
  'ec2:Describe*': 'reads; knows no resource',
  'ec2:DescribeNetworkInterfaces': 'knows no resource',
  'ec2:DescribeSubnets': 'knows no resource',
  'ec2:UnassignPrivateIpAddresses': 'Lambda asks on all before it makes an interface',
  'ecr:GetAuthorizationToken': 'knows no resource',
  'ecs:DeregisterTaskDefinition': 'knows no resource',
  'ecs:DescribeTaskDefinition': 'knows no resource',
  'ecs:DiscoverPollEndpoint': 'knows no resource',
  'ecs:RegisterTaskDefinition': "AWS's policy for the deploy action has it on everything",
  'elasticloadbalancing:Describe*': 'reads; knows no resource',
  'elasticloadbalancing:DescribeListeners': 'knows no resource',
  'elasticloadbalancing:DescribeLoadBalancers': 'knows no resource',
  'elasticloadbalancing:DescribeRules': 'knows no resource',
  'elasticloadbalancing:DescribeTargetGroups': 'knows no resource',
  'elasticloadbalancing:DescribeTargetHealth': 'knows no resource',
  'kms:CreateKey': 'knows no resource: there is none yet',
  'kms:TagResource': 'a key has no name until it is tagged; held to tags by a condition',
  'logs:DescribeIndexPolicies': 'CloudFormation reads the policies of all groups',
  'logs:DescribeLogGroups': 'flow logs list all groups',
  'logs:DescribeResourcePolicies': 'knows no resource',
  'sns:GetSubscriptionAttributes': 'a subscription is no resource',
  'sns:SetSubscriptionAttributes': 'a subscription is no resource',
  'sns:Unsubscribe': 'a subscription is no resource',
  'ssmmessages:CreateControlChannel': 'knows no resource',
  'ssmmessages:CreateDataChannel': 'knows no resource',
  'ssmmessages:OpenControlChannel': 'knows no resource',
  'ssmmessages:OpenDataChannel': 'knows no resource',
  'xray:PutTelemetryRecords': 'knows no resource',
  'xray:PutTraceSegments': 'knows no resource',
};

/** Rules of a single template: what its policies may say. */
export const POLICIES: readonly Rule<BuiltStack>[] = [
  {
    code: 'wildcard-action',
    holds:
      "No statement allows every action, of all services or of one; a key's own policy may, for the account's administrators.",
    find: (stack) =>
      allowed(stack).flatMap(({ statement, where, isKeyPolicy }) => {
        const broad = textsOf(statement.Action).filter((action) => /^\*|:\*$/.test(action));
        const found = isKeyPolicy ? broad.filter((action) => action !== 'kms:*') : broad;
        const named = 'NotAction' in statement ? [...found, 'NotAction'] : found;
        return named.map((action) => ({
          ...where('Action'),
          message:
            action === 'NotAction' ? 'allows all actions but some' : `${JSON.stringify(action)} allows every action`,
          hint: 'name the actions that are needed',
        }));
      }),
  },
  {
    code: 'wildcard-resource',
    holds: 'Only actions that know no resource are allowed on everything.',
    find: (stack) =>
      allowed(stack).flatMap(({ statement, where, isKeyPolicy }) => {
        // A key's own policy says `*` for the key.
        if (isKeyPolicy || !textsOf(statement.Resource).includes('*')) return [];
        return textsOf(statement.Action)
          .filter((action) => !(action in ON_EVERYTHING))
          .map((action) => ({
            ...where('Resource'),
            message: `${action} is allowed on everything`,
            hint: 'name what it is about; an action that knows no resource belongs to ON_EVERYTHING in templates/rules/policies.ts',
          }));
      }),
  },
  {
    code: 'loose-pass-role',
    holds: 'Whoever passes roles names them, and the service that they go to.',
    find: (stack) =>
      allowed(stack).flatMap(({ statement, where }): readonly Finding[] => {
        if (!textsOf(statement.Action).some((action) => matchesAction(action, 'iam:PassRole'))) return [];
        const loose = textsOf(statement.Resource).filter((role) => /^\*$|role\/\*/.test(role));
        const services = textsOf(at(statement.Condition, 'StringEquals', 'iam:PassedToService'));
        return [
          ...loose.map((role) => ({
            ...where('Resource'),
            message: `iam:PassRole on ${JSON.stringify(role)} hands over any role`,
            hint: 'name the roles',
          })),
          ...(services.length > 0
            ? []
            : [
                {
                  ...where('Condition'),
                  message: 'iam:PassRole hands roles to any service',
                  hint: "add Condition: { StringEquals: { 'iam:PassedToService': '<service>.amazonaws.com' } }",
                },
              ]),
        ];
      }),
  },
  {
    code: 'unknown-principal',
    holds: 'Every service that a policy lets in is in the table of service principals.',
    find: (stack) =>
      statements(stack).flatMap(({ statement, where }) =>
        listOf(at(statement.Principal, 'Service'))
          .filter((service) => typeof service !== 'string' || !SERVICE_PRINCIPALS.includes(service))
          .map((service) =>
            isObject(service) ? String(service['Fn::Sub'] ?? JSON.stringify(service)) : String(service),
          )
          .filter((service) => !KNOWN_BY_SUFFIX.includes(service))
          .map((service) => ({
            ...where('Principal'),
            message: `${JSON.stringify(service)} is not in the table of service principals`,
            hint: 'check how it is called in every partition, then add it to templates/common/principals.ts',
          })),
      ),
  },
];

/** Services whose names end as host names do. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholder
const KNOWN_BY_SUFFIX: readonly string[] = ['ec2.${AWS::URLSuffix}'];

/** A statement of a policy in a template. */
export interface FoundStatement {
  readonly id: string;
  readonly statement: DataObject;
  /** Whether it is of a key's own policy. */
  readonly isKeyPolicy: boolean;
  /** Where one of its elements is. */
  readonly where: (element: string) => Omit<Finding, 'message' | 'hint'>;
}

/** Every statement of every policy in a template: of roles, their trust, buckets, topics, keys. */
export function statements(stack: BuiltStack): readonly FoundStatement[] {
  return Object.entries(stack.template.Resources).flatMap(([id, { Properties = {} }]) =>
    [...within(Properties, ['Properties'])].flatMap(({ value, path }): readonly FoundStatement[] => {
      const isStatement = path.at(-2) === 'Statement' || path.at(-1) === 'Statement';
      if (!isStatement || !isObject(value) || !('Effect' in value)) return [];
      const where = (element: string) => ({ stack, id, path: [...path, element] });
      return [{ id, statement: value, isKeyPolicy: path.includes('KeyPolicy'), where }];
    }),
  );
}

function allowed(stack: BuiltStack): readonly FoundStatement[] {
  return statements(stack).filter(({ statement }) => statement.Effect === 'Allow');
}
