/**
 * What Lambda's runtime for Node.js does around a handler, as a CommonJS program for a process of its own. It stands beside the
 * function's `index.js`, is told about the call in its argument, writes the log to standard output as a line of JSON each, and says
 * by a message to the process above how the call ended. It does not wait for what the handler has left running.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export const RUNTIME = `'use strict';
const { format } = require('node:util');
const call = JSON.parse(process.argv[2]);
const end = Date.now() + call.timeoutMs;

const plain = (_, value) =>
  value instanceof Error ? { errorType: value.name, errorMessage: value.message, ...value } : value;
const LEVELS = { debug: 'info', trace: 'info', log: 'info', info: 'info', warn: 'warn', error: 'error' };
for (const [method, level] of Object.entries(LEVELS)) {
  console[method] = (...said) => {
    const structured = call.logFormat === 'JSON' && said.length === 1 && typeof said[0] !== 'string';
    const text = structured ? JSON.stringify(said[0], plain) : format(...said);
    process.stdout.write(JSON.stringify({ level, text }) + '\\n');
  };
}

function finish(outcome) {
  const memoryMb = Math.ceil(process.resourceUsage().maxRSS / 1024);
  process.send({ ...outcome, memoryMb }, () => process.exit(0));
}

const failed = (error) =>
  finish({ error: { name: String(error?.name ?? 'Error'), message: String(error?.message ?? error) } });
// Whoever plays the deployment is no more, and nobody would end this.
process.on('disconnect', () => process.exit(1));
process.on('uncaughtException', failed);
process.on('unhandledRejection', failed);

const context = {
  functionName: call.functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: call.functionArn,
  memoryLimitInMB: String(call.memoryMb),
  awsRequestId: call.requestId,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, end - Date.now()),
};

async function main() {
  const handler = require('./index.js')[call.handler];
  if (typeof handler !== 'function') throw new TypeError(call.handler + ' is not exported by index');
  finish({ result: await handler(call.event, context) });
}
main().catch(failed);
`;
