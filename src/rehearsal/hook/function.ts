import type { Account } from '../../local/account.ts';
import { numberOf, objectOf, textOf } from '../../local/resources/read.ts';
import { DeploymentFailure } from '../deployment/stage.ts';

/** A function as a template has made it. */
export interface CalledFunction {
  readonly name: string;
  readonly arn: string;
  /** ARN of the role that its code runs as. */
  readonly role: string;
  /** What stands in the template. */
  readonly source: string;
  /** `index.handler`: the file, and what it exports. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly logFormat: 'JSON' | 'Text';
  readonly logGroup: string;
}

/**
 * The function that an AppSpec names for an event, by its name or ARN.
 * @throws DeploymentFailure `INVALID_LAMBDA_FUNCTION` where there is none, and for one that cannot be run here
 */
export function findFunction(account: Account, nameOrArn: string): CalledFunction {
  const name = nameOrArn.replace(/^arn:.*:function:/, '').replace(/:.*$/, '');
  const found = account.find('AWS::Lambda::Function', name);
  if (!found) throw invalid(`the function ${nameOrArn} that the AppSpec names does not exist`);
  const { properties, attributes } = found;
  const source = textOf(objectOf(properties, 'Code'), 'ZipFile');
  if (source === undefined) throw invalid(`not supported by a rehearsal: ${name}, whose code is not in the template`);
  const runtime = textOf(properties, 'Runtime') ?? '';
  const handler = textOf(properties, 'Handler') ?? '';
  if (!/^nodejs/.test(runtime)) throw invalid(`not supported by a rehearsal: ${name}, which runs on ${runtime}`);
  // Inline code is always this file: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-code.html
  if (!/^index\.\w+$/.test(handler)) throw invalid(`the handler of ${name} is ${handler}, and inline code is index.js`);
  const variables = objectOf(objectOf(properties, 'Environment'), 'Variables');
  const logging = objectOf(properties, 'LoggingConfig');
  return {
    name,
    arn: textOf(attributes, 'Arn') ?? account.arn('lambda', `function:${name}`),
    role: textOf(properties, 'Role') ?? '',
    source,
    handler,
    environment: Object.fromEntries(Object.keys(variables).map((key) => [key, textOf(variables, key) ?? ''])),
    timeoutSeconds: numberOf(properties, 'Timeout') ?? 3,
    memoryMb: numberOf(properties, 'MemorySize') ?? 128,
    logFormat: textOf(logging, 'LogFormat') === 'JSON' ? 'JSON' : 'Text',
    logGroup: textOf(logging, 'LogGroup') ?? `/aws/lambda/${name}`,
  };
}

function invalid(message: string): DeploymentFailure {
  return new DeploymentFailure('INVALID_LAMBDA_FUNCTION', message);
}
