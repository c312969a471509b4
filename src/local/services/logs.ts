import {
  CreateLogGroup$,
  type CreateLogGroupRequest,
  DeleteLogGroup$,
  type DeleteLogGroupRequest,
  DescribeLogGroups$,
  type DescribeLogGroupsRequest,
  type DescribeLogGroupsResponse,
  FilterLogEvents$,
  type FilterLogEventsRequest,
  type FilterLogEventsResponse,
  type LogGroup,
  LogGroup$,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { textOf } from '../resources/read.ts';
import { type LocalService, operation } from '../wire/service.ts';
import { makeByCall, removeByCall, tagList } from './by-call.ts';
import { fromProperties } from './by-schema.ts';
import { pageOf } from './paging.ts';
import { deny } from './refusals.ts';

const LOG_GROUP = 'AWS::Logs::LogGroup';
const CODES = { AlreadyExists: 'ResourceAlreadyExistsException', other: 'InvalidParameterException' };

/**
 * CloudWatch Logs: log groups, in which there is what runs here has written.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html
 */
export const logs: LocalService = {
  id: 'logs',
  protocols: ['json'],
  target: 'Logs_20140328',
  operations: [
    operation(
      'DescribeLogGroups',
      DescribeLogGroups$,
      ['logGroupNamePrefix', 'logGroupNamePattern', 'nextToken', 'limit', 'logGroupClass'],
      (input: DescribeLogGroupsRequest, { account }): DescribeLogGroupsResponse => {
        const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern, logGroupClass: kind } = input;
        if (prefix !== undefined && pattern !== undefined) {
          const words = 'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.';
          deny('InvalidParameterException', words);
        }
        const found = account
          .all(LOG_GROUP)
          .filter(({ id }) => id.startsWith(prefix ?? '') && id.toLowerCase().includes((pattern ?? '').toLowerCase()))
          .filter((each) => kind === undefined || classOf(each) === kind)
          .sort((a, b) => (a.id < b.id ? -1 : 1));
        const [page, next] = pageOf(found, input.nextToken, input.limit ?? 50);
        return { logGroups: page.map(describe), ...(next !== undefined && { nextToken: next }) };
      },
    ),
    operation(
      'CreateLogGroup',
      CreateLogGroup$,
      ['logGroupName', 'kmsKeyId', 'tags', 'logGroupClass'],
      (input: CreateLogGroupRequest, { account }) => {
        const { logGroupName: name = '', kmsKeyId, logGroupClass, tags } = input;
        if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name)) {
          const rule = 'letters, digits, and the signs . - _ / and # are, 512 at most';
          deny('InvalidParameterException', `'${name}' is not a name of a log group: ${rule}`);
        }
        const properties = {
          LogGroupName: name,
          ...(kmsKeyId !== undefined && { KmsKeyId: kmsKeyId }),
          ...(logGroupClass !== undefined && { LogGroupClass: logGroupClass }),
          ...tagList(tags),
        };
        if (account.find(LOG_GROUP, name)) {
          deny('ResourceAlreadyExistsException', 'The specified log group already exists');
        }
        makeByCall(account, LOG_GROUP, properties, CODES);
        return {};
      },
    ),
    operation(
      'FilterLogEvents',
      FilterLogEvents$,
      [
        'logGroupName',
        'logStreamNames',
        'logStreamNamePrefix',
        'startTime',
        'endTime',
        'filterPattern',
        'nextToken',
        'limit',
        'interleaved',
      ],
      (input: FilterLogEventsRequest, { account }): FilterLogEventsResponse => filterLogEvents(account, input),
    ),
    operation(
      'DeleteLogGroup',
      DeleteLogGroup$,
      ['logGroupName'],
      ({ logGroupName = '' }: DeleteLogGroupRequest, { account }) => {
        const found = account.find(LOG_GROUP, logGroupName);
        if (!found) return deny('ResourceNotFoundException', 'The specified log group does not exist.');
        removeByCall(account, found, CODES);
        return {};
      },
    ),
  ],
};

function filterLogEvents(account: Account, input: FilterLogEventsRequest): FilterLogEventsResponse {
  const { logGroupName = '', logStreamNames, logStreamNamePrefix, startTime = 0, endTime, filterPattern } = input;
  if (!account.find(LOG_GROUP, logGroupName))
    deny('ResourceNotFoundException', 'The specified log group does not exist.');
  if (logStreamNames && logStreamNamePrefix !== undefined)
    deny('InvalidParameterException', 'logStreamNames and logStreamNamePrefix are mutually exclusive.');
  const fits = matcherOf(filterPattern ?? '');
  const found = account.logEvents
    .of(logGroupName)
    .filter(({ timestamp }) => timestamp >= startTime && timestamp <= (endTime ?? Number.POSITIVE_INFINITY))
    .filter(({ stream }) => logStreamNames?.includes(stream) ?? stream.startsWith(logStreamNamePrefix ?? ''))
    .filter(({ message }) => fits(message));
  const [page, next] = pageOf(found, input.nextToken, input.limit ?? 10_000);
  const events = page.map(({ id, timestamp, stream, message }) => ({
    eventId: String(id).padStart(56, '0'),
    timestamp,
    ingestionTime: timestamp,
    logStreamName: stream,
    message,
  }));
  return { events, searchedLogStreams: [], ...(next !== undefined && { nextToken: next }) };
}

// Terms, which all have to be in a message as they are. What else patterns can say is not read.
function matcherOf(pattern: string): (message: string) => boolean {
  const terms = [...pattern.matchAll(/"([^"]*)"|([A-Za-z0-9_]+)|(\S)/g)];
  if (terms.some(([, , , sign]) => sign !== undefined)) {
    const words = `the local cloud reads patterns of terms, such as ERROR "not authorized", and not ${pattern}`;
    deny('NotImplemented', words);
  }
  return (message) => terms.every(([, quoted, word]) => message.includes(quoted ?? word ?? ''));
}

function describe(group: LocalResource): LogGroup {
  const { id, properties, attributes, createdAt } = group;
  const arn = textOf(attributes, 'Arn') ?? '';
  return {
    ...fromProperties<LogGroup>(LogGroup$, properties),
    logGroupName: id,
    arn,
    logGroupArn: arn.replace(/:\*$/, ''),
    creationTime: Date.parse(createdAt),
    logGroupClass: classOf(group),
    metricFilterCount: 0,
    storedBytes: 0,
  };
}

function classOf({ properties }: LocalResource): NonNullable<LogGroup['logGroupClass']> {
  const said = textOf(properties, 'LogGroupClass');
  return said === 'INFREQUENT_ACCESS' || said === 'DELIVERY' ? said : 'STANDARD';
}
