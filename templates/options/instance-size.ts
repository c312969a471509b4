/** What an instance type has. */
export interface InstanceSize {
  /** In MiB. */
  readonly memory: number;
  /** In CPU units, 1,024 for each vCPU. */
  readonly cpu: number;
}

/** The burstable ones: GiB and vCPUs of each size. @see https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html */
const BURSTABLE: Readonly<Record<string, readonly [memory: number, cpus: number]>> = {
  nano: [0.5, 2],
  micro: [1, 2],
  small: [2, 2],
  medium: [4, 2],
  large: [8, 2],
  xlarge: [16, 4],
  '2xlarge': [32, 8],
};

/** GiB for each vCPU: for all work, for computing, for memory. Others have other shares, such as c5n. */
const MEMORY_PER_CPU: readonly (readonly [families: RegExp, memory: number])[] = [
  [/^m([5-8](a|g|i)?d?|7i-flex)$/, 4],
  [/^c([5-8](a|g|i)?d?|7i-flex)$/, 2],
  [/^r[5-8](a|g|i)?d?$/, 8],
];

/**
 * What an instance type of the common families has; undefined for others, of which nothing is known here.
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html
 */
export function sizeOfInstance(type: string): InstanceSize | undefined {
  const [family = '', size = ''] = type.split('.');
  if (/^t(3a?|4g)$/.test(family)) {
    const [memory, cpus] = BURSTABLE[size] ?? [];
    return memory === undefined || cpus === undefined ? undefined : sized(memory, cpus);
  }
  const cpus = cpusOf(size);
  const share = MEMORY_PER_CPU.find(([families]) => families.test(family))?.[1];
  return cpus === undefined || share === undefined ? undefined : sized(share * cpus, cpus);
}

function sized(gib: number, cpus: number): InstanceSize {
  return { memory: gib * 1024, cpu: cpus * 1024 };
}

function cpusOf(size: string): number | undefined {
  if (size === 'medium') return 1;
  if (size === 'large') return 2;
  const times = /^(\d*)xlarge$/.exec(size)?.[1];
  return times === undefined ? undefined : 4 * Number(times || 1);
}
