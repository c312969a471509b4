import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Place, type Problem, TealformError } from '../../src/dsl/index.ts';
import type { FleetFile } from '../../src/synth/fleet-file.ts';
import { readersStatement } from '../../src/synth/fleet-readers.ts';
import { FLEETS } from '../environments.ts';
import helloServer from '../systems/hello-server.ts';
import storefront from '../systems/storefront.ts';
import { type Fleet, fleet, rest, selfManaged, serviceManaged } from './fleet.ts';
import { fleetFiles } from './fleet-files.ts';

const root = helloServer.build();
const place = Place.ofCallerOf(fleetFiles);
const own = selfManaged({ accounts: ['111122223333', '444455556666'] });
const units = serviceManaged({ organisation: 'o-a1b2c3d4e5', units: ['ou-a1b2-11111111', 'ou-a1b2-22222222'] });
const values = { ImageId: 'ami-0a1b2c3d4e5f60718', SeedBucket: 'seeds', SeedKey: 'seed.zip' };
const least = {
  name: 'all',
  account: '111122223333',
  region: 'eu-central-1',
  permissions: own,
  regions: ['eu-central-1', 'eu-west-1'],
  systems: ['hello-server'],
  parameters: values,
} as const;

const filesOf = (...fleets: readonly Fleet[]) =>
  fleetFiles({ system: 'hello-server', root, fleets, environments: [], lengths: {}, place });

function read(of: Fleet): FleetFile {
  const [file] = filesOf(of);
  assert.equal(file?.path, `fleets/${of.name}.json`);
  return JSON.parse(file?.text ?? '');
}

function problemsOf(of: Fleet): readonly Problem[] {
  try {
    filesOf(of);
  } catch (error) {
    if (error instanceof TealformError) return error.problems;
    throw error;
  }
  return [];
}

const told = (of: Fleet) => problemsOf(of).map(({ path, message }) => `${path}: ${message}`);

