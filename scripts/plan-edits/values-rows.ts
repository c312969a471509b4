// For tests only.
// oxlint-disable no-template-curly-in-string -- what is edited is TypeScript.
import { type EditRow, everywhere, type FileEdit, MAY_BE_MISSING } from './edit-row.ts';

const ROOT = 'templates/root.ts';
const ENVIRONMENTS = 'templates/environments.ts';
const ROOT_PARAMETERS = 'templates/root/root-parameters.ts';
const TOPIC = "output(released.TopicArn, { description: 'Tells of deployments and alarms' })";

/** The topic of each system, as an export. */
const EXPORTED: readonly FileEdit[] = [
  [ROOT, 'import { output, type Stack, stack }', 'import { output, type Stack, stack, sub }'],
  [
    ROOT,
    TOPIC,
    "output(released.TopicArn, { description: 'Tells of deployments and alarms', exportName: sub`${site.given.SystemName}-topic` })",
  ],
];

const NO_EXPORT: FileEdit = [ROOT, "', exportName: sub`${site.given.SystemName}-topic` })", "' })"];

/** An alarm of hello-admin, which stands on hello-server, tells its topic too. */
const IMPORTED: readonly FileEdit[] = [
  [
    'output/hello-admin/deployment.yaml',
    'AlarmActions: [!Ref Topic]',
    'AlarmActions: [!Ref Topic, !ImportValue hello-server-topic]',
  ],
];

const IN_USE = {
  'hello-admin': ['warned export-in-use TopicArn'],
  'hello-server': ['refused export-in-use TopicArn'],
  storefront: ['warned export-in-use TopicArn'],
};

/** What stacks give each other, and what environments say. */
export const VALUES_ROWS: readonly EditRow[] = [
  { edit: 'each system gives its topic to others', files: EXPORTED, says: {}, touches: {} },
  {
    edit: 'a topic that hello-admin takes is given no more',
    deployed: EXPORTED,
    deployedByHand: IMPORTED,
    files: [NO_EXPORT],
    says: IN_USE,
  },
  {
    edit: 'a topic that hello-admin takes is given under another name',
    deployed: EXPORTED,
    deployedByHand: IMPORTED,
    files: [[ROOT, '}-topic`', '}-notifications`']],
    byHand: [['output/hello-admin/deployment.yaml', 'hello-server-topic', 'hello-server-notifications']],
    says: IN_USE,
  },
  {
    edit: 'a topic that hello-admin takes gets another name, and so another ARN',
    deployed: EXPORTED,
    deployedByHand: IMPORTED,
    files: [
      [
        'templates/deployment/notifications.ts',
        'TopicName: sub`${systemName}-deployments`',
        'TopicName: sub`${systemName}-releases`',
      ],
    ],
    says: IN_USE,
    replaced: everywhere(['Deployment/{EmailSubscription,Topic}']),
  },
  {
    edit: 'topics that nobody takes are given no more',
    deployed: EXPORTED,
    files: [NO_EXPORT],
    says: everywhere(['warned export-in-use TopicArn']),
  },
  {
    edit: 'the desired count has no default any more, and prod says none for hello-admin',
    files: [
      [ROOT_PARAMETERS, '{ ...DESIRED_COUNT, ...atMost, default: desiredCount }', '{ ...DESIRED_COUNT, ...atMost }'],
      MAY_BE_MISSING,
    ],
    says: { 'hello-admin': ['refused parameter-missing DesiredCount [prod]'] },
    touches: {},
  },
  {
    edit: 'the certificate of storefront in dev is taken out',
    files: [
      [
        ENVIRONMENTS,
        "        CertificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0',\n",
        '',
      ],
      MAY_BE_MISSING,
    ],
    says: { storefront: ['refused parameter-missing CertificateArn [dev]'] },
  },
  {
    edit: 'the cluster of hello-admin in prod is taken out of the file of its values, by hand',
    files: [],
    byHand: [
      [
        'output/hello-admin/parameters/prod.json',
        '  { "ParameterKey": "ClusterName", "ParameterValue": "hello-server" },\n',
        '',
      ],
    ],
    says: { 'hello-admin': ['refused parameter-missing ClusterName [prod]'] },
  },
  {
    edit: 'a parameter with a default becomes one that every environment says',
    files: [
      [
        ROOT_PARAMETERS,
        "parameter.string({ ...NOTIFICATION_EMAIL, default: '' })",
        'parameter.string(NOTIFICATION_EMAIL)',
      ],
      MAY_BE_MISSING,
    ],
    says: {
      'hello-admin': ['refused parameter-missing NotificationEmail [local]'],
      'hello-server': ['refused parameter-missing NotificationEmail [local, fleet-local]'],
      storefront: ['refused parameter-missing NotificationEmail [local, fleet-local]'],
    },
  },
  {
    edit: 'a value for a parameter that there is not is written into the file of dev, by hand',
    files: [],
    byHand: [
      [
        'output/hello-server/parameters/dev.json',
        '[\n',
        '[\n  { "ParameterKey": "DesiredTasks", "ParameterValue": "4" },\n',
      ],
    ],
    says: { 'hello-server': ['refused parameter-unknown DesiredTasks [dev]'] },
  },
  {
    edit: 'a value for a parameter that there is not is written into the stack set of a fleet, by hand',
    files: [],
    byHand: [
      [
        'output/hello-server/fleets/fleet.json',
        '{ "ParameterKey": "NotificationEmail",',
        '{ "ParameterKey": "Email", "ParameterValue": "web@example.com" },\n      { "ParameterKey": "NotificationEmail",',
      ],
    ],
    says: { 'hello-server': ['refused parameter-unknown Email [fleet]'] },
  },
  {
    edit: 'a parameter of storefront gets another name in its root, by hand, and keeps the old one in files of values',
    files: [],
    byHand: [
      ['output/storefront/root.yaml', '\n  MaxTasks:\n', '\n  MostTasks:\n'],
      ['output/storefront/root.yaml', 'MaxTasks: !Ref MaxTasks', 'MaxTasks: !Ref MostTasks'],
    ],
    says: { storefront: ['refused parameter-unknown MaxTasks [local, fleet-local]'] },
  },
  {
    edit: 'the root of hello-server forgets to say how many tasks there are, by hand',
    files: [],
    byHand: [['output/hello-server/root.yaml', '        DesiredCount: !Ref DesiredCount\n', '']],
    says: { 'hello-server': ['refused parameter-missing Service'] },
  },
  {
    edit: 'the root of hello-admin says more to the stack of its service than that takes, by hand',
    files: [],
    byHand: [
      [
        'output/hello-admin/root.yaml',
        '        DesiredCount: !Ref DesiredCount\n',
        '        DesiredCount: !Ref DesiredCount\n        MostTasks: 4\n',
      ],
    ],
    says: { 'hello-admin': ['refused parameter-unknown Service'] },
    touches: {},
  },
];
