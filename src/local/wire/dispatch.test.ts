import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CloudWatchClient, DescribeAlarms$, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { clientConfig, startForTest } from '../fixtures.ts';
import { SERVICES } from '../services.ts';
import { type LocalService, operation, ServiceError } from './service.ts';

const SIGNED = (service: string, region = 'eu-central-1') =>
  `AWS4-HMAC-SHA256 Credential=AKIA/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
const FORM = 'application/x-www-form-urlencoded';

async function post(url: string, headers: Record<string, string>, body: string) {
  const answer = await fetch(url, { method: 'POST', headers, body });
  return { status: answer.status, text: await answer.text() };
}

describe('a request without credentials', () => {
  test('is told that they are missing, in the form of its protocol', async (context) => {
    const { url } = await startForTest(context, SERVICES);
    const form = await post(url, { 'content-type': FORM }, 'Action=GetCallerIdentity&Version=2011-06-15');
    assert.equal(form.status, 403);
    assert.match(form.text, /<Code>MissingAuthenticationToken<\/Code>/);
    const json = await post(url, { 'x-amz-target': 'AmazonSSM.GetParameter' }, '{}');
    assert.equal(json.status, 403);
    assert.match(json.text, /"__type":"MissingAuthenticationToken"/);
  });

  test('is denied by S3', async (context) => {
    const { url } = await startForTest(context, SERVICES);
    const answer = await fetch(`${url}/bucket/key`);
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /<Code>AccessDenied<\/Code>/);
  });
});

describe('a request that is signed', () => {
  test('in its address is for the service that the address names', async (context) => {
    const { url } = await startForTest(context, SERVICES);
    const scope = encodeURIComponent('AKIA/20260101/us-east-1/sts/aws4_request');
    const answer = await fetch(
      `${url}/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Credential=${scope}&X-Amz-Signature=0`,
    );
    assert.match(await answer.text(), /<Account>111122223333<\/Account>/);
  });

  test('for another region is refused, but for services that have none', async (context) => {
    const { url } = await startForTest(context, SERVICES);
    const elsewhere = clientConfig(url, 'us-west-2');
    await assert.rejects(new SSMClient(elsewhere).send(new GetParameterCommand({ Name: 'x' })), {
      name: 'SignatureDoesNotMatch',
      message: /'us-west-2' is wrong; expecting 'eu-central-1'/,
    });
    await assert.rejects(new S3Client(elsewhere).send(new GetObjectCommand({ Bucket: 'bucket', Key: 'x' })), {
      name: 'AuthorizationHeaderMalformed',
    });
    assert.equal((await new STSClient(elsewhere).send(new GetCallerIdentityCommand({}))).Account, '111122223333');
  });

  test('for a service or an operation that is not here is told so by name', async (context) => {
    const { url, config } = await startForTest(context, SERVICES);
    const { text } = await post(url, { authorization: SIGNED('sqs'), 'content-type': FORM }, 'Action=ListQueues');
    assert.match(text, /<Message>the local cloud does not know the service 'sqs'<\/Message>/);
    await assert.rejects(new STSClient(config).send(new GetSessionTokenCommand({})), {
      name: 'NotImplemented',
      message: 'the local cloud does not know sts:GetSessionToken',
    });
    const json = { authorization: SIGNED('ssm'), 'x-amz-target': 'AmazonSSM.DeleteParameter' };
    assert.match((await post(url, json, '{}')).text, /does not know ssm:DeleteParameter/);
  });

  test('that names no operation, another version or no JSON is told what is wrong', async (context) => {
    const { url } = await startForTest(context, SERVICES);
    const sts = { authorization: SIGNED('sts'), 'content-type': FORM };
    assert.match((await post(url, sts, 'Version=2011-06-15')).text, /MissingAction/);
    assert.match((await post(url, sts, 'Action=GetCallerIdentity&Version=2000-01-01')).text, /NoSuchVersion/);
    const ssm = { authorization: SIGNED('ssm'), 'x-amz-target': 'AmazonSSM.GetParameter' };
    assert.match((await post(url, ssm, '{')).text, /MalformedInput.*should be JSON/);
    assert.match((await post(url, ssm, '{"Name":1}')).text, /'Name' should be a string, not 1/);
    assert.match((await post(url, ssm, '{}')).text, /ValidationException.*ssm:GetParameter needs 'Name'/);
    // As the AWS CLI writes it for some services, with the namespace of the model.
    const long = { authorization: SIGNED('ssm'), 'x-amz-target': 'com.amazonaws.ssm.AmazonSSM.GetParameter' };
    assert.match((await post(url, long, '{}')).text, /ssm:GetParameter needs 'Name'/);
    const other = { authorization: SIGNED('ssm'), 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ListTasks' };
    assert.match((await post(url, other, '{}')).text, /MissingAction/);
  });
});

describe('a service that speaks two protocols', () => {
  const monitoring: LocalService = {
    id: 'monitoring',
    protocols: ['json', 'query'],
    target: 'GraniteServiceVersion20100801',
    version: '2010-08-01',
    operations: [
      operation('DescribeAlarms', DescribeAlarms$, ['AlarmNames'], ({ AlarmNames }: { AlarmNames?: string[] }) => {
        if (AlarmNames?.includes('bad')) throw new ServiceError('ResourceNotFound', 'no such alarm', 404);
        return { MetricAlarms: [{ AlarmName: AlarmNames?.[0], Threshold: 0.5 }] };
      }),
    ],
  };

  test('answers each request in its own', async (context) => {
    const { url, config } = await startForTest(context, [monitoring]);
    const client = new CloudWatchClient(config);
    const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ['a'] }));
    assert.deepEqual(MetricAlarms, [{ AlarmName: 'a', Threshold: 0.5 }]);
    const form = 'Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=a';
    const { text } = await post(url, { authorization: SIGNED('monitoring'), 'content-type': FORM }, form);
    assert.match(text, /<MetricAlarms><member><AlarmName>a<\/AlarmName><Threshold>0.5<\/Threshold><\/member>/);
    await assert.rejects(client.send(new DescribeAlarmsCommand({ AlarmNames: ['bad'] })), {
      message: 'no such alarm',
      Code: 'ResourceNotFound',
    });
  });

  test('that gives what its model does not have has a defect, which is said', async (context) => {
    const run = () => ({ Colour: 'red' });
    const broken = {
      ...monitoring,
      operations: [{ name: 'DescribeAlarms', schema: DescribeAlarms$, consumes: [], run }],
    };
    const { config } = await startForTest(context, [broken]);
    await assert.rejects(new CloudWatchClient(config).send(new DescribeAlarmsCommand({})), {
      message: /the local cloud has a defect: .*DescribeAlarmsOutput has no member Colour/,
      $fault: 'server',
    });
  });
});
