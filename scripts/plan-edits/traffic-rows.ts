// For tests only.
import { type EditRow, everywhere, MAY_BE_PINNED, withoutRules } from './edit-row.ts';

const LISTENERS = 'templates/load-balancer/listeners.ts';
const LOAD_BALANCER = 'templates/load-balancer.ts';
const SERVER = 'templates/systems/hello-server.ts';
const STORE = 'templates/systems/storefront.ts';
const ENVIRONMENTS = 'templates/environments.ts';
const FORWARD = 'TargetGroupArn: fnIf(greenIsLive, groups.green.ref, groups.blue.ref) };';

/** Listeners, and the colour that they send users to. */
export const TRAFFIC_ROWS: readonly EditRow[] = [
  {
    edit: 'the listeners send everything to blue',
    files: [
      [LISTENERS, FORWARD, 'TargetGroupArn: fnIf(greenIsLive, groups.blue.ref, groups.blue.ref) };'],
      withoutRules('wrong-colour'),
    ],
    says: everywhere(['refused listener-colour LoadBalancer/{ProductionListener,TestListener}']),
  },
  {
    edit: 'green is sent to while blue serves, and blue while green does',
    files: [
      [LISTENERS, FORWARD, 'TargetGroupArn: fnIf(greenIsLive, groups.blue.ref, groups.green.ref) };'],
      withoutRules('wrong-colour'),
    ],
    says: everywhere(['refused listener-colour LoadBalancer/{ProductionListener,TestListener}']),
  },
  {
    edit: 'the condition that says green is true for blue',
    files: [
      [LOAD_BALANCER, "equals(given.LiveColour, 'green')", "equals(given.LiveColour, 'blue')"],
      withoutRules('wrong-colour'),
    ],
    says: everywhere(['refused listener-colour LoadBalancer/{ProductionListener,TestListener}']),
  },
  {
    edit: 'the listeners weigh blue and green alike',
    files: [
      [
        LISTENERS,
        FORWARD,
        'ForwardConfig: { TargetGroups: [{ TargetGroupArn: groups.blue.ref, Weight: fnIf(greenIsLive, 50, 50) }, { TargetGroupArn: groups.green.ref, Weight: 50 }] } };',
      ],
      withoutRules('wrong-colour'),
    ],
    says: everywhere(['refused listener-colour LoadBalancer/{ProductionListener,TestListener}']),
  },
  {
    edit: 'the listeners name both groups, all weight on the live one',
    files: [
      [
        LISTENERS,
        FORWARD,
        'ForwardConfig: { TargetGroups: [{ TargetGroupArn: groups.blue.ref, Weight: fnIf(greenIsLive, 0, 1) }, { TargetGroupArn: groups.green.ref, Weight: fnIf(greenIsLive, 1, 0) }] } };',
      ],
      withoutRules('wrong-colour'),
    ],
    says: everywhere(['warned listener-edit LoadBalancer/{ProductionListener,TestListener}']),
  },
  {
    edit: 'users of hello-server come to another port',
    files: [[SERVER, 'production: http(80)', 'production: http(81)']],
    says: {
      'hello-server': [
        'warned listener-edit LoadBalancer/ProductionListener',
        'warned listener-moved LoadBalancer/ProductionListener',
      ],
    },
  },
  {
    edit: 'storefront takes newer clients only',
    files: [
      [STORE, 'production: https(443)', "production: https(443, { tlsPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06' })"],
    ],
    says: { storefront: ['warned listener-edit LoadBalancer/ProductionListener'] },
  },
  {
    edit: 'storefront has another certificate in dev',
    files: [[ENVIRONMENTS, '0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0', '0b1c2d3e-4f50-6172-8394-a5b6c7d8e9ff']],
    asCommand: true,
    says: { storefront: ['warned listener-edit LoadBalancer/{ProductionListener,TestListener} [dev]'] },
  },
  {
    edit: 'the live colour is written down for dev',
    files: [
      [
        ENVIRONMENTS,
        "NotificationEmail: 'dev-team@example.com',",
        "NotificationEmail: 'dev-team@example.com',\n      LiveColour: 'green',",
      ],
      ...MAY_BE_PINNED,
    ],
    says: everywhere(['refused colour-pinned LiveColour [dev]']),
  },
  {
    edit: 'the live colour of hello-admin is written down for prod',
    files: [
      [ENVIRONMENTS, "NatCidrs: ['203.0.113.30/32'],", "NatCidrs: ['203.0.113.30/32'],\n        LiveColour: 'blue',"],
      ...MAY_BE_PINNED,
    ],
    says: { 'hello-admin': ['refused colour-pinned LiveColour [prod]'] },
  },
  {
    edit: 'the live colour is written down for a fleet',
    files: [
      [
        ENVIRONMENTS,
        "parameters: { NotificationEmail: 'on-call@example.com', TesterCidr: '203.0.113.0/24' },",
        "parameters: { NotificationEmail: 'on-call@example.com', TesterCidr: '203.0.113.0/24', LiveColour: 'blue' },",
      ],
      ...MAY_BE_PINNED,
    ],
    says: { 'hello-server': ['refused colour-pinned LiveColour [fleet]'] },
  },
];
