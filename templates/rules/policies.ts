import { matchesAction, matchesWildcard } from '../../src/check/permissions/wildcard.ts';
import { isObject } from '../../src/dsl/border.ts';
import type { BuiltStack } from '../../src/dsl/index.ts';
import type { DataObject } from '../../src/dsl/template.ts';
import { isOnEverything } from '../common/on-everything.ts';
import { once } from '../common/once.ts';
import { SERVICE_PRINCIPALS } from '../common/principals.ts';
import { at, lookWithin, textsOf } from './data.ts';
import type { Finding, Rule } from './rule.ts';

/** Templates, and what a user has given a reason for. */
export interface Permitted {
  readonly stack: BuiltStack;
  /** Actions that the application may do on everything, because the system's options say why. */
  readonly onEverything: readonly string[];
}

/** Roles whose names begin as those of this system do, by themselves or in a stack set. */
const OWN_ROLES = /:role\/(\$\{SystemName\}-[^*?]+|StackSet-\$\{SystemName\}-)\*$/;

/** An action of no service that there is. */
const ANY_ACTION = 'any-service:AnyAction';

/** A resource of no service that there is. */
const ANY_RESOURCE = 'arn:any-partition:any-service:any-region:any-account:any-resource';

/** Rules of a single template: what its policies may say. */
export const POLICIES: readonly Rule<Permitted>[] = [
  {
    code: 'wildcard-action',
    holds: 'No statement allows every action.',
    find: ({ stack }) =>
      allowed(stack).flatMap(({ statement, actions, where }) => [
        ...actions
          .filter((action) => matchesAction(action, ANY_ACTION))
          .map((action) => ({
            ...where('Action'),
            message: `${JSON.stringify(action)} allows every action`,
            hint: 'name the actions that are needed',
          })),
        ...('NotAction' in statement
          ? [
              {
                ...where('NotAction'),
                message: 'NotAction allows all actions but some',
                hint: 'name the actions that are needed',
              },
            ]
          : []),
      ]),
  },
  {
    code: 'wildcard-resource',
    holds:
      'Only actions that know no resource are allowed on everything, and those that the options give a reason for.',
    find: ({ stack, onEverything }) =>
      allowed(stack).flatMap(({ statement, actions, resources, where, isKeyPolicy }) => {
        // A key's own policy says `*` for the key; a trust says nothing of resources.
        const isEverything =
          'NotResource' in statement || resources.some((each) => matchesWildcard(each, ANY_RESOURCE));
        if (isKeyPolicy || !isEverything) return [];
        return actions
          .filter((action) => !isOnEverything(action) && !onEverything.includes(action))
          .map((action) => ({
            ...where('Resource'),
            message: `${action} is allowed on everything`,
            hint: 'name what it is about; what knows no resource belongs to templates/common/on-everything.ts',
          }));
      }),
  },
  {
    code: 'loose-pass-role',
    holds: 'Whoever passes roles names them, or how the names of this system begin, and the service that they go to.',
    find: ({ stack }) =>
      allowed(stack).flatMap(({ statement, actions, resources, where }): readonly Finding[] => {
        if (!actions.some((action) => matchesAction(action, 'iam:PassRole'))) return [];
        const loose = resources.filter((role) => /[*?]/.test(role) && !OWN_ROLES.test(role));
        const isForOne = Object.values(isObject(statement.Condition) ? statement.Condition : {}).some(
          (keys) => at(keys, 'iam:PassedToService') !== undefined,
        );
        return [
          ...['NotResource' in statement ? 'NotResource' : [], loose].flat().map((role) => ({
            ...where('Resource'),
            message: `iam:PassRole on ${JSON.stringify(role)} hands over more than the roles that are meant`,
            hint: 'name the roles',
          })),
          ...(isForOne
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
    code: 'open-door',
    holds: 'No policy lets everybody in.',
    find: ({ stack }) =>
      allowed(stack)
        .filter(({ statement }) =>
          textsOf(statement.Principal)
            .concat(textsOf(at(statement.Principal, 'AWS')))
            .includes('*'),
        )
        .map(({ where }) => ({
          ...where('Principal'),
          message: 'lets everybody in',
          hint: 'name who may: an account, a role, a service of the table',
        })),
  },
  {
    code: 'unknown-principal',
    holds: 'Every service that a policy lets in is in the table of service principals.',
    find: ({ stack }) =>
      statements(stack).flatMap(({ statement, where }) =>
        textsOf(at(statement.Principal, 'Service'))
          .filter((service) => !SERVICE_PRINCIPALS.includes(service) && !KNOWN_BY_SUFFIX.includes(service))
          .map((service) => ({
            ...where('Principal'),
            message: `${JSON.stringify(service)} is not in the table of service principals`,
            hint: 'check how it is called in every partition, then add it to templates/common/principals.ts',
          })),
      ),
  },
  {
    code: 'managed-policy',
    holds: 'No role has a policy that AWS manages: those grow without anybody having reviewed it.',
    find: ({ stack }) =>
      Object.entries(stack.template.Resources).flatMap(([id, { Type, Properties = {} }]) =>
        Type !== 'AWS::IAM::Role'
          ? []
          : textsOf(Properties.ManagedPolicyArns)
              .filter((arn) => /:iam::aws:policy\//.test(arn))
              .map((arn) => ({
                stack,
                id,
                path: ['Properties', 'ManagedPolicyArns'],
                message: `${arn} is managed by AWS`,
                hint: 'write the statements that are needed into Policies',
              })),
      ),
  },
];

/** Services whose names end as host names do. */
// oxlint-disable-next-line no-template-curly-in-string -- CloudFormation's placeholder
const KNOWN_BY_SUFFIX: readonly string[] = ['ec2.${AWS::URLSuffix}'];

/** A statement of a policy in a template. */
export interface FoundStatement {
  readonly id: string;
  readonly statement: DataObject;
  /** Its actions and resources, as texts. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Whether it is of a key's own policy. */
  readonly isKeyPolicy: boolean;
  /** Where one of its elements is. */
  readonly where: (element: string) => Omit<Finding, 'message' | 'hint'>;
}

/** Every statement of every policy in a template: of roles, their trust, buckets, topics, keys; in every branch of a condition. */
export const statements: (stack: BuiltStack) => readonly FoundStatement[] = once((stack) => {
  const found: FoundStatement[] = [];
  for (const [id, { Properties = {} }] of Object.entries(stack.template.Resources)) {
    lookWithin(
      Properties,
      (value, path) => {
        if (!isObject(value) || !('Effect' in value) || !path.includes('Statement')) return;
        const here = [...path];
        const where = (element: string) => ({ stack, id, path: [...here, element] });
        const [actions, resources] = [textsOf(value.Action), textsOf(value.Resource)];
        found.push({ id, statement: value, actions, resources, isKeyPolicy: path.includes('KeyPolicy'), where });
      },
      ['Properties'],
    );
  }
  return found;
});

const allowed: (stack: BuiltStack) => readonly FoundStatement[] = once((stack) =>
  statements(stack).filter(({ statement }) => statement.Effect === 'Allow'),
);
