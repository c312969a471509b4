import assert from 'node:assert/strict';
import { test } from 'node:test';
import helloServer from '../../../templates/systems/hello-server.ts';
import { filesOf, openSystem } from './explained.fixtures.ts';

test('the service of hello-server is explained as people ask for it', () => {
  const { of } = openSystem(helloServer, filesOf('hello-server'));
  const { refersTo, referredBy, access, changes, waitsFor } = of('Service/Service');
  assert.deepEqual(refersTo.find(({ id }) => id === 'LoadBalancer/BlueTargetGroup')?.uses, [
    { path: 'LoadBalancers[0].TargetGroupArn', via: ['Service/BlueTargetGroupArn', 'LoadBalancer/BlueTargetGroupArn'] },
  ]);
  assert.deepEqual(
    waitsFor.map(({ id }) => id),
    ['Service/BootstrapTask'],
  );
  assert.ok(referredBy.some(({ id }) => id === 'Deployment/DeploymentGroup'));
  assert.deepEqual(
    access?.roles.map(({ role }) => role),
    [
      'Deployment/DeploymentRole',
      'fleets/member/ReaderRole',
      'fleets/reader/ReaderRole',
      'deployer/ServiceRole',
      'deployer/DeployRole',
    ],
  );
  assert.deepEqual(changes?.replaces, ['ServiceName', 'Cluster', 'DeploymentController', 'SchedulingStrategy']);
  assert.deepEqual(of('DesiredCount').values?.environments.dev, '1');
  assert.deepEqual(of('Service/LogGroup').releaseFiles, [
    { file: 'release/buildspec.yml', as: 'LogGroupName' },
    { file: 'release/taskdef.json', as: 'LogGroupName' },
  ]);
});

test('the root says what stands beside the system, and a resource of that its own places', () => {
  const { of } = openSystem(helloServer, filesOf('hello-server'));
  assert.deepEqual(
    of('Root').beside?.map(({ id }) => id),
    ['fleets/administration', 'fleets/member', 'fleets/reader', 'deployer'],
  );
  assert.equal(of('Service').beside, undefined);
  const { template, flat, declared, calledAt, conditions } = of('fleets/member/ReaderRole');
  assert.equal(template.file, 'output/hello-server/fleets/member.yaml');
  assert.equal(flat, undefined);
  assert.match(declared?.file ?? '', /templates\/fleet\/reader\.ts$/);
  assert.match(calledAt.at(-1)?.file ?? '', /templates\/fleet\/member\.ts$/);
  assert.deepEqual(conditions, [{ id: 'fleets/member/HasReader', condition: 'ReaderPrincipal is not ""' }]);
});
