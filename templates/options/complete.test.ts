import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Place, TealformError } from '../../src/dsl/index.ts';
import {
  allAtOnce,
  canary,
  codeCommit,
  connection,
  ec2,
  existingEc2,
  existingLoadBalancer,
  existingVpc,
  fargate,
  fromEcr,
  http,
  https,
  image,
  linear,
  newVpc,
  parameterStore,
  probe,
  type SystemOptions,
  secretsManager,
  tokenIssuer,
} from '../options.ts';
import { completeOptions } from './complete.ts';

const onInstances = ec2({ instanceType: 't3.small', memory: 2048, min: 2, max: 4 });
const onFargate = fargate({ cpu: 256, memory: 512 });
const container = { port: 80, memory: 256, healthCheck: '/ping' };
const both = { production: http(80), test: http(8080) };
const good = { name: 'hello-server', capacity: onInstances, container, listeners: both } satisfies SystemOptions;

describe('options of a system', () => {
  test('what is left out is filled in', () => {
    assert.deepEqual(completeOptions(good, here()), {
      name: 'hello-server',
      network: newVpc(),
      loadBalancer: {
        kind: 'new',
        scheme: 'internet-facing',
        accessLogs: 90,
        hostName: false,
        deregistrationSeconds: 30,
      },
      listeners: both,
      capacity: { kind: 'ec2', instanceType: 't3.small', memory: 2048, min: 2, max: 4, diskGiB: 30 },
      container: { ...container, name: 'hello-server' },
      sidecars: [],
      service: { gracePeriodSeconds: 60, logRetention: 30, secretsKey: false, exec: false },
      permissions: [],
      desiredCount: 2,
      scaling: undefined,
      hooks: {},
      traffic: canary({ percent: 10, minutes: 5 }),
      rollbackOn: { unhealthyHosts: true, http5xxPercent: 5, latencyP99Seconds: false },
      terminateBlueAfterMinutes: 5,
      approval: undefined,
      delivery: undefined,
      containerInsights: 'enabled',
      permissionsBoundary: false,
      tags: {},
    });
  });

  const wrong: readonly (readonly [string, object, RegExp])[] = [
    ['a name with capitals', { name: 'Hello' }, /^name: "Hello" cannot name a system/],
    [
      'a name of 21 characters',
      { name: 'a'.repeat(21), container: { ...container, name: 'x' } },
      /^name: "a{21}" cannot/,
    ],
    ['a name with two hyphens in a row', { name: 'a--b' }, /^name: "a--b"/],
    ['an option that is none', { listener: http(80) }, /^listener: is not an option/],
    ['a container port of 0', { container: { ...container, port: 0 } }, /^container\.port: 0 is not a port/],
    ['a container port of 65536', { container: { ...container, port: 65536 } }, /^container\.port: 65536/],
    ['a port that is not whole', { container: { ...container, port: 80.5 } }, /^container\.port: 80\.5/],
    [
      'a health check without a slash',
      { container: { ...container, healthCheck: 'ping' } },
      /^container\.healthCheck: "ping"/,
    ],
    [
      'both listeners on one port',
      { listeners: { production: http(80), test: http(80) } },
      /^listeners\.test\.port: both/,
    ],
    [
      'a test listener where HTTPS redirects',
      { listeners: { production: https(443), test: http(80) } },
      /^listeners\.test\.port: port 80 redirects/,
    ],
    [
      'private tasks that cannot pull their image',
      { network: newVpc({ nat: 'none' }) },
      /^network: private tasks without NAT/,
    ],
    [
      'endpoints beside a NAT',
      { network: newVpc({ endpoints: true }) },
      /^network\.endpoints: endpoints beside nat: 'one'/,
    ],
    [
      'endpoints for public tasks',
      { network: newVpc({ nat: 'none', tasks: 'public', endpoints: true }) },
      /^network\.endpoints: /,
    ],
    ['a negative count of NAT addresses', { network: existingVpc({ natAddresses: -1 }) }, /^network\.natAddresses: -1/],
    ['access logs kept for no day', { loadBalancer: { accessLogs: 0 } }, /^loadBalancer\.accessLogs: 0/],
    [
      'a load balancer that exists in a network that does not',
      { loadBalancer: existingLoadBalancer() },
      /^loadBalancer: exists, and so does the network/,
    ],
    [
      'access logs of a load balancer that exists',
      { network: existingVpc(), loadBalancer: { ...existingLoadBalancer(), accessLogs: 30 } },
      /^loadBalancer\.accessLogs: is not an option/,
    ],
    [
      'instances that are let in already, where there are none',
      {
        network: existingVpc(),
        capacity: onFargate,
        loadBalancer: existingLoadBalancer({ reachesInstances: true }),
      },
      /^loadBalancer\.reachesInstances: speaks of the instances/,
    ],
    [
      'a draining time above an hour',
      { loadBalancer: { deregistrationSeconds: 3601 } },
      /^loadBalancer\.deregistrationSeconds: 3601/,
    ],
    [
      'an instance type that is none',
      { capacity: { ...onInstances, instanceType: 'small' } },
      /^capacity\.instanceType: "small"/,
    ],
    ['less memory than any instance has', { capacity: { ...onInstances, memory: 2 } }, /^capacity\.memory: 2 is not/],
    [
      'more memory than the instance type has',
      { capacity: ec2({ instanceType: 't3.micro', memory: 16384, min: 1, max: 2 }) },
      /^capacity\.memory: 16384 MiB are more than a t3\.micro has/,
    ],
    [
      'more CPU than the instance type has',
      { capacity: { ...onInstances, cpu: 4096 } },
      /^capacity\.cpu: 4096 CPU units are more than a t3\.small has/,
    ],
    [
      'more instances at least than at most',
      { capacity: { ...onInstances, min: 5 } },
      /^capacity\.min: 5 is not a count up to max/,
    ],
    [
      'instances that exist in a network that does not',
      { capacity: existingEc2() },
      /^capacity: its instances stand in a network that exists/,
    ],
    ['a disk that the image does not fit on', { capacity: { ...onInstances, diskGiB: 8 } }, /^capacity\.diskGiB: 8/],
    ['CPU reserved of nobody knows how much', { container: { ...container, cpu: 128 } }, /^capacity\.cpu: is needed/],
    [
      'a container on instances without memory',
      { container: { port: 80, healthCheck: '/' } },
      /^container\.memory: is needed/,
    ],
    [
      'a size that Fargate has not',
      { capacity: { ...onFargate, memory: 4096 } },
      /^capacity\.memory: .*256 CPU units with 4096/,
    ],
    [
      'containers larger than their Fargate task',
      { capacity: onFargate, sidecars: [{ name: 'proxy', image: 'envoy', memory: 300 }] },
      /^container\.memory: containers need 556 MiB, the task has 512/,
    ],
    ['a Spot weight below 0', { capacity: { ...onFargate, spotWeight: -1 } }, /^capacity\.spotWeight: -1/],
    ['a desired count that is not whole', { desiredCount: 1.5 }, /^desiredCount: 1\.5/],
    [
      'blue and green that do not fit together',
      { desiredCount: 15 },
      /^desiredCount: 15 blue and 15 green tasks of 256 MiB do not fit on 4 instances with room for 6 each \(1696 MiB/,
    ],
    [
      'blue and green that do not fit together by CPU',
      { capacity: { ...onInstances, cpu: 2048 }, container: { ...container, cpu: 1024 }, desiredCount: 5 },
      /^desiredCount: 5 blue and 5 green tasks of 256 MiB and 1024 CPU units do not fit on 4 instances with room for 2/,
    ],
    [
      'small tasks beside which the bootstrap tasks do not fit',
      { container: { ...container, memory: 32 }, desiredCount: 106 },
      /^desiredCount: 106 tasks of 32 MiB and as many bootstrap tasks of 128 MiB, which a service begins with, do not fit/,
    ],
    [
      'scaling to what does not fit beside itself',
      { scaling: { min: 1, max: 20, cpuPercent: 60 } },
      /^scaling\.max: 20 blue and 20 green/,
    ],
    [
      'a container that no instance can hold',
      { container: { ...container, memory: 4000 } },
      /^desiredCount: .*room for 0 each/,
    ],
    ['scaling that follows nothing', { scaling: { min: 1, max: 2 } }, /^scaling: follows nothing/],
    ['scaling to a share above all', { scaling: { min: 1, max: 2, cpuPercent: 101 } }, /^scaling\.cpuPercent: 101/],
    ['scaling with more at least than at most', { scaling: { min: 3, max: 2, cpuPercent: 60 } }, /^scaling\.min: 3/],
    [
      'a variable with a hyphen',
      { container: { ...container, environment: { 'A-B': '1' } } },
      /^container\.environment: "A-B"/,
    ],
    [
      'a variable that is a number',
      { container: { ...container, environment: { A: 1 } } },
      /^container\.environment\.A: 1 is not text/,
    ],
    [
      'a PORT that is not the port',
      { container: { ...container, environment: { PORT: '8080' } } },
      /^container\.environment\.PORT: is "8080", and the container's port is 80/,
    ],
    [
      'a variable that is a secret as well',
      { container: { ...container, environment: { A: '1' }, secrets: { A: parameterStore('/a') } } },
      /^container\.secrets\.A: A is in environment as well/,
    ],
    [
      'a secret by its ARN',
      { container: { ...container, secrets: { A: parameterStore('arn:aws:ssm:x:1:parameter/a') } } },
      /^container\.secrets\.A: "arn:/,
    ],
    [
      'two containers of one name',
      { sidecars: [{ name: 'hello-server', image: 'nginx', memory: 64 }] },
      /^sidecars\[0\]\.name: there are two containers "hello-server"/,
    ],
    [
      'a shell in a container that cannot be written to',
      { container: { ...container, readonlyRootFilesystem: true }, service: { exec: true } },
      /^container\.readonlyRootFilesystem: service\.exec needs to write/,
    ],
    [
      'a limit that Fargate has not',
      { capacity: onFargate, container: { ...container, ulimits: [{ name: 'nproc', soft: 1, hard: 1 }] } },
      /^container\.ulimits\[0\]\.name: "nproc" is not a choice/,
    ],
    [
      'a soft limit above the hard',
      { container: { ...container, ulimits: [{ name: 'nofile', soft: 2, hard: 1 }] } },
      /^container\.ulimits\[0\]: 2 and 1/,
    ],
    [
      'every permission there is',
      { permissions: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
      /^permissions\[0\]\.Action: "\*"/,
    ],
    [
      'an action on everything without a reason',
      { permissions: [{ Effect: 'Allow', Action: 'polly:SynthesizeSpeech', Resource: '*' }] },
      /^permissions\[0\]\.Resource: allows polly:SynthesizeSpeech on everything/,
    ],
    [
      'a permission without an action',
      { permissions: [{ Effect: 'Deny', Resource: '*' }] },
      /^permissions\[0\]\.Action: is missing/,
    ],
    [
      'scaling from none',
      { scaling: { min: 0, max: 2, cpuPercent: 60 } },
      /^scaling\.min: 0 is not a count from 1 to max/,
    ],
    [
      'a count beside scaling',
      { desiredCount: 3, scaling: { min: 1, max: 2, cpuPercent: 60 } },
      /^desiredCount: has no effect/,
    ],
    [
      'insights of a cluster that exists',
      { network: existingVpc(), capacity: existingEc2(), containerInsights: 'enhanced' },
      /^containerInsights: is the business/,
    ],
    ['a network with a misspelt option', { network: { ...newVpc(), nats: 'one' } }, /^network\.nats: is not an option/],
    [
      'instances with a misspelt option',
      { capacity: { ...onInstances, disk: 50 } },
      /^capacity\.disk: is not an option/,
    ],
    [
      'a shell by another word than true',
      { service: { exec: 'no' } },
      /^service\.exec: "no" is neither true nor false/,
    ],
    [
      'a boundary by its ARN',
      { permissionsBoundary: 'arn:x' },
      /^permissionsBoundary: "arn:x" is neither true nor false/,
    ],
    [
      'a command in one text',
      { container: { ...container, command: 'node x' } },
      /^container\.command: "node x" is not a list of words/,
    ],
    [
      'a port on Fargate that only root may listen at, for another user',
      { capacity: onFargate, container: { ...container, user: 'node' } },
      /^container\.port: 80 is for root alone on Fargate, and the user is "node"/,
    ],
    ['a user by number', { container: { ...container, user: 1000 } }, /^container\.user: 1000 is not text/],
    [
      'a secret without a place',
      { container: { ...container, secrets: { A: 'x' } } },
      /^container\.secrets\.A: "x" does not say where/,
    ],
    [
      "a secret with half its ARN's end",
      { container: { ...container, secrets: { A: secretsManager('a', { suffix: 'abc' }) } } },
      /^container\.secrets\.A: "abc" is not what ends an ARN/,
    ],
    [
      'a permission on nothing',
      { permissions: [{ Effect: 'Allow', Action: 's3:GetObject' }] },
      /^permissions\[0\]\.Resource: is missing/,
    ],
    [
      'a permission in one partition only',
      { permissions: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }] },
      /^permissions\[0\]\.Resource: "arn:aws:s3:::b\/\*" names a partition/,
    ],
    [
      'a sidecar by an account',
      { sidecars: [{ name: 'x', memory: 64, image: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/x:1' }] },
      /^sidecars\[0\]\.image: .* names an account/,
    ],
    [
      'a sidecar that cannot be pulled',
      { network: newVpc({ nat: 'none', endpoints: true }), sidecars: [{ name: 'x', memory: 64, image: 'nginx:1' }] },
      /^sidecars\[0\]\.image: "nginx:1" cannot be pulled/,
    ],
    [
      'no soft limit above a hard one',
      { container: { ...container, ulimits: [{ name: 'nofile', soft: -1, hard: 5 }] } },
      /^container\.ulimits\[0\]: -1 and 5/,
    ],
    ['a branch with a blank', { source: codeCommit({ branch: 'a b' }) }, /^source\.branch: "a b" is not a branch/],
    [
      'a repository without an owner',
      { source: connection({ repository: 'hello', branch: 'main' }) },
      /^source\.repository: "hello" is not the full name/,
    ],
    [
      'files beside an image',
      { source: image({ tag: 'release' }), releaseFrom: 'repository' },
      /^releaseFrom: an image has no files/,
    ],
    [
      'a Dockerfile that is a command',
      { source: codeCommit({ branch: 'main' }), build: { dockerfile: '$(x)' } },
      /^build\.dockerfile: "\$\(x\)" is not a path/,
    ],
    [
      'an argument of the build that is a command',
      { source: codeCommit({ branch: 'main' }), build: { arguments: { BASE: '$(x)' } } },
      /^build\.arguments\["BASE"\]: "\$\(x\)" cannot stand in the command/,
    ],
    [
      'an argument of the build with a hyphen in its name',
      { source: codeCommit({ branch: 'main' }), build: { arguments: { 'NODE-IMAGE': 'node' } } },
      /^build\.arguments\["NODE-IMAGE"\]: is not the name of an argument/,
    ],
    [
      'an argument of the build that the commit is in already',
      { source: codeCommit({ branch: 'main' }), build: { arguments: { VERSION: '1' } } },
      /^build\.arguments\["VERSION"\]: is the commit that is built/,
    ],
    [
      'an argument of the build that names an account',
      {
        source: codeCommit({ branch: 'main' }),
        build: { arguments: { BASE: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/node:24' } },
      },
      /^build\.arguments\["BASE"\]: "111122223333\..*" names an account/,
    ],
    [
      'an argument of the build that is no image',
      { source: codeCommit({ branch: 'main' }), build: { arguments: { BASE: fromEcr('Node', '24') } } },
      /^build\.arguments\["BASE"\]: "Node:24" is not an image/,
    ],
    ['no traffic in a step', { traffic: linear({ percent: 0, everyMinutes: 1 }) }, /^traffic\.percent: 0/],
    ['all traffic in a canary', { traffic: canary({ percent: 100, minutes: 1 }) }, /^traffic\.percent: 100/],
    [
      'steps without time between them',
      { traffic: linear({ percent: 10, everyMinutes: 0 }) },
      /^traffic\.everyMinutes: 0/,
    ],
    [
      'steps that take longer than CodeDeploy allows',
      { traffic: linear({ percent: 1, everyMinutes: 100 }) },
      /^traffic: takes 9900 minutes, approval included; CodeDeploy allows 7200/,
    ],
    ['an approval that waits for no time', { approval: { waitMinutes: 0 } }, /^approval\.waitMinutes: 0/],
    [
      'an old version that stays for three days',
      { terminateBlueAfterMinutes: 4320 },
      /^terminateBlueAfterMinutes: 4320/,
    ],
    [
      'an old version that is gone before any alarm can ring',
      { terminateBlueAfterMinutes: 0 },
      /^terminateBlueAfterMinutes: the old version is gone after 0 minutes, and what rollbackOn watches may need 3 to tell/,
    ],
    [
      'an old version that is gone while new tasks may still be starting',
      { service: { gracePeriodSeconds: 300 }, terminateBlueAfterMinutes: 6 },
      /^terminateBlueAfterMinutes: .* may need 7 to tell .* with service\.gracePeriodSeconds: 300: then there is nothing/,
    ],
    ['more errors than requests', { rollbackOn: { http5xxPercent: 100 } }, /^rollbackOn\.http5xxPercent: 100/],
    ['answers that take no time', { rollbackOn: { latencyP99Seconds: 0 } }, /^rollbackOn\.latencyP99Seconds: 0/],
    ['a tag that AWS keeps to itself', { tags: { 'aws:team': 'x' } }, /^tags\["aws:team"\]: is not a key/],
    [
      'a tag for what each resource is called',
      { tags: { Name: 'x' } },
      /^tags\["Name"\]: is what each resource is called/,
    ],
    [
      'an issuer of tokens with its protocol',
      { deployedBy: tokenIssuer({ issuer: 'https://gitlab.com' }) },
      /^deployedBy\.issuer: "https:\/\/gitlab\.com" is no issuer/,
    ],
  ];
  for (const [what, options, message] of wrong) {
    test(`${what}: refused, with what to write instead`, () => {
      const problems = problemsOf({ ...good, ...options });
      assert.equal(problems.length, 1, JSON.stringify(problems.map(({ path, message }) => [path, message])));
      const [problem] = problems;
      assert.match(`${problem?.path}: ${problem?.message}`, message);
      assert.ok(problem?.hint);
      assert.equal(problem?.code, 'invalid-option');
    });
  }

  test('an instance type that is not known here has what the system says', () => {
    const capacity = ec2({ instanceType: 'u7i-12tb.224xlarge', memory: 12_582_912, cpu: 917_504, min: 0, max: 1 });
    assert.deepEqual(problemsOf({ ...good, capacity }), []);
  });

  test('the instances that would be enough are said', () => {
    const hintOf = (options: object) => problemsOf({ ...good, ...options })[0]?.hint;
    assert.match(String(hintOf({ desiredCount: 15 })), /^use at most 12, or capacity\.max: 5,/);
    const container = { port: 80, memory: 32, healthCheck: '/' };
    assert.match(String(hintOf({ desiredCount: 106, container })), /^use at most 42, or capacity\.max: 10,/);
  });

  test('a port below 1024 is for whoever the image runs as, for root, and on instances for everybody', () => {
    for (const user of ['root', '0', '0:0', 'root:node']) {
      assert.deepEqual(problemsOf({ ...good, capacity: onFargate, container: { ...container, user } }), [], user);
    }
    assert.deepEqual(problemsOf({ ...good, capacity: onFargate }), []);
    assert.deepEqual(problemsOf({ ...good, container: { ...container, user: 'node' } }), []);
    const high = { ...container, user: 'node', port: 1024 };
    assert.deepEqual(problemsOf({ ...good, capacity: onFargate, container: high }), []);
  });

  test('the old version stays for as long as alarms may need, and need not stay where nothing is watched', () => {
    const staying = (options: object) => completeOptions({ ...good, ...options }, here()).terminateBlueAfterMinutes;
    assert.equal(staying({ service: { gracePeriodSeconds: 600 } }), 12);
    assert.equal(staying({ service: { gracePeriodSeconds: 600 }, rollbackOn: { unhealthyHosts: false } }), 5);
    const nothing = { unhealthyHosts: false, http5xxPercent: false, latencyP99Seconds: false };
    assert.equal(staying({ rollbackOn: nothing, terminateBlueAfterMinutes: 0 }), 0);
  });

  test('the build takes text and images as arguments, and none unless said', () => {
    const source = codeCommit({ branch: 'main' });
    const args = { NODE_IMAGE: fromEcr('hello-server/node', '24-trixie-slim'), LEVEL: 'full,v=1', EMPTY: '' };
    assert.deepEqual(problemsOf({ ...good, source, build: { arguments: args } }), []);
    assert.deepEqual(completeOptions({ ...good, source }, here()).delivery?.build.arguments, {});
  });

  test('the most that fits is what fits', () => {
    assert.deepEqual(problemsOf({ ...good, desiredCount: 12 }), []);
    assert.deepEqual(problemsOf({ ...good, capacity: onFargate, desiredCount: 500 }), [], 'Fargate has room');
    assert.deepEqual(
      problemsOf({ ...good, network: existingVpc(), capacity: existingEc2(), desiredCount: 500 }),
      [],
      'nobody knows',
    );
  });

  test('what the compiler would refuse is refused without it too', () => {
    const problems = problemsOf({
      ...good,
      network: { ...newVpc(), zones: 5, nat: 'two', tasks: 'hidden', flowLogs: 31 },
      listeners: { production: { protocol: 'HTTPS', port: 443, tlsPolicy: 'nonsense' } },
      loadBalancer: { scheme: 'open', schema: 'internal' },
      capacity: { kind: 'cloud' },
      service: { logRetention: 8, retention: 30 },
      container: { ...container, memroy: 1 },
      rollbackOn: { unhealthy: true },
      traffic: { ...allAtOnce(), kind: 'sideways' },
      containerInsights: 'some',
    });
    assert.deepEqual(
      problems.map(({ path }) => path),
      [
        'network.tasks',
        'network.zones',
        'network.nat',
        'network.flowLogs',
        'listeners.production.tlsPolicy',
        'loadBalancer.scheme',
        'loadBalancer.schema',
        'container.memroy',
        'service.retention',
        'service.logRetention',
        'capacity.kind',
        'rollbackOn.unhealthy',
        'traffic.kind',
        'containerInsights',
      ],
    );
  });

  test('what must be there and is not is told, all at once', () => {
    assert.deepEqual(
      problemsOf({ name: 'x', container: { port: 80 } }).map(({ path, message }) => [path, message]),
      [
        ['capacity', 'is missing'],
        ['container.healthCheck', 'is missing'],
        ['listeners.production', 'is missing'],
      ],
    );
  });

  test('everything wrong is told at once', () => {
    const problems = problemsOf({
      name: 'x y',
      capacity: onInstances,
      network: newVpc({ nat: 'none' }),
      container: { name: 'x', port: -1, memory: 1, healthCheck: '' },
      listeners: { production: http(0), test: http(70000) },
      hooks: { BeforeAllowTraffic: probe({ path: 'ping' }) },
    });
    assert.deepEqual(
      problems.map(({ path }) => path),
      [
        'name',
        'network',
        'container.port',
        'listeners.production.port',
        'listeners.test.port',
        'container.healthCheck',
        'container.memory',
        'hooks.BeforeAllowTraffic.path',
        'hooks',
      ],
    );
  });
});

test('what makes no sense together does not compile', () => {
  const { name, listeners } = good;
  const check = probe({ path: '/ping' });
  const accepted: readonly SystemOptions[] = [
    { name, capacity: onFargate, container: { port: 80, healthCheck: '/' }, listeners },
    { name, capacity: onInstances, container, listeners, hooks: { AfterAllowTestTraffic: check } },
    {
      name,
      capacity: onFargate,
      container,
      listeners: { production: http(80) },
      hooks: { BeforeAllowTraffic: [check] },
    },
  ];
  const refused: readonly SystemOptions[] = [
    // @ts-expect-error: a container on instances says how much memory it needs
    { name, capacity: onInstances, container: { port: 80, healthCheck: '/' }, listeners },
    // @ts-expect-error: without a test listener nothing happens after its traffic
    {
      name,
      capacity: onInstances,
      container,
      listeners: { production: http(80) },
      hooks: { AfterAllowTestTraffic: check },
    },
    // @ts-expect-error: there is no such event
    { name, capacity: onInstances, container, listeners, hooks: { AllowTraffic: check } },
    // @ts-expect-error: instances have a type, and no size of a task
    { name, capacity: ec2({ cpu: 256, memory: 512 }), container, listeners },
    // @ts-expect-error: Fargate has no tasks of a quarter vCPU and 4 GiB
    { name, capacity: fargate({ cpu: 256, memory: 4096 }), container, listeners },
    // @ts-expect-error: Fargate has no instances
    { name, capacity: fargate({ cpu: 256, memory: 512, instanceType: 't3.small' }), container, listeners },
  ];
  assert.ok(accepted.length < refused.length);
});

function here(): Place {
  return Place.ofCallerOf(here);
}

// Tests say what the compiler would not let anybody say.
function problemsOf(options: object) {
  try {
    completeOptions(options as SystemOptions, here());
  } catch (error) {
    assert.ok(error instanceof TealformError);
    return error.problems;
  }
  return [];
}
