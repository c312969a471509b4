// For tests only.
// oxlint-disable no-template-curly-in-string -- what is edited is TypeScript.
import { type EditRow, everywhere, type FileEdit, withoutRules } from './edit-row.ts';

const DEPLOYMENT = 'templates/deployment.ts';
const LOAD_BALANCER = 'templates/load-balancer.ts';

const IMPORTS: readonly FileEdit[] = [
  [
    DEPLOYMENT,
    "import { CodeDeploy } from '../src/aws/index.ts';",
    "import { CodeDeploy, ELBv2 } from '../src/aws/index.ts';",
  ],
  [
    DEPLOYMENT,
    'import { type Expression, parameter, type ResourceHandle, stack, sub, type Value }',
    'import { accountId, type Expression, parameter, partition, region, type ResourceHandle, stack, sub, type Value }',
  ],
];

const BALANCER_ARN =
  'LoadBalancerArn: sub`arn:${partition}:elasticloadbalancing:${region}:${accountId}:loadbalancer/${given.LoadBalancerFullName}`, ';

/** What has to be there before the service. */
export const ORDER_ROWS: readonly EditRow[] = [
  {
    edit: 'the flat form of hello-server is edited: nothing waits for the production listener any more',
    files: [],
    byHand: [
      [
        'output/hello-server/flat.yaml',
        '      - ProductionListener\n      - TestListener\n    DeletionPolicy',
        '      - TestListener\n    DeletionPolicy',
      ],
    ],
    says: { 'hello-server': ['refused listeners-first flat/Service'] },
  },
  {
    edit: 'the flat form of hello-admin is edited: what waited for both listeners waits for neither',
    files: [],
    byHand: [
      [
        'output/hello-admin/flat.yaml',
        '      - ProductionListener\n      - TestListener\n    DeletionPolicy',
        '    DeletionPolicy',
      ],
    ],
    says: { 'hello-admin': ['refused listeners-first flat/Service'] },
  },
  {
    edit: 'the test listener moves to the stack of the deployment, which comes after the service',
    files: [
      ...IMPORTS,
      [
        DEPLOYMENT,
        'const { ClusterName, ServiceName, ProductionListenerArn, TestListenerArn } = given;',
        `const { ClusterName, ServiceName, ProductionListenerArn } = given;
      const { ref: TestListenerArn } = site.resource('TestListener', new ELBv2.Listener({ ${BALANCER_ARN}Port: 8999, Protocol: 'HTTP', DefaultActions: [{ Type: 'forward', TargetGroupArn: sub\`arn:\${partition}:elasticloadbalancing:\${region}:\${accountId}:\${given.BlueTargetGroupFullName}\` }] }));`,
      ],
      [DEPLOYMENT, 'TestListenerArn: options.hasTestListener', 'TestListenerArn: !options.hasTestListener'],
      [
        LOAD_BALANCER,
        '        options.test &&\n        listeners.declare(',
        '        options.test === undefined &&\n        listeners.declare(',
      ],
      [LOAD_BALANCER, 'TestListenerArn: test?.ref', 'TestListenerArn: undefined'],
      withoutRules(
        'swapped-listeners',
        'wrong-colour',
        'two-load-balancers',
        'foreign-listener',
        'unreachable-listener',
      ),
    ],
    says: everywhere([
      'refused listener-lost LoadBalancer/TestListener',
      'refused listeners-first Service/Service',
      'refused listeners-first flat/Service',
    ]),
  },
  {
    edit: 'a listener of its own says that the shop is closed, which no release moves',
    files: [
      ...IMPORTS,
      [
        DEPLOYMENT,
        'const { http5xxPercent } = options.rollbackOn;',
        `const { http5xxPercent } = options.rollbackOn;
      site.resource('ClosedListener', new ELBv2.Listener({ ${BALANCER_ARN}Port: 9000, Protocol: 'HTTP', DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }] }));`,
      ],
      withoutRules('foreign-listener', 'wrong-colour'),
    ],
    says: {},
    touches: everywhere(['+Deployment/ClosedListener']),
  },
];
