import { type Ec2Capacity, FARGATE_MEMORY, usableMemory } from './capacity.ts';
import { sizeOfInstance } from './instance-size.ts';
import { invalid, isWhole, type OptionProblem, oneOf, onlyKnown } from './problem.ts';
import { BOOTSTRAP_MEMORY, mostTasks, sizeOfTask, tasksPerInstance } from './room.ts';
import type { CompleteOptions } from './system.ts';

/** What is wrong with what tasks run on, and with how many there are to be. */
export function checkCapacity(options: CompleteOptions): readonly OptionProblem[] {
  const { capacity, scaling, desiredCount } = options;
  const problems = [...oneOf('capacity.kind', capacity.kind, ['ec2', 'existing-ec2', 'fargate'])];
  problems.push(...onlyKnown('capacity', capacity, KNOWN[capacity.kind] ?? Object.keys(capacity)));
  if (capacity.kind === 'ec2') problems.push(...checkInstances(options));
  if (capacity.kind === 'existing-ec2') problems.push(...checkSameNetwork(options));
  if (capacity.kind === 'fargate') problems.push(...checkFargate(options));
  if (!isWhole(desiredCount, 0, 5000)) {
    problems.push(invalid('desiredCount', `${desiredCount} is not a count`, 'use a whole number from 0 to 5000'));
  }
  if (scaling) problems.push(...checkScaling(options));
  // With wrong figures there is nothing to add up.
  return problems.length > 0 ? problems : checkRoom(options);
}

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  ec2: ['kind', 'instanceType', 'memory', 'cpu', 'min', 'max', 'diskGiB'],
  'existing-ec2': ['kind', 'architecture'],
  fargate: ['kind', 'cluster', 'cpu', 'memory', 'architecture', 'spotWeight', 'onDemandBase'],
};

function checkInstances({ capacity, container, sidecars }: CompleteOptions): readonly OptionProblem[] {
  if (capacity.kind !== 'ec2') return [];
  const problems: OptionProblem[] = [];
  const { instanceType, memory, min, max, diskGiB, cpu } = capacity;
  if (!/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(instanceType)) {
    const message = `${JSON.stringify(instanceType)} is not an instance type`;
    problems.push(invalid('capacity.instanceType', message, 'write one such as t3.small or m7g.large'));
  }
  if (!isWhole(memory, 1024, 32_000_000)) {
    const hint = 'write what the instance type has, from 1024 on: 2048 for t3.small';
    problems.push(invalid('capacity.memory', `${memory} is not an instance's memory in MiB`, hint));
  }
  if (!isWhole(max, 1, 5000)) {
    problems.push(invalid('capacity.max', `${max} is not a count`, 'use a whole number from 1 to 5000'));
  } else if (!isWhole(min, 0, max)) {
    problems.push(invalid('capacity.min', `${min} is not a count up to max`, `use a whole number from 0 to ${max}`));
  }
  if (!isWhole(diskGiB, 30, 16384)) {
    problems.push(
      invalid('capacity.diskGiB', `${diskGiB} is not a size in GiB`, 'use a whole number from 30 to 16384'),
    );
  }
  const reservesCpu = [container, ...sidecars].some((each) => each.cpu !== undefined);
  if (reservesCpu && cpu === undefined) {
    const hint = 'write the CPU units of an instance: 2048 for one with two vCPUs';
    problems.push(invalid('capacity.cpu', 'is needed where containers reserve CPU', hint));
  } else if (cpu !== undefined && !isWhole(cpu, 128, 1_000_000)) {
    problems.push(invalid('capacity.cpu', `${cpu} are not CPU units`, 'use 1024 for each vCPU of the instance'));
  }
  return problems.length > 0 ? problems : checkInstanceSize(capacity);
}

/** Room that an instance does not have would be promised to tasks that then never start. */
function checkInstanceSize({ instanceType, memory, cpu = 0 }: Ec2Capacity): readonly OptionProblem[] {
  const size = sizeOfInstance(instanceType);
  if (size === undefined) return [];
  const excess = (path: string, value: number, has: number, unit: string) =>
    value > has
      ? [
          invalid(
            path,
            `${value} ${unit} are more than a ${instanceType} has`,
            `write ${has}, or a larger instanceType`,
          ),
        ]
      : [];
  return [
    ...excess('capacity.memory', memory, size.memory, 'MiB'),
    ...excess('capacity.cpu', cpu, size.cpu, 'CPU units'),
  ];
}

/** Target groups take instances of their own network only. */
function checkSameNetwork({ network }: CompleteOptions): readonly OptionProblem[] {
  if (network.kind === 'existing') return [];
  const message = 'its instances stand in a network that exists, and register with no target group in another';
  return [invalid('capacity', message, 'say network: existingVpc(), and give the network of the instances as VpcId')];
}

