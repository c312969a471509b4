import { define } from './define.ts';
import { mustExist } from './ec2.ts';
import { admits } from './iam.ts';
import type { ResourceModel } from './model.ts';
import { madeName, nameOf, refuse, refuseTaken } from './naming.ts';
import { objectOf, textOf, textsOf } from './read.ts';

const FUNCTION = 'AWS::Lambda::Function';

/** Functions, and who may call them. */
export const LAMBDA: Readonly<Record<string, ResourceModel>> = {
  [FUNCTION]: define({
    create: (request) => {
      const { account, properties } = request;
      const id = nameOf(request, 'FunctionName', 64);
      refuseTaken(request, id, `Function already exist: ${id}`);
      checkRole(request.account, properties);
      const network = objectOf(properties, 'VpcConfig');
      for (const subnet of textsOf(network, 'SubnetIds')) mustExist(account, 'AWS::EC2::Subnet', subnet);
      for (const group of textsOf(network, 'SecurityGroupIds')) mustExist(account, 'AWS::EC2::SecurityGroup', group);
      return { id, attributes: { Arn: account.arn('lambda', `function:${id}`) } };
    },
    update: (_, { account, properties }) => {
      checkRole(account, properties);
      return {};
    },
  }),
  'AWS::Lambda::Permission': define({
    create: (request) => {
      const { account, properties } = request;
      const said = textOf(properties, 'FunctionName') ?? '';
      const name = said.replace(/^arn:.*:function:/, '').replace(/:.*$/, '');
      if (!account.find(FUNCTION, name)) {
        refuse('NotFound', `Function not found: ${account.arn('lambda', `function:${name}`)}`);
      }
      const id = madeName(request);
      return { id, attributes: { Id: id } };
    },
  }),
};

function checkRole(account: Parameters<typeof admits>[0], properties: Parameters<typeof textOf>[0]): void {
  if (admits(account, textOf(properties, 'Role') ?? '', 'lambda.amazonaws.com')) return;
  refuse('InvalidRequest', 'The role defined for the function cannot be assumed by Lambda.');
}
