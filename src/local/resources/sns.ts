import { define } from './define.ts';
import type { ResourceModel } from './model.ts';
import { madeName, nameOf, newUuid, refuse, refuseTaken } from './naming.ts';
import { textOf, textsOf } from './read.ts';

const TOPIC = 'AWS::SNS::Topic';

/** Topics, who may publish to them, and who is told. */
export const SNS: Readonly<Record<string, ResourceModel>> = {
  [TOPIC]: define({
    create: (request) => {
      const name = nameOf(request, 'TopicName', 256);
      const id = request.account.arn('sns', name);
      refuseTaken(request, id);
      return { id, attributes: { TopicArn: id, TopicName: name } };
    },
  }),
  'AWS::SNS::TopicPolicy': define({
    create: (request) => {
      for (const topic of textsOf(request.properties, 'Topics')) {
        if (!request.account.find(TOPIC, topic)) refuse('NotFound', 'Topic does not exist');
      }
      const id = madeName(request);
      return { id, attributes: { Id: id } };
    },
  }),
  'AWS::SNS::Subscription': define({
    create: ({ account, properties }) => {
      const topic = textOf(properties, 'TopicArn') ?? '';
      if (!account.find(TOPIC, topic)) refuse('NotFound', 'Topic does not exist');
      const id = `${topic}:${newUuid(account)}`;
      return { id, attributes: { Arn: id } };
    },
  }),
};
