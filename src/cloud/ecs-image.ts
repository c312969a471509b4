import { type Problem, TealformError, throwIfAny } from '../dsl/error.ts';
import type { ParameterStore } from './parameter-store.ts';

/** The architectures that the ECS-optimised image is made for, as EC2 names them. */
export const ARCHITECTURES = ['x86_64', 'arm64'] as const;

/** One of {@link ARCHITECTURES}. */
export type Architecture = (typeof ARCHITECTURES)[number];

/** An Amazon Machine Image for container instances, and what runs on it. */
export interface EcsImage {
  /** `ami-0281c9a5cd9de63bd`; each region has ids of its own. */
  readonly imageId: string;
  /** `al2023-ami-ecs-hvm-2023.0.20241115-kernel-6.1-x86_64` */
  readonly imageName: string;
  /** The container agent's version: `1.88.0`. */
  readonly ecsAgentVersion: string;
  /** What runs containers, in AWS's words: `Docker version 25.0.6`. */
  readonly ecsRuntimeVersion: string;
}

/**
 * The public SSM parameter that names the newest image of Amazon Linux 2023. x86-64 has no folder of its own.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
 */
export function ecsImageParameter(architecture: Architecture): string {
  const folder = architecture === 'arm64' ? '/arm64' : '';
  return `/aws/service/ecs/optimized-ami/amazon-linux-2023${folder}/recommended`;
}

/** Whether it has the form of an AMI's id: eight hexadecimal digits from before 2018, or seventeen. */
export function isImageId(text: string): boolean {
  return /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(text);
}

/**
 * Asks the parameter store of a region which ECS-optimised image is the newest there.
 * @throws TealformError what the store throws, and all that {@link parseEcsImage} finds wrong with the answer.
 */
export async function findNewestEcsImage(store: ParameterStore, architecture: Architecture): Promise<EcsImage> {
  const parameter = ecsImageParameter(architecture);
  return parseEcsImage(await store.read(parameter), parameter);
}

/**
 * Reads the parameter's value, a JSON object.
 * @throws TealformError `invalid-image-data` for each field that is missing or not what AWS documents.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
 */
export function parseEcsImage(value: string, parameter: string): EcsImage {
  const data = parseObject(value);
  if (data === undefined) throw new TealformError(invalid(parameter, `is not a JSON object: ${excerpt(value)}`));

  const problems: Problem[] = [];
  const expect = (field: string, isValid: (found: string) => boolean, wanted: string): string => {
    const found = data[field];
    if (typeof found === 'string' && isValid(found)) return found;
    problems.push(invalid(parameter, `has ${field} ${excerpt(found)}, not ${wanted}`));
    return '';
  };
  // The number changes when fields change their meaning, and what this gives is put into production.
  if (data.schema_version !== 1) {
    problems.push(invalid(parameter, `has schema_version ${excerpt(data.schema_version)}, not 1`));
  }
  const image = {
    imageId: expect('image_id', isImageId, 'an id such as ami-0123456789abcdef0'),
    imageName: expect('image_name', isPrintable, 'a name'),
    ecsAgentVersion: expect('ecs_agent_version', isPrintable, 'a version'),
    ecsRuntimeVersion: expect('ecs_runtime_version', isPrintable, 'a version'),
  };
  throwIfAny(problems);
  return image;
}

// These end up on a terminal, where a control character can rewrite what stands there.
function isPrintable(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(parameter: string, message: string): Problem {
  return {
    code: 'invalid-image-data',
    message: `the parameter ${parameter} ${message}`,
    hint: "choose the image in the console's AMI catalog and write its id; if this stays so, AWS has changed the format",
  };
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