describe('the file of a fleet', () => {
  test('has the set in the words of CloudFormation, and its values where all stacks have them', () => {
    const { stackSet, preferences, overrides, template } = read(fleet(least));
    assert.equal(stackSet.StackSetName, 'hello-server-all');
    assert.equal(stackSet.PermissionModel, 'SELF_MANAGED');
    assert.equal(stackSet.AdministrationRoleARN, 'arn:aws:iam::111122223333:role/hello-server-all-administration');
    assert.equal(stackSet.ExecutionRoleName, 'hello-server-all-execution');
    assert.deepEqual(
      stackSet.Parameters.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]),
      Object.entries(values),
    );
    assert.deepEqual(overrides, []);
    assert.deepEqual(template, { form: 'flat', file: 'flat.yaml' });
    assert.deepEqual(preferences, {
      RegionConcurrencyType: 'SEQUENTIAL',
      RegionOrder: ['eu-central-1', 'eu-west-1'],
      FailureToleranceCount: 0,
      MaxConcurrentCount: 1,
      ConcurrencyMode: 'STRICT_FAILURE_TOLERANCE',
    });
  });

  test('is of a service-managed set where CloudFormation has roles of its own', () => {
    const { stackSet, administration, member, reader } = read(
      fleet({ ...least, permissions: units, reader: { trusts: 'role/deploy' } }),
    );
    assert.deepEqual(
      [stackSet.PermissionModel, stackSet.CallAs, stackSet.AutoDeployment, stackSet.ExecutionRoleName],
      ['SERVICE_MANAGED', 'SELF', { Enabled: false }, undefined],
    );
    assert.deepEqual([administration, member], [undefined, undefined]);
    assert.equal(reader?.file, 'fleets/reader.yaml');
    const joined = { ...units, autoDeployment: { retainStacks: true }, delegatedAdministrator: true };
    const delegated = read(fleet({ ...least, permissions: joined })).stackSet;
    assert.deepEqual(
      [delegated.CallAs, delegated.AutoDeployment],
      ['DELEGATED_ADMIN', { Enabled: true, RetainStacksOnAccountRemoval: true }],
    );
  });

  test('has what differs as few overrides: the set has what most stacks have', () => {
    const { stackSet, overrides } = read(
      fleet({
        ...least,
        regions: ['eu-central-1', 'eu-west-1', 'eu-north-1'],
        parameters: { ...values, SeedBucket: ({ region }) => (region === 'eu-west-1' ? 'west' : 'others') },
        overrides: [{ accounts: ['444455556666'], parameters: { DesiredCount: 7 } }],
      }),
    );
    const givenFor = (name: string) => stackSet.Parameters.find(({ ParameterKey }) => ParameterKey === name);
    assert.equal(givenFor('SeedBucket')?.ParameterValue, 'others');
    // As many stacks have the one as the other; the first has the default.
    assert.equal(givenFor('DesiredCount')?.ParameterValue, '3');
    const seed = { ParameterKey: 'SeedBucket', ParameterValue: 'west' };
    const count = { ParameterKey: 'DesiredCount', ParameterValue: '7' };
    assert.deepEqual(overrides, [
      { accounts: ['111122223333'], regions: ['eu-west-1'], parameters: [seed] },
      { accounts: ['444455556666'], regions: ['eu-central-1', 'eu-north-1'], parameters: [count] },
      { accounts: ['444455556666'], regions: ['eu-west-1'], parameters: [count, seed] },
    ]);
  });

  test('takes later overrides before earlier ones, and what is said of a system before what is common', () => {
    const count = (ParameterValue: string) => ({ ParameterKey: 'DesiredCount', ParameterValue });
    const { stackSet, overrides } = read(
      fleet({
        ...least,
        parameters: { ...values, DesiredCount: 1 },
        parametersOf: { 'hello-server': { DesiredCount: 2 } },
        overrides: [
          { accounts: ['444455556666'], parameters: { DesiredCount: 4 } },
          { regions: ['eu-west-1'], parameters: { DesiredCount: 5 } },
        ],
      }),
    );
    assert.deepEqual(
      stackSet.Parameters.find(({ ParameterKey }) => ParameterKey === 'DesiredCount'),
      count('5'),
    );
    assert.deepEqual(overrides, [
      { accounts: ['111122223333'], regions: ['eu-central-1'], parameters: [count('2')] },
      { accounts: ['444455556666'], regions: ['eu-central-1'], parameters: [count('4')] },
    ]);
  });

  test('names units and accounts of a service-managed fleet as they are said: nobody knows what else is in them', () => {
    const { overrides } = read(
      fleet({
        ...least,
        permissions: units,
        parameters: { ...values, SeedBucket: ({ region }) => `seeds-${region}` },
        overrides: [
          { units: ['ou-a1b2-22222222'], parameters: { DesiredCount: 4 } },
          { accounts: ['777788889999'], regions: ['eu-west-1'], parameters: { DesiredCount: 5 } },
        ],
      }),
    );
    assert.deepEqual(
      overrides.map(({ accounts, units: ofUnits, regions }) => [accounts, ofUnits, regions]),
      [
        [undefined, undefined, ['eu-west-1']],
        [undefined, ['ou-a1b2-22222222'], ['eu-central-1', 'eu-west-1']],
        [['777788889999'], undefined, ['eu-west-1']],
      ],
    );
  });

  test('of the nested form says where the nested templates are, in each region', () => {
    const { stackSet, overrides, template } = read(fleet({ ...least, form: 'nested' }));
    assert.equal(template.file, 'root.yaml');
    const entries = Object.fromEntries(stackSet.Parameters.map((each) => [each.ParameterKey, each.ParameterValue]));
    assert.equal(entries.TemplateBucket, 'templates-111122223333-eu-central-1');
    assert.equal(entries.TemplatePrefix, 'tealform/hello-server');
    assert.deepEqual(overrides, [
      {
        accounts: ['111122223333', '444455556666'],
        regions: ['eu-west-1'],
        parameters: [{ ParameterKey: 'TemplateBucket', ParameterValue: 'templates-111122223333-eu-west-1' }],
      },
    ]);
  });

  test('is not written for what is not in the fleet', () => {
    assert.deepEqual(filesOf(fleet({ ...least, systems: ['other'] })), []);
  });
});

