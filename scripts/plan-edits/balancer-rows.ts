// For tests only.
// oxlint-disable no-template-curly-in-string -- what is edited is TypeScript.
import { type EditRow, everywhere, MAY_BE_MISSING } from './edit-row.ts';

const SERVER = 'templates/systems/hello-server.ts';
const ADMIN = 'templates/systems/hello-admin.ts';
const ENVIRONMENTS = 'templates/environments.ts';

/** Load balancers, listeners and target groups that are replaced or taken away. */
export const BALANCER_ROWS: readonly EditRow[] = [
  {
    edit: 'hello-admin stands on another load balancer in prod',
    files: [[ENVIRONMENTS, 'app/hello-LoadB-6G7H8J9K0L1M/0c1d2e3f40516273', 'app/shared/0c1d2e3f40516274']],
    says: { 'hello-admin': ['refused listener-lost LoadBalancer/{ProductionListener,TestListener} [prod]'] },
    replaced: { 'hello-admin': ['LoadBalancer/{ProductionListener,TestListener}'] },
  },
  {
    edit: 'hello-server is for the inside only',
    files: [[SERVER, 'capacity: ec2', "loadBalancer: { scheme: 'internal' },\n  capacity: ec2"]],
    says: {
      'hello-server': [
        'refused listener-lost LoadBalancer/{ProductionListener,TestListener}',
        'refused load-balancer-lost LoadBalancer/LoadBalancer',
      ],
    },
    replaced: { 'hello-server': ['LoadBalancer/{LoadBalancer,ProductionListener,TestListener}'] },
  },
  {
    edit: 'the load balancer of each system gets a name',
    files: [
      [
        'templates/load-balancer/balancer.ts',
        "Type: 'application',",
        "Name: site.systemName,\n      Type: 'application',",
      ],
    ],
    says: {
      'hello-server': [
        'refused listener-lost LoadBalancer/{ProductionListener,TestListener}',
        'refused load-balancer-lost LoadBalancer/LoadBalancer',
      ],
      storefront: [
        'refused listener-lost LoadBalancer/{ProductionListener,RedirectListener,TestListener}',
        'refused load-balancer-lost LoadBalancer/LoadBalancer',
      ],
    },
    replaced: {
      'hello-server': ['LoadBalancer/{LoadBalancer,ProductionListener,TestListener}'],
      storefront: ['LoadBalancer/{LoadBalancer,ProductionListener,RedirectListener,TestListener}'],
    },
  },
  {
    edit: 'the target groups get names',
    files: [
      [
        'templates/load-balancer/target-groups.ts',
        'VpcId: vpcId,',
        'Name: sub`${systemName}-${colour.toLowerCase()}`,\n      VpcId: vpcId,',
      ],
      ['templates/load-balancer/target-groups.ts', '{ resource, tags }: Site', '{ resource, systemName, tags }: Site'],
      [
        'templates/load-balancer/target-groups.ts',
        'import type { Expression, ResourceHandle } from',
        'import { type Expression, type ResourceHandle, sub } from',
      ],
    ],
    says: everywhere([
      'refused release-only Service/Service',
      'refused target-group-lost LoadBalancer/{BlueTargetGroup,GreenTargetGroup}',
      'warned listener-edit LoadBalancer/{ProductionListener,TestListener}',
    ]),
    replaced: everywhere(['LoadBalancer/{BlueTargetGroup,GreenTargetGroup}']),
  },
  {
    edit: 'targets of hello-server are spoken to in another protocol version',
    files: [
      [
        'templates/load-balancer/target-groups.ts',
        "Protocol: 'HTTP',",
        "Protocol: 'HTTP',\n      ProtocolVersion: targetType === 'instance' ? 'HTTP2' : undefined,",
      ],
    ],
    says: {
      'hello-admin': [
        'refused release-only Service/Service',
        'refused target-group-lost LoadBalancer/{BlueTargetGroup,GreenTargetGroup}',
        'warned listener-edit LoadBalancer/{ProductionListener,TestListener}',
      ],
      'hello-server': [
        'refused release-only Service/Service',
        'refused target-group-lost LoadBalancer/{BlueTargetGroup,GreenTargetGroup}',
        'warned listener-edit LoadBalancer/{ProductionListener,TestListener}',
      ],
    },
    replaced: {
      'hello-admin': ['LoadBalancer/{BlueTargetGroup,GreenTargetGroup}'],
      'hello-server': ['LoadBalancer/{BlueTargetGroup,GreenTargetGroup}'],
    },
  },
  {
    edit: 'hello-admin shows new versions to nobody first',
    files: [
      [ADMIN, 'listeners: { production: http(8081), test: http(8082) },', 'listeners: { production: http(8081) },'],
      [
        ADMIN,
        "  hooks: { AfterAllowTestTraffic: probe({ path: '/hello/admin', body: 'Hi there' }) },\n",
        "  hooks: { AfterAllowTraffic: probe({ path: '/hello/admin', body: 'Hi there', listener: 'production' }) },\n",
      ],
    ],
    says: {
      'hello-admin': [
        'noted next-release',
        'noted renamed Hooks/AfterAllowTestTrafficKeepAwake',
        'refused data-lost Hooks/AfterAllowTestTrafficLogGroup',
        'refused listener-lost LoadBalancer/TestListener',
      ],
    },
  },
  {
    edit: 'the test listener of hello-server has its logical id from its port',
    files: [
      ['templates/load-balancer.ts', "          'TestListener',", '          `TestListener${options.test.port}`,'],
    ],
    says: {
      'hello-admin': [
        'refused listener-lost LoadBalancer/TestListener',
        'refused name-taken LoadBalancer/TestListener8082',
      ],
      'hello-server': [
        'refused listener-lost LoadBalancer/TestListener',
        'refused name-taken LoadBalancer/TestListener8080',
      ],
      storefront: [
        'refused listener-lost LoadBalancer/TestListener',
        'refused name-taken LoadBalancer/TestListener8443',
      ],
    },
  },
  {
    edit: 'storefront has another host name in dev',
    files: [[ENVIRONMENTS, "HostName: 'storefront.dev.example.com'", "HostName: 'shop.dev.example.com'"]],
    says: { storefront: ['refused name-lost LoadBalancer/HostNameRecord [dev]'] },
    replaced: { storefront: ['LoadBalancer/HostNameRecord'] },
  },
  {
    edit: 'the load balancer gets another logical id',
    files: [['templates/load-balancer/balancer.ts', "    'LoadBalancer',", "    'Entrance',"]],
    says: {
      'hello-server': [
        'refused listener-lost LoadBalancer/{ProductionListener,TestListener}',
        'refused load-balancer-lost LoadBalancer/LoadBalancer',
      ],
      storefront: [
        'refused listener-lost LoadBalancer/{ProductionListener,RedirectListener,TestListener}',
        'refused load-balancer-lost LoadBalancer/LoadBalancer',
      ],
    },
    replaced: {
      'hello-server': ['LoadBalancer/{ProductionListener,TestListener}'],
      storefront: ['LoadBalancer/{ProductionListener,RedirectListener,TestListener}'],
    },
  },
  {
    edit: 'users of hello-admin take the port of testers, and testers the port of users',
    files: [[ADMIN, 'production: http(8081), test: http(8082)', 'production: http(8082), test: http(8081)']],
    says: {
      'hello-admin': [
        'refused name-taken LoadBalancer/{ProductionListener,TestListener}',
        'warned listener-edit LoadBalancer/{ProductionListener,TestListener}',
        'warned listener-moved LoadBalancer/{ProductionListener,TestListener}',
      ],
    },
    replaced: { 'hello-admin': ['LoadBalancer/{ClientIngress,HookTestIngress1,TesterIngress}'] },
  },
  {
    edit: 'hello-server shall be reached by HTTPS, and sends on who comes to port 80; the certificates are forgotten',
    files: [
      [SERVER, 'production: http(80)', 'production: https(443)'],
      [SERVER, 'http, linear,', 'http, https, linear,'],
      MAY_BE_MISSING,
    ],
    says: {
      'hello-server': [
        'refused parameter-missing CertificateArn',
        'warned listener-edit LoadBalancer/ProductionListener',
        'warned listener-moved LoadBalancer/ProductionListener',
        'warned name-taken LoadBalancer/RedirectListener',
      ],
    },
  },
];
