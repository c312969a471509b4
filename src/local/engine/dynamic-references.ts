import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import { invalid, unsupported } from './refusals.ts';

/**
 * Properties with `{{resolve:ssm:...}}` looked up among the account's parameters. What services look up by themselves, secrets, stays
 * as it is written: AWS shows it to nobody either.
 * @throws ServiceError `ValidationError` for a parameter that is not there.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function withLookedUp(properties: DataObject, account: Account): DataObject {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, lookedUp(value, account)]));
}

function lookedUp(data: Data, account: Account): Data {
  if (Array.isArray(data)) return data.map((each) => lookedUp(each, account));
  if (isObject(data)) return withLookedUp(data, account);
  if (typeof data !== 'string' || !data.includes('{{resolve:')) return data;
  return data.replace(/\{\{resolve:([a-z-]+):([^}]*)\}\}/g, (whole, service: string, path: string) => {
    if (service === 'secretsmanager' || service === 'ssm-secure') return whole;
    if (service !== 'ssm') throw unsupported(`the dynamic reference ${whole}`);
    const name = path.replace(/:\d+$/, '');
    const found = account.all('AWS::SSM::Parameter').find(({ id, properties }) => (properties.Name ?? id) === name);
    const value = found?.properties.Value;
    if (typeof value !== 'string') {
      throw invalid(`Unable to fetch parameters [${name}] from parameter store for this account.`);
    }
    return value;
  });
}
