import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { outputOf, smallFiles } from '../../src/cloud/testing/small-target.ts';
import { environment } from '../../templates/environments/environment.ts';
import { findEnvironment, readPlaces, readTargets, readThePlace } from './targets.ts';

const PLACE = { name: 'dev', account: '111122223333', region: 'eu-central-1' } as const;
const dev = (...systems: [string, ...string[]]) => environment({ ...PLACE, systems });
const open = environment(PLACE);

const SMALL = smallFiles();
const copyOf = (name: string) =>
  Object.fromEntries(Object.entries(SMALL).map(([path, text]) => [path.replace(/^small/, name), text]));
const OUTPUT = outputOf({ ...SMALL, ...copyOf('other'), ...copyOf('third') });

const named = (name: string) => JSON.stringify([{ ParameterKey: 'SystemName', ParameterValue: name }]);

describe('which systems a command is about', () => {
  test('all of the environment, in its order, unless one is named', () => {
    const names = (named?: string) =>
      readTargets(dev('third', 'small'), named, () => {}, OUTPUT).map(({ system }) => system);
    assert.deepEqual(names(), ['third', 'small']);
    assert.deepEqual(names('small'), ['small']);
    assert.throws(() => names('other'), /not-deployed-there: other is not deployed to dev\n {2}-> .* third, small/);
    assert.throws(() => names('fourth'), /unknown-system: .*\n {2}-> there are: small, other, third/);
  });

  test('all that there are where the environment names none', () => {
    const targets = readTargets(open, undefined, () => {}, OUTPUT);
    assert.deepEqual(
      targets.map(({ system }) => system),
      ['small', 'other', 'third'],
    );
    assert.throws(
      () => readTargets(open, undefined, () => {}, outputOf({})),
      /no-system: output\/ has no system for dev/,
    );
  });

  test('what is wrong with any of them is told at once', () => {
    const broken = { ...SMALL, ...copyOf('other'), 'small/network.yaml': '', 'other/service.yaml': '' };
    assert.throws(
      () => readTargets(open, undefined, () => {}, outputOf(broken)),
      /output\/small\/network\.yaml is not what.*output\/other\/service\.yaml is not what/s,
    );
  });

  test('one alone is meant without a name; of several one must be named', () => {
    assert.equal(readThePlace(dev('other'), undefined, OUTPUT).system, 'other');
    assert.equal(readThePlace(dev('other', 'small'), 'small', OUTPUT).system, 'small');
    assert.throws(
      () => readThePlace(dev('other', 'small'), undefined, OUTPUT),
      /^TealformError: system-not-named: dev has 2 systems, .*: other, small\n {2}-> say which: SYSTEM=other$/,
    );
  });

  test('is where they are deployed also when their templates have been edited, unless what names the stack is no more', () => {
    const edited = { ...SMALL, 'small/network.yaml': '', 'small/parameters/dev.json': named('elsewhere') };
    assert.equal(readThePlace(dev('small'), 'small', outputOf(edited)).stackName, 'elsewhere');
    assert.equal(readThePlace(dev('small'), 'small', OUTPUT).stackName, 'small');
    assert.throws(() => readTargets(dev('small'), 'small', () => {}, outputOf(edited)), /stale-output/);
    const { 'small/parameters/dev.json': _, ...without } = SMALL;
    assert.throws(() => readPlaces(dev('small'), 'small', outputOf(without)), /stale-output: .*dev\.json is missing/);
  });

  test('an environment that there is not is answered with those there are', () => {
    assert.throws(
      () => findEnvironment('staging'),
      /unknown-environment: .* "staging"\n {2}-> there are: local, dev, prod/,
    );
  });
});
