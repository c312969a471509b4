import { define } from './define.ts';
import { mustExist } from './ec2.ts';
import type { ResourceModel, ResourceRequest } from './model.ts';
import { nameOf, newUuid, refuse, refuseTaken } from './naming.ts';
import { numberOf, objectOf, textOf, textsOf } from './read.ts';

/** Groups of instances. There are no instances in them. */
export const AUTO_SCALING: Readonly<Record<string, ResourceModel>> = {
  'AWS::AutoScaling::AutoScalingGroup': define({
    create: (request) => {
      const { account, properties } = request;
      const id = nameOf(request, 'AutoScalingGroupName', 255);
      refuseTaken(
        request,
        id,
        `AutoScalingGroup by this name already exists - A group with the name ${id} already exists`,
      );
      for (const subnet of textsOf(properties, 'VPCZoneIdentifier')) mustExist(account, 'AWS::EC2::Subnet', subnet);
      checkGroup(request);
      const arn = account.arn('autoscaling', `autoScalingGroup:${newUuid(account)}:autoScalingGroupName/${id}`);
      return { id, attributes: { AutoScalingGroupARN: arn } };
    },
    update: (_, request) => {
      checkGroup(request);
      return {};
    },
  }),
};

function checkGroup({ account, properties }: ResourceRequest): void {
  const template = textOf(objectOf(properties, 'LaunchTemplate'), 'LaunchTemplateId');
  if (template !== undefined && !account.find('AWS::EC2::LaunchTemplate', template)) {
    const words = 'You must use a valid fully-formed launch template.';
    refuse('InvalidRequest', `${words} The specified launch template, with template ID ${template}, does not exist.`);
  }
  const [min = 0, max = 0] = [numberOf(properties, 'MinSize'), numberOf(properties, 'MaxSize')];
  if (min > max) refuse('InvalidRequest', 'Max bound must be greater than or equal to min bound');
}