describe('values of a fleet', () => {
  test('are checked at every place, and each problem told once', () => {
    const wrong = fleet({
      ...least,
      parameters: {
        ...values,
        ImageId: 'ubuntu',
        DesiredCount: ({ account }) => (account === '444455556666' ? -1 : 1),
      },
      parametersOf: { 'hello-server': { Misspelt: 1, LiveColour: 'green' } },
      overrides: [{ regions: ['eu-west-1'], parametersOf: { 'hello-server': { VpcCidr: 'all' } } }],
    });
    const paths = problemsOf(wrong).map(({ path }) => path);
    assert.deepEqual(paths.sort(), [
      'all.overrides[0].parametersOf.hello-server.VpcCidr',
      'all.parameters.DesiredCount',
      'all.parameters.ImageId',
      'all.parametersOf.hello-server.LiveColour',
      'all.parametersOf.hello-server.Misspelt',
    ]);
  });

  test('must be there', () => {
    const { ImageId, ...others } = values;
    assert.ok(ImageId);
    const [problem, ...more] = problemsOf(fleet({ ...least, parameters: others }));
    assert.equal(problem?.message, 'ImageId is not pinned');
    assert.deepEqual(more, []);
  });

  test('of overrides are checked too where accounts are not known', () => {
    const wrong = fleet({
      ...least,
      permissions: units,
      overrides: [{ units: ['ou-a1b2-22222222'], parameters: { DesiredCount: 'many' } }],
    });
    assert.deepEqual(
      problemsOf(wrong).map(({ path }) => path),
      ['all.overrides[0].parameters.DesiredCount'],
    );
  });

  test('do not rename the system: its roles and its set have its name', () => {
    assert.deepEqual(told(fleet({ ...least, parameters: { ...values, SystemName: 'shop' } })), [
      'all.parameters.SystemName: SystemName may not be another',
    ]);
  });

  test('that name something in DNS are another at each place', () => {
    const [, local] = FLEETS;
    const fixed = (emulator: boolean): Fleet => ({
      ...local,
      emulator,
      overrides: [],
      parametersOf: {
        storefront: {
          ...local.parametersOf.storefront,
          HostName: ({ region }) => `shop.${region.slice(0, 2)}.example.com`,
        },
      },
    });
    const problems = (emulator: boolean) => {
      try {
        const of = { system: 'storefront', root: storefront.build(), environments: [], lengths: {}, place };
        fleetFiles({ ...of, fleets: [fixed(emulator)] });
        return [];
      } catch (error) {
        return error instanceof TealformError ? error.problems.map(({ message }) => message) : [String(error)];
      }
    };
    assert.deepEqual(problems(true), []);
    assert.match(problems(false)[0] ?? '', /^HostName of storefront: "shop.us.example.com" is a name in DNS for 1/);
  });
});

describe('what a fleet is refused', () => {
  test('a name too long for CloudFormation to keep it whole in names of roles', () => {
    const name = 'a-name-of-20-letters';
    const of = { root, environments: [], lengths: {}, place };
    const long = fleet({ ...least, systems: [name] });
    assert.throws(() => fleetFiles({ ...of, system: name, fleets: [long] }), /cuts the names of its roles after 16/);
    const named = selfManaged({ accounts: ['111122223333'], executionRole: 'run' });
    fleetFiles({ ...of, system: name, fleets: [fleet({ ...least, systems: [name], permissions: named })] });
  });

  test('more accounts than a parameter takes', () => {
    const accounts = Array.from({ length: 316 }, (_, index): `${number}` => `${100_000_000_000 + index}`);
    assert.deepEqual(told(fleet({ ...least, permissions: selfManaged({ accounts }) })), [
      'all.permissions.administrationRole: 316 accounts are more than a parameter of its role takes',
    ]);
  });
});

describe('who reads the templates', () => {
  test('is the organisation, or the execution role of the accounts, below the path of the system', () => {
    const bucket = 'templates-111122223333-eu-west-1';
    assert.deepEqual(readersStatement(read(fleet({ ...least, permissions: units })), bucket), {
      Sid: 'ReadHelloServerAll',
      Effect: 'Allow',
      Principal: '*',
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Resource: 'arn:aws:s3:::templates-111122223333-eu-west-1/tealform/hello-server/*',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
    });
    const waves = [{ name: 'one', accounts: ['444455556666'] }, rest()] as const;
    const { Principal, Condition } = readersStatement(read(fleet({ ...least, waves })), bucket);
    assert.deepEqual(Principal, { AWS: ['arn:aws:iam::444455556666:root', 'arn:aws:iam::111122223333:root'] });
    assert.deepEqual(Condition, {
      ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/hello-server-all-execution' },
    });
  });
});

describe('the fleets that are checked in', () => {
  test('leave the live colour to each stack, and the few overrides to regions', () => {
    for (const system of [helloServer, storefront]) {
      const files = (system.files?.(system.build()) ?? []).filter(({ path }) => /^fleets\/.*json$/.test(path));
      assert.ok(files.length > 0);
      for (const { text } of files) assert.doesNotMatch(text, /LiveColour/);
    }
  });
});
