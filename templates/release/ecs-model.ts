// For tests only: task definitions against the model of the ECS API, as the SDK carries it.
import { RegisterTaskDefinitionRequest$ } from '@aws-sdk/client-ecs';
import { NormalizedSchema } from '@smithy/core/schema';
import { type Enums, TASK_DEFINITION_ENUMS } from './ecs-enums.ts';
import { flag, list, map, object, oneOf, type Shape, text, whole } from './shapes.ts';

const taskDefinition = shapeOf(NormalizedSchema.of(RegisterTaskDefinitionRequest$), TASK_DEFINITION_ENUMS);

/**
 * Everything about a task definition that the API's model does not know or admit: members, kinds of values, required members,
 * texts that are none of those taken. What the service checks beyond its model (sizes of tasks, say) is not here.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
export function taskDefinitionProblems(definition: unknown): readonly string[] {
  return taskDefinition(definition, '');
}

function shapeOf(schema: NormalizedSchema, enums: Enums | string | undefined): Shape {
  const known = typeof enums === 'object' ? enums : {};
  if (schema.isStructSchema()) {
    const members = [...schema.structIterator()].map(([name, member]) => [name, shapeOf(member, known[name])] as const);
    return object(schema.getName() ?? '', Object.fromEntries(members), requiredMembers(schema));
  }
  if (schema.isListSchema()) return list(shapeOf(schema.getValueSchema(), enums));
  if (schema.isMapSchema()) return map(shapeOf(schema.getValueSchema(), undefined));
  if (schema.isStringSchema()) return enums === undefined ? text() : oneOf(Object.values(known).map(String));
  // Schemas know numbers only; in a task definition all of them are integers.
  if (schema.isNumericSchema()) return whole();
  if (schema.isBooleanSchema()) return flag;
  throw new Error(`a schema of a kind that task definitions do not have: ${schema.getName()}`);
}

/** Schemas name the required members first, and say how many of them there are. */
function requiredMembers(schema: NormalizedSchema): readonly string[] {
  const structure = schema.getSchema();
  if (!Array.isArray(structure) || structure[0] !== 3) return [];
  const [, , , , names, , count = 0] = structure;
  return names.slice(0, count);
}
