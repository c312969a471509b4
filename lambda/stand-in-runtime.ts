// For tests only: what Lambda's runtime does around a handler, for a process of its own.

/**
 * A CommonJS program beside the hook's `index.js`. Its argument is JSON: the event, the milliseconds of an invocation (null breaks
 * the context), the log format, and how many invocations there are, one after the other in the same process. What the handler gives
 * or throws each time is written to `outcomes.json`; the process must end by itself.
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client the console, from src/logging/
 */
export const RUNTIME = `
const { writeFileSync } = require('node:fs');
const { format } = require('node:util');
const [event, remainingMs, logFormat, invocations] = JSON.parse(process.argv[2]);
let requestId;

const spellError = (_, value) =>
  value instanceof Error
    ? { errorType: value.constructor.name, errorMessage: value.message, stackTrace: value.stack.split('\\n'), ...value }
    : value;
for (const method of ['info', 'warn', 'error']) {
  console[method] = (...said) => {
    const timestamp = new Date().toISOString();
    const level = method.toUpperCase();
    const message = said.length === 1 ? said[0] : format(...said);
    const line =
      logFormat === 'JSON'
        ? JSON.stringify({ timestamp, level, requestId, message }, spellError)
        : [timestamp, requestId, level, format(...said)].join('\\t').replaceAll('\\n', '\\r');
    process.stdout.write(line + '\\n');
  };
}

// As in Lambda, the time counts from the call, not from the loading.
async function invoke(handler) {
  const end = Date.now() + remainingMs;
  const context = remainingMs === null ? {} : { getRemainingTimeInMillis: () => end - Date.now() };
  try {
    return { result: await handler(event, context) };
  } catch (error) {
    process.exitCode = 1;
    console.error(error);
    return { error: { name: error.name, message: error.message } };
  }
}

async function main() {
  const { handler } = require('./index.js');
  const outcomes = [];
  for (let number = 1; number <= invocations; number += 1) {
    requestId = 'request-' + number;
    outcomes.push(await invoke(handler));
  }
  writeFileSync('outcomes.json', JSON.stringify(outcomes));
}

main();
`;
