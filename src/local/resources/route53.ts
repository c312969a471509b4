import { define } from './define.ts';
import type { ResourceModel } from './model.ts';
import { refuse } from './naming.ts';
import { textOf } from './read.ts';

/** Records of zones. */
export const ROUTE53: Readonly<Record<string, ResourceModel>> = {
  'AWS::Route53::RecordSet': define({
    create: ({ account, properties, type }) => {
      const id = textOf(properties, 'Name') ?? '';
      const kind = textOf(properties, 'Type');
      const other = account.find(type, id);
      if (other && textOf(other.properties, 'Type') === kind) {
        const words = `Tried to create resource record set [name='${dotted(id)}', type='${kind}'] but it already exists`;
        refuse('AlreadyExists', `[${words}]`);
      }
      // A record's Ref is its name alone, by which the local cloud keeps it.
      if (other) refuse('GeneralServiceException', `not supported by the local cloud: two records named ${id}`);
      return { id, attributes: {} };
    },
  }),
};

function dotted(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}
