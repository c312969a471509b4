import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pageOf } from '../../src/aws/page.ts';
import { checkNames } from './check-names.ts';
import { modelOf } from './fixtures.ts';
import { fileOf, interfaceOf, namespaceOf } from './names.ts';

describe('names', () => {
  test('a service has the name the field gives it, its file one in lower case', () => {
    assert.equal(namespaceOf('ElasticLoadBalancingV2'), 'ELBv2');
    assert.equal(namespaceOf('CodeDeploy'), 'CodeDeploy');
    assert.equal(fileOf('ElasticLoadBalancingV2'), 'elastic-load-balancing-v2.ts');
    assert.equal(fileOf('EC2'), 'ec2.ts');
    assert.equal(fileOf('CodeDeploy'), 'code-deploy.ts');
  });

  test('a nested type is named after its resource, once', () => {
    assert.equal(interfaceOf('Listener', { name: 'Action', properties: [] }), 'ListenerAction');
    assert.equal(interfaceOf('Listener', { name: 'ListenerAttribute', properties: [] }), 'ListenerAttribute');
  });

  test('pages follow the types', () => {
    const reference = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';
    assert.equal(pageOf('AWS::ECS::Service'), `${reference}/aws-resource-ecs-service.html`);
    assert.equal(pageOf('AWS::ECS::Service', 'Secret'), `${reference}/aws-properties-ecs-service-secret.html`);
  });

  test('two types of one name are an error that names both', () => {
    const definition = { name: 'Wagon', properties: [] };
    const [train, wagon] = [{ type: 'AWS::Toy::Train', definitions: [definition] }, { type: 'AWS::Toy::TrainWagon' }];
    assert.throws(() => checkNames(modelOf(train, wagon)), {
      message: /AWS::Toy::Train Wagon and AWS::Toy::TrainWagon would both be called TrainWagon/,
    });
    const renamed = { ...train, definitions: [{ ...definition, interfaceName: 'TrainCar' }] };
    assert.doesNotThrow(() => checkNames(modelOf(renamed, wagon)));
    assert.throws(() => checkNames(modelOf(renamed)), { message: /no longer needed/ });
  });

  test('a type may not have a name of the language', () => {
    assert.throws(() => checkNames(modelOf({ type: 'AWS::Toy::List' })), { message: /both be called List/ });
  });
});
