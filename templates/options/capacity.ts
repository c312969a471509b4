/** What tasks run on. */
export type CapacityOptions = Ec2Capacity | ExistingEc2Capacity | FargateCapacity;

/** EC2 instances of the system's own, in a cluster of its own. Tasks use bridge networking with ports that Docker chooses. */
export interface Ec2Capacity {
  readonly kind: 'ec2';
  /** Such as `t3.small`. The image that runs on it is the root's parameter `ImageId`. */
  readonly instanceType: string;
  /** Memory of one instance, in MiB. What of it tasks can have is {@link usableMemory}. */
  readonly memory: number;
  /** CPU units of one instance, 1,024 for each vCPU; needed where containers reserve CPU. */
  readonly cpu?: number;
  /** Instances that are always there, and the most that scaling may start. Blue plus green must fit on the most. */
  readonly min: number;
  readonly max: number;
  /** Size of an instance's encrypted disk, in GiB. The image needs 30. */
  readonly diskGiB: number;
}

/** EC2 instances of a cluster that exists: the root takes cluster, capacity provider and their security group as parameters. */
export interface ExistingEc2Capacity {
  readonly kind: 'existing-ec2';
  /** The processors of its instances, which images are built for. */
  readonly architecture: 'x86_64' | 'arm64';
}

/** Fargate. Tasks use awsvpc networking. */
export interface FargateCapacity {
  readonly kind: 'fargate';
  readonly cluster: 'new' | 'existing';
  /** CPU units of one task, 1,024 for each vCPU. */
  readonly cpu: FargateCpu;
  /** Memory of one task, in MiB. */
  readonly memory: number;
  readonly architecture: 'x86_64' | 'arm64';
  /** How many tasks run on Spot for each that does not; 0 for none. Spot tasks can be taken away with two minutes' notice. */
  readonly spotWeight: number;
  /** Tasks that never run on Spot, before the weight counts. */
  readonly onDemandBase: number;
}

/**
 * The sizes of Fargate tasks: CPU units, and the MiB of memory that go with them.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
 */
export const FARGATE_MEMORY = {
  256: [512, 1024, 2048],
  512: [1024, 2048, 3072, 4096],
  1024: [2048, 3072, 4096, 5120, 6144, 7168, 8192],
  2048: [4096, 5120, 6144, 7168, 8192, 9216, 10240, 11264, 12288, 13312, 14336, 15360, 16384],
  4096: [
    8192, 9216, 10240, 11264, 12288, 13312, 14336, 15360, 16384, 17408, 18432, 19456, 20480, 21504, 22528, 23552, 24576,
    25600, 26624, 27648, 28672, 29696, 30720,
  ],
  8192: [16384, 20480, 24576, 28672, 32768, 36864, 40960, 45056, 49152, 53248, 57344, 61440],
  16384: [32768, 40960, 49152, 57344, 65536, 73728, 81920, 90112, 98304, 106496, 114688, 122880],
} as const;

export type FargateCpu = keyof typeof FARGATE_MEMORY;

/** What {@link fargate} takes: a size that Fargate has, and what may be left out. */
export interface FargateChoice<Cpu extends FargateCpu>
  extends Partial<Omit<FargateCapacity, 'kind' | 'cpu' | 'memory'>> {
  readonly cpu: Cpu;
  readonly memory: (typeof FARGATE_MEMORY)[Cpu][number];
}

/** EC2 instances in a cluster of the system's own, with disks of 30 GiB unless told otherwise. */
export function ec2(options: Omit<Ec2Capacity, 'kind' | 'diskGiB'> & { readonly diskGiB?: number }): Ec2Capacity {
  return { kind: 'ec2', diskGiB: 30, ...options };
}

/** EC2 instances of a cluster that exists. */
export function existingEc2(options: Partial<Omit<ExistingEc2Capacity, 'kind'>> = {}): ExistingEc2Capacity {
  return { kind: 'existing-ec2', architecture: 'x86_64', ...options };
}

/**
 * Fargate, in a cluster of the system's own unless told otherwise. A cluster that exists must have the capacity providers
 * `FARGATE` and, with a Spot weight, `FARGATE_SPOT`.
 */
export function fargate<const Cpu extends FargateCpu>(options: FargateChoice<Cpu>): FargateCapacity {
  return { kind: 'fargate', cluster: 'new', architecture: 'x86_64', spotWeight: 0, onDemandBase: 0, ...options };
}

/** Whether the cluster is the system's own. */
export function hasOwnCluster(capacity: CapacityOptions): boolean {
  return capacity.kind === 'ec2' || (capacity.kind === 'fargate' && capacity.cluster === 'new');
}

/** What the ECS agent is told to keep free for the system and itself, in MiB. */
export const RESERVED_MEMORY = 96;

/**
 * What tasks can have of an instance's memory, in MiB. An instance registers what its kernel finds, which is up to an eighth less
 * than what its type is said to have, and the agent keeps {@link RESERVED_MEMORY} of that.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
 */
export function usableMemory(instanceMemory: number): number {
  return Math.floor((instanceMemory * 7) / 8) - RESERVED_MEMORY;
}

/** What kind of processor tasks run on. */
export function architectureOf(capacity: CapacityOptions): 'x86_64' | 'arm64' {
  return capacity.kind === 'ec2' ? architectureOfType(capacity.instanceType) : capacity.architecture;
}

/** What kind of processor an instance type has. */
export function architectureOfType(instanceType: string): 'x86_64' | 'arm64' {
  // Families of Graviton have a g behind their generation: t4g, m7gd, c8gn, x2gd. The first was a1.
  return /^(a1|[a-z]+\d+g[a-z]*)\./.test(instanceType) ? 'arm64' : 'x86_64';
}
