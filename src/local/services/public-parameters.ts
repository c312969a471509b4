import { createHash } from 'node:crypto';
import type { Whereabouts } from '../account.ts';

/**
 * The public parameters that name the newest ECS-optimised images of Amazon Linux 2023. Their names and fields are AWS's; the ids
 * are invented, the same ones each time, and of no image that can be started.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
 */
export function publicParameters({ region }: Whereabouts): ReadonlyMap<string, string> {
  return new Map(
    ['x86_64', 'arm64'].flatMap((architecture) => {
      const image = describeImage(region, architecture);
      const folder = architecture === 'arm64' ? '/arm64' : '';
      const name = `/aws/service/ecs/optimized-ami/amazon-linux-2023${folder}/recommended`;
      const fields = [
        'image_id',
        'image_name',
        'image_version',
        'os',
        'ecs_agent_version',
        'ecs_runtime_version',
      ] as const;
      return [
        [name, JSON.stringify(image)] as const,
        ...fields.map((field) => [`${name}/${field}`, image[field]] as const),
      ];
    }),
  );
}

/** Where all public parameters of AWS stand. */
export const PUBLIC = '/aws/service/';

function describeImage(region: string, architecture: string) {
  const id = createHash('sha256').update(`${region} ${architecture}`).digest('hex').slice(0, 17);
  return {
    schema_version: 1,
    image_name: `al2023-ami-ecs-hvm-2023.0.20261101-kernel-6.1-${architecture}`,
    image_id: `ami-${id}`,
    image_version: '2023.0.20261101',
    os: 'Amazon Linux 2023',
    ecs_runtime_version: 'Docker version 25.0.14',
    ecs_agent_version: '1.101.0',
    source_image_name: `al2023-ami-minimal-2023.9.20261027.0-kernel-6.1-${architecture}`,
  };
}