function checkFargate(options: CompleteOptions): readonly OptionProblem[] {
  const { capacity } = options;
  if (capacity.kind !== 'fargate') return [];
  const problems: OptionProblem[] = [...oneOf('capacity.cluster', capacity.cluster, ['new', 'existing'])];
  problems.push(...oneOf('capacity.architecture', capacity.architecture, ['x86_64', 'arm64']));
  const memories: readonly number[] | undefined = FARGATE_MEMORY[capacity.cpu];
  if (!memories) {
    const hint = `write one of: ${Object.keys(FARGATE_MEMORY).join(', ')}`;
    problems.push(invalid('capacity.cpu', `Fargate has no tasks of ${capacity.cpu} CPU units`, hint));
  } else if (!memories.includes(capacity.memory)) {
    const message = `Fargate has no tasks of ${capacity.cpu} CPU units with ${capacity.memory} MiB`;
    problems.push(invalid('capacity.memory', message, `write one of: ${memories.join(', ')}`));
  }
  if (!isWhole(capacity.spotWeight, 0, 1000)) {
    const message = `${capacity.spotWeight} is not a weight`;
    problems.push(invalid('capacity.spotWeight', message, 'use a whole number from 0 to 1000'));
  }
  if (!isWhole(capacity.onDemandBase, 0, 5000)) {
    const message = `${capacity.onDemandBase} is not a count`;
    problems.push(invalid('capacity.onDemandBase', message, 'use a whole number from 0 to 5000'));
  }
  const size = sizeOfTask(options);
  if (size.memory > capacity.memory) {
    const message = `containers need ${size.memory} MiB, the task has ${capacity.memory}`;
    problems.push(invalid('container.memory', message, 'give the task more with capacity.memory, or containers less'));
  }
  if (size.cpu > capacity.cpu) {
    const message = `containers need ${size.cpu} CPU units, the task has ${capacity.cpu}`;
    problems.push(invalid('container.cpu', message, 'give the task more with capacity.cpu, or containers less'));
  }
  return problems;
}

function checkScaling({ scaling }: CompleteOptions): readonly OptionProblem[] {
  if (!scaling) return [];
  const problems: OptionProblem[] = [];
  problems.push(...onlyKnown('scaling', scaling, ['min', 'max', 'cpuPercent', 'memoryPercent']));
  const { min, max, cpuPercent, memoryPercent } = scaling;
  if (!isWhole(max, 1, 5000)) {
    problems.push(invalid('scaling.max', `${max} is not a count`, 'use a whole number from 1 to 5000'));
  } else if (!isWhole(min, 1, max)) {
    const message = `${min} is not a count from 1 to max: of no tasks there is nothing to measure`;
    problems.push(invalid('scaling.min', message, `use a whole number from 1 to ${max}`));
  }
  if (cpuPercent === undefined && memoryPercent === undefined) {
    problems.push(invalid('scaling', 'follows nothing', 'say cpuPercent, memoryPercent or both; 60 is usual'));
  }
  for (const [name, percent] of Object.entries({ cpuPercent, memoryPercent })) {
    if (percent !== undefined && !(percent >= 1 && percent <= 100)) {
      problems.push(invalid(`scaling.${name}`, `${percent} is not a share`, 'use a number from 1 to 100; 60 is usual'));
    }
  }
  return problems;
}

/** Blue and green run side by side, so there must be room for twice as many tasks as serve: at first, one half of the bootstrap task. */
function checkRoom(options: CompleteOptions): readonly OptionProblem[] {
  const { capacity, scaling, desiredCount } = options;
  const most = mostTasks(options);
  if (most === undefined || capacity.kind !== 'ec2') return [];
  const [path, count] = scaling ? ['scaling.max', scaling.max] : ['desiredCount', desiredCount];
  if (count <= most) return [];
  const each = tasksPerInstance(options) ?? 0;
  const usable = `(${usableMemory(capacity.memory)} MiB usable of ${capacity.memory})`;
  const both = `${count} blue and ${count} green tasks of ${describeTask(options)}`;
  const message =
    2 * count > each * capacity.max
      ? `${both} do not fit on ${capacity.max} instances with room for ${each} each ${usable}`
      : `${count} tasks of ${describeTask(options)} and as many bootstrap tasks of ${BOOTSTRAP_MEMORY} MiB, which a service ` +
        `begins with, do not fit on ${capacity.max} instances ${usable}`;
  const hint =
    each === 0
      ? 'use larger instances, or containers that need less'
      : `use at most ${most}, or capacity.max: ${instancesFor(count, options, capacity)}, or larger instances`;
  return [invalid(path, message, hint)];
}

function describeTask(options: CompleteOptions): string {
  const { memory, cpu } = sizeOfTask(options);
  return cpu > 0 ? `${memory} MiB and ${cpu} CPU units` : `${memory} MiB`;
}

// Two instances for each task are enough, as any instance has room for one.
function instancesFor(count: number, options: CompleteOptions, capacity: Ec2Capacity): number {
  let max = capacity.max;
  while (max < 2 * count && (mostTasks({ ...options, capacity: { ...capacity, max } }) ?? 0) < count) max += 1;
  return max;
}
